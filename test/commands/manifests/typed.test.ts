/**
 * Manifests that lack a part or have it of another type, as the commands of kubectl 1.36 answer them that decode by type
 * (`resource.Builder.WithScheme`) and those that take what comes (`Unstructured`): each line is what the real one printed.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openCluster, type Typed } from '../cluster.js'

let typed: Typed
beforeAll(async () => {
  typed = await openCluster()
  await typed.type('create deployment web --image=nginx')
  await typed.type('run idle --image=nginx')
  await typed.type('expose deployment web --port=80')
  await typed.type('create rolebinding rb --clusterrole=view --user=u')
})
afterAll(() => typed.cluster.close())

const deployment = (rest: string) => `{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}${rest}}`
const containers = (list: string) => deployment(`, spec: {template: {spec: {containers: ${list}}}}`)
const pod = (rest: string) => `{apiVersion: v1, kind: Pod${rest}}`
const podSpec = ', spec: {containers: [{name: c, image: i}]}'
const list = (items: string) => `{apiVersion: v1, kind: List, items: ${items}}`
const unregistered = (kind: string, version: string) =>
  `error: unable to decode "STDIN": no kind "${kind}" is registered for version "${version}" in scheme "pkg/scheme/scheme.go:28"\n`
const undecoded = (why: string) => `error: unable to decode "STDIN": ${why}\n`
const field = (type: string, path: string, goType: string) =>
  undecoded(`json: cannot unmarshal ${type} into Go struct field ${path} of type ${goType}`)
const noContainer = 'error: unable to find container named "c"\n'
const image = 'set image -f - c=x --local'

test.each<[line: string, manifest: string, stderr: string]>([
  [image, deployment(''), noContainer],
  [image, deployment(', spec: null'), noContainer],
  [image, deployment(', spec: {template: null}'), noContainer],
  [image, containers('null'), noContainer],
  [image, containers('[null]'), noContainer],
  [image, pod(', metadata: {name: idle}'), noContainer],
  [
    image,
    '{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: s}, spec: {template: {spec: {containers: null}}}}',
    noContainer,
  ],
  [image, deployment(', spec: 5'), field('number', 'Deployment.spec', 'v1.DeploymentSpec')],
  [image, containers('{a: b}'), field('object', 'PodSpec.spec.template.spec.containers', '[]v1.Container')],
  [
    image,
    containers('[{name: c, image: 5}]'),
    field('number', 'Container.spec.template.spec.containers.image', 'string'),
  ],
  [image, '{apiVersion: apps/v9, kind: Deployment, metadata: {name: web}}', unregistered('Deployment', 'apps/v9')],
  [image, '{apiVersion: example.com/v1, kind: Foo}', unregistered('Foo', 'example.com/v1')],
  [
    image,
    '{apiVersion: v1, kind: 5}',
    undecoded(
      "couldn't get version/kind; json parse error: json: cannot unmarshal number into Go struct field .kind of type string",
    ),
  ],
  [image, '{kind: Pod}', undecoded(`Object 'apiVersion' is missing in '{"kind":"Pod"}'`)],
  [image, '{apiVersion: a/b/c, kind: Pod}', undecoded('unexpected GroupVersion string: a/b/c')],
  [
    image,
    list('[null]'),
    'unable to get type info from the object %!q(<nil>): expected pointer, but got invalid kind\n',
  ],
  [
    image,
    list(`[${pod(', spec: 4')}]`),
    'json: cannot unmarshal number into Go struct field Pod.spec of type v1.PodSpec\n',
  ],
  ['set env -f - A=b --local', deployment(''), 'Warning: Deployment/web does not have any containers matching "*"\n'],
  [
    'set resources -f - --limits=cpu=1 --local',
    deployment(', spec: null'),
    'error: unable to find container named *\n',
  ],
  ['set selector -f - a=b --local', deployment(', spec: 5'), field('number', 'Deployment.spec', 'v1.DeploymentSpec')],
  [
    'expose -f - --port=80',
    deployment(''),
    "error: couldn't retrieve selectors via --selector flag or introspection: invalid deployment: no selectors, therefore cannot be exposed\n",
  ],
  [
    'exec -f - -- true',
    pod(`, metadata: {name: idle}${podSpec}`),
    'error: cannot exec into multiple objects at a time\n',
  ],
  ['rollout history -f -', deployment(', spec: []'), field('array', 'Deployment.spec', 'v1.DeploymentSpec')],
  [
    'rollout history -f -',
    '{apiVersion: apps/v1, kind: Deployment}',
    'error: failed to retrieve deployment : resource name may not be empty\n',
  ],
  [
    'rollout undo -f -',
    '{apiVersion: apps/v1, kind: Deployment}',
    'error: failed to retrieve Deployment : resource name may not be empty\n',
  ],
  ['label -f - a=b', pod(podSpec), 'error: resource name may not be empty\n'],
  [
    'label -f - a=b',
    '{apiVersion: {a: b}, kind: Pod}',
    field('object', 'metadataOnlyObject.TypeMeta.apiVersion', 'string'),
  ],
  [
    'label -f - a=b',
    list('[null]'),
    `unable to get type info from the object "*unstructured.Unstructured": Object 'Kind' is missing in 'object has no kind field '\n`,
  ],
  [
    'label -f - a=b',
    '{apiVersion: v1, kind: "\\e[31m"}',
    'error: resource mapping not found for name: "" namespace: "" from "STDIN": no matches for kind "\\x1b[31m" in version "v1"\nensure CRDs are installed first\n',
  ],
  [
    'apply -f -',
    pod(podSpec),
    'error: error when retrieving current configuration of:\nResource: "/v1, Resource=pods", GroupVersionKind: "/v1, Kind=Pod"\nName: "", Namespace: "default"\nfrom server for: "STDIN": resource name may not be empty\n',
  ],
  [
    'apply -f -',
    list('null'),
    'error: error validating "STDIN": error validating data: invalid object to validate; if you choose to ignore these errors, turn validation off with --validate=false\n',
  ],
  ['replace -f -', pod(podSpec), 'error: error when replacing "STDIN": resource name may not be empty\n'],
  ['wait -f - --for=condition=Ready', pod(podSpec), 'error: resource name must be provided\n'],
  ['describe -f -', pod(', metadata: {}'), 'error: resource name may not be empty\n'],
  [
    'describe -f -',
    '{apiVersion: v1}',
    `unable to decode "STDIN": Object 'Kind' is missing in '{"apiVersion":"v1"}'\n`,
  ],
])('%s <<< %s', async (line, manifest, stderr) => {
  expect((await typed.type(line, manifest)).stderr).toBe(stderr)
})

test('what is changed without a server is printed as its type has it', async () => {
  expect(await typed.out(`${image} -o yaml`, pod(`, metadata: null${podSpec}`))).toBe(
    'apiVersion: v1\nkind: Pod\nmetadata: {}\nspec:\n  containers:\n  - image: x\n    name: c\n    resources: {}\nstatus: {}\n',
  )
  const binding = '{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: rb}}'
  expect(await typed.out('set subject -f - --user=u --local -o yaml', binding)).toContain(
    'roleRef:\n  apiGroup: ""\n  kind: ""\n  name: ""\n',
  )
})

test('lists of nothing are nothing, and annotated objects are told apart', async () => {
  expect(await typed.type(image, list('null'))).toEqual({ stdout: '', stderr: '', exitCode: 0 })
  const two = `${pod(`, metadata: {name: a}`)}\n---\n${pod(`, metadata: {name: b}`)}`
  expect(await typed.out('annotate -f - x=y --local -o yaml', two)).toContain('---\n')
  expect(await typed.out('label -f - x=y --local -o yaml', two)).not.toContain('---\n')
})

test.each([
  ['Deployment', containers('[{image: x}]'), 'map: map[image:x] does not contain declared merge key: name'],
  [
    'Service',
    '{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ports: [{name: a}]}}',
    'map: map[name:a] does not contain declared merge key: port',
  ],
  [
    'Deployment',
    containers('[[]]'),
    'list element types are not identical: [[map[image:nginx imagePullPolicy:Always name:nginx resources:map[] terminationMessagePath:/dev/termination-log terminationMessagePolicy:File]] [[]]]',
  ],
])('an applied %s whose list items cannot be told apart has no patch', async (_, manifest, why) => {
  const { stderr, exitCode } = await typed.type('apply -f -', manifest)
  expect(exitCode).toBe(1)
  expect(stderr).toContain(`warning: error calculating patch from openapi v3 spec: ${why}\n`)
  expect(stderr).toContain(`warning: error calculating patch from openapi spec: ${why}\n`)
  expect(stderr).toContain('for: "STDIN": error when patching "STDIN": creating patch with:\noriginal:\n\nmodified:\n{')
  expect(stderr.endsWith(`\n\nfor: ${why}\n`)).toBe(true)
})

test('annotations that are null are none to those who apply on the server', async () => {
  const namespace = '{apiVersion: v1, kind: Namespace, metadata: {name: default, labels: {a: b}, annotations: null}}'
  for (const run of [' --dry-run=server', '']) {
    const line = `apply --server-side --force-conflicts -f -${run}`
    expect(await typed.type(line, namespace)).toMatchObject({ exitCode: 0, stderr: '' })
  }
})
