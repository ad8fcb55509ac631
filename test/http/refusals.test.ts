/** What is wrong with a request, and what the API server of the release says of it: status, reason, message. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from './test-server.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  await server.cluster.run(['create', 'deployment', 'web', '--image=nginx', '--replicas=2'])
  await server.cluster.run(['create', 'configmap', 'kept', '--from-literal=a=1'])
  await server.cluster.run(['run', 'waiting', '--image=nginx', '--overrides={"spec":{"schedulerName":"none"}}'])
})
afterAll(() => server.close())

const maps = '/api/v1/namespaces/default/configmaps'
const kept = `${maps}/kept`
const web = '/apis/apps/v1/namespaces/default/deployments/web'
const waiting = '/api/v1/namespaces/default/pods/waiting'
const unrecognized = (why: string, kind = 'ConfigMap') =>
  `the object provided is unrecognized (must be of type ${kind}): ${why}`
const unparsed = (why: string, shown: string) =>
  unrecognized(`couldn't get version/kind; json parse error: ${why} (${shown})`)
const scheme = 'in scheme "k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:30"'
const invalidOptions = (kind: string, why: string) => `${kind}.meta.k8s.io "" is invalid: ${why}`

type Refusal = readonly [request: string, body: string | undefined, status: number, reason: string, message: string]

async function refused([request, body, ...wanted]: Refusal, type = 'application/json'): Promise<void> {
  const [method = '', path = ''] = request.split(' ')
  const headers: Record<string, string> = body === undefined ? {} : { 'Content-Type': type }
  const reply = await server.call(method, path, { ...(body === undefined ? {} : { body }), headers })
  const { reason = '', message = '', kind } = reply.json ?? {}
  expect([reply.status, reason, message]).toEqual(wanted)
  expect(kind).toBe('Status')
  expect(reply.json.code).toBe(reply.status)
}

const post = `POST ${maps}`
test.each<Refusal>([
  [
    post,
    '{"a":1,}',
    400,
    'BadRequest',
    unparsed("invalid character '}' looking for beginning of object key string", '{"a":1,}'),
  ],
  [post, '', 400, 'BadRequest', unparsed('unexpected end of JSON input', '<empty>')],
  [post, '{"a":', 400, 'BadRequest', unparsed('unexpected end of JSON input', '{"a":')],
  [post, 'abc', 400, 'BadRequest', unparsed("invalid character 'a' looking for beginning of value", '616263')],
  [post, '{} {}', 400, 'BadRequest', unparsed("invalid character '{' after top-level value", '{} {}')],
  [post, '{"a":01}', 400, 'BadRequest', unparsed("invalid character '1' after object key:value pair", '{"a":01}')],
  [post, '{"a":-x}', 400, 'BadRequest', unparsed("invalid character 'x' in numeric literal", '{"a":-x}')],
  [
    post,
    '{"a":tru}',
    400,
    'BadRequest',
    unparsed("invalid character '}' in literal true (expecting 'e')", '{"a":tru}'),
  ],
  [post, '{"a":"\\x"}', 400, 'BadRequest', unparsed("invalid character 'x' in string escape code", '{"a":"\\x"}')],
  [
    post,
    '{"metadata":{"name":"a very long"},,',
    400,
    'BadRequest',
    unparsed("invalid character ',' looking for beginning of object key string", '{"metadata":{"name":"a very lo ...'),
  ],
  [
    post,
    '{"kind":"Pod","apiVersion":"v1"}',
    400,
    'BadRequest',
    'Pod in version "v1" cannot be handled as a ConfigMap: converting (v1.Pod) to (core.ConfigMap): unknown conversion',
  ],
  [
    post,
    '{"kind":"Thing"}',
    400,
    'BadRequest',
    `Thing in version "v1" cannot be handled as a ConfigMap: no kind "Thing" is registered for version "v1" ${scheme}`,
  ],
  [
    'POST /api/v1/namespaces/default/events',
    '{"kind":"Event","apiVersion":"events.k8s.io/v1","metadata":{"name":"x"}}',
    400,
    'BadRequest',
    'the API version in the data (events.k8s.io/v1) does not match the expected API version (v1)',
  ],
  [
    post,
    '{"metadata":{"name":"x","resourceVersion":"1"}}',
    500,
    '',
    'resourceVersion should not be set on objects to be created',
  ],
  [
    post,
    '{"metadata":{"name":"x","namespace":"other"}}',
    400,
    'BadRequest',
    'the namespace of the provided object does not match the namespace sent on the request',
  ],
  [
    'POST /api/v1/namespaces/nosuch/configmaps',
    '{"metadata":{"name":"x"}}',
    404,
    'NotFound',
    'namespaces "nosuch" not found',
  ],
  [
    `${post}?fieldValidation=Strict`,
    '{"metadata":{"name":"x","name":"y"},"data":{"a":"1","a":"2"},"no":{"b":1,"b":2},"no":1}',
    400,
    'BadRequest',
    'ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: duplicate field "metadata.name", duplicate field "data.a", unknown field "no"',
  ],
  [
    `${post}?fieldValidation=Strict`,
    '{"nor":1,"metadata":{"name":"x"},"data":{"a":"1","a":"2"},"no":1,"data":{}}',
    400,
    'BadRequest',
    'ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "nor", duplicate field "data.a", unknown field "no", duplicate field "data"',
  ],
])('a body: %s %s', (...refusal) => refused(refusal))

test.each<Refusal>([
  [
    `${post}?dryRun=Some`,
    '{}',
    422,
    'Invalid',
    invalidOptions('CreateOptions', 'dryRun: Unsupported value: ["Some"]: supported values: "All"'),
  ],
  [
    `${post}?dryRun=`,
    '{}',
    422,
    'Invalid',
    invalidOptions('CreateOptions', 'dryRun: Unsupported value: [""]: supported values: "All"'),
  ],
  [
    `PUT ${kept}?fieldValidation=strict`,
    '{}',
    422,
    'Invalid',
    invalidOptions(
      'UpdateOptions',
      'fieldValidation: Unsupported value: "strict": supported values: "", "Ignore", "Strict", "Warn"',
    ),
  ],
  [
    `${post}?fieldManager=${'x'.repeat(129)}`,
    '{}',
    422,
    'Invalid',
    invalidOptions('CreateOptions', 'fieldManager: Too long: may not be more than 128 bytes'),
  ],
  [
    `${post}?fieldManager=%C3%A4%07`,
    '{}',
    422,
    'Invalid',
    invalidOptions('CreateOptions', 'fieldManager: Invalid value: "ä\\a": invalid character U+0007 (at position 2)'),
  ],
  [
    `DELETE ${kept}`,
    '{"propagationPolicy":"Slow"}',
    422,
    'Invalid',
    invalidOptions(
      'DeleteOptions',
      'propagationPolicy: Unsupported value: "Slow": supported values: "Foreground", "Background", "Orphan", "nil"',
    ),
  ],
  [
    `DELETE ${kept}`,
    '{"propagationPolicy":"Orphan","orphanDependents":true}',
    422,
    'Invalid',
    invalidOptions(
      'DeleteOptions',
      'propagationPolicy: Invalid value: "Orphan": orphanDependents and deletionPropagation cannot be both set',
    ),
  ],
  [
    `DELETE ${kept}?gracePeriodSeconds=x`,
    undefined,
    400,
    'BadRequest',
    'strconv.ParseInt: parsing "x": invalid syntax',
  ],
  [
    `DELETE ${kept}`,
    '{"gracePeriodSeconds":"x"}',
    400,
    'BadRequest',
    'json: cannot unmarshal string into Go struct field DeleteOptions.gracePeriodSeconds of type int64',
  ],
  [
    `DELETE ${kept}`,
    '{"kind":"Thing","apiVersion":"v1"}',
    400,
    'BadRequest',
    'no kind "Thing" is registered for version "v1" in scheme "k8s.io/apimachinery/pkg/apis/meta/internalversion/scheme/register.go:27"',
  ],
  [`GET ${maps}?limit=x`, undefined, 400, 'BadRequest', 'strconv.ParseInt: parsing "x": invalid syntax'],
  [
    `GET ${maps}?limit=9223372036854775808`,
    undefined,
    400,
    'BadRequest',
    'strconv.ParseInt: parsing "9223372036854775808": value out of range',
  ],
  [
    `GET ${maps}?continue=a*b`,
    undefined,
    400,
    'BadRequest',
    'invalid continue token: continue key is not valid: illegal base64 data at input byte 1',
  ],
  [
    `GET ${maps}?continue=e30`,
    undefined,
    400,
    'BadRequest',
    'invalid continue token: continue key is not valid: server does not recognize this encoded version ',
  ],
  [
    `GET ${maps}?continue=e30&resourceVersion=1`,
    undefined,
    400,
    'BadRequest',
    'specifying resource version is not allowed when using continue',
  ],
  [
    `GET ${maps}?resourceVersion=x`,
    undefined,
    400,
    'BadRequest',
    'invalid resource version: resourceVersion: Invalid value: "x": strconv.ParseUint: parsing "x": invalid syntax',
  ],
  [
    `GET ${maps}?resourceVersionMatch=Some&continue=x`,
    undefined,
    422,
    'Invalid',
    invalidOptions(
      'ListOptions',
      '[resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided, ' +
        'resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden when continue is provided, ' +
        'resourceVersionMatch: Unsupported value: "Some": supported values: "Exact", "NotOlderThan", ""]',
    ),
  ],
  [
    `GET ${maps}?sendInitialEvents=true`,
    undefined,
    422,
    'Invalid',
    invalidOptions('ListOptions', 'sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list'),
  ],
  [
    `GET ${maps}?watch=1&resourceVersionMatch=Exact`,
    undefined,
    422,
    'Invalid',
    invalidOptions(
      'ListOptions',
      '[resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided, ' +
        'resourceVersionMatch: Unsupported value: "Exact": supported values: "NotOlderThan"]',
    ),
  ],
])('options: %s %s', (...refusal) => refused(refusal))

test.each<Refusal>([
  [
    `PUT ${kept}`,
    '{"metadata":{"name":"other"}}',
    400,
    'BadRequest',
    'the name of the object (other) does not match the name on the URL (kept)',
  ],
  [
    `PUT ${kept}`,
    '{}',
    400,
    'BadRequest',
    'the name of the object (kept based on URL) was undeterminable: name must be provided',
  ],
  [
    `PUT ${kept}`,
    '{"metadata":{"name":"kept","resourceVersion":"1"}}',
    409,
    'Conflict',
    'Operation cannot be fulfilled on configmaps "kept": the object has been modified; please apply your changes to the latest version and try again',
  ],
  [
    `PUT ${web}/scale`,
    '{"metadata":{"name":"web","resourceVersion":"1"},"spec":{"replicas":3}}',
    409,
    'Conflict',
    'Operation cannot be fulfilled on deployments.apps "web": the object has been modified; please apply your changes to the latest version and try again',
  ],
  [
    `PUT ${web}/scale`,
    '{"metadata":{"name":"web"},"spec":{"replicas":-3}}',
    422,
    'Invalid',
    'Scale.autoscaling "web" is invalid: spec.replicas: Invalid value: -3: must be greater than or equal to 0',
  ],
  [
    `POST ${waiting}/binding`,
    '{"metadata":{"name":"other"},"target":{"name":"worker-1"}}',
    400,
    'BadRequest',
    'name in URL does not match name in Binding object',
  ],
  [`POST ${waiting}/binding`, '{"metadata":{"name":"waiting"}}', 500, '', 'target.name: Required value'],
  [
    `POST ${waiting}/binding`,
    '{"metadata":{"name":"waiting"},"target":{"name":"x","kind":"Pod"}}',
    500,
    '',
    'target.kind: Unsupported value: "Pod": supported values: "Node", "<empty>"',
  ],
  [
    `POST ${waiting}/eviction`,
    '{"metadata":{"name":"other"}}',
    400,
    'BadRequest',
    'name in URL does not match name in Eviction object',
  ],
  [
    `POST ${waiting}/eviction`,
    '{"kind":"Pod","apiVersion":"v1","metadata":{"name":"waiting"}}',
    400,
    'BadRequest',
    'Pod in version "v1" cannot be handled as a Eviction: converting (v1.Pod) to (policy.Eviction): unknown conversion',
  ],
  [
    `POST ${waiting}/eviction?dryRun=All`,
    '{"metadata":{"name":"waiting"},"deleteOptions":{"dryRun":["Some"]}}',
    500,
    '',
    'Non-matching dry-run options in request and content: [All] and [Some]',
  ],
])('objects and their parts: %s %s', (...refusal) => refused(refusal))

test.each<readonly [type: string, ...Refusal]>([
  [
    'text/plain',
    `POST ${maps}`,
    '{}',
    415,
    'UnsupportedMediaType',
    'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf',
  ],
  [
    'application/merge-patch+json',
    `POST ${maps}`,
    '{}',
    415,
    'UnsupportedMediaType',
    'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf',
  ],
  [
    'application/yaml',
    `POST ${maps}`,
    'a: b: c',
    400,
    'BadRequest',
    unrecognized(
      'error converting YAML to JSON: yaml: mapping values are not allowed in this context (613a20623a2063)',
    ),
  ],
  [
    'application/vnd.kubernetes.protobuf',
    `POST ${maps}`,
    'x',
    400,
    'BadRequest',
    unrecognized('provided data does not appear to be a protobuf message, expected prefix [107 56 115 0] (78)'),
  ],
  [
    'application/merge-patch+json',
    `PATCH ${kept}`,
    '{',
    400,
    'BadRequest',
    'error decoding patch: unexpected end of JSON input',
  ],
  [
    'application/strategic-merge-patch+json',
    `PATCH ${kept}`,
    '{,',
    400,
    'BadRequest',
    "invalid character ',' looking for beginning of object key string",
  ],
  [
    'application/json-patch+json',
    `PATCH ${kept}`,
    '{}',
    400,
    'BadRequest',
    'error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp',
  ],
  [
    'application/json-patch+json',
    `PATCH ${kept}?force=true`,
    '[]',
    422,
    'Invalid',
    invalidOptions('PatchOptions', 'force: Forbidden: may not be specified for non-apply patch'),
  ],
])('formats: %s %s', (type, ...refusal) => refused(refusal, type))
