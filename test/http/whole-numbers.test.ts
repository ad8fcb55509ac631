/** Whole numbers of 64 bits keep their ends, whichever way they go in and out. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { encodeObject } from '../../src/http/protobuf/encode.js'
import { readJson } from '../../src/model/json/exact-json.js'
import type { KubeObject } from '../../src/model/objects/object.js'
import { events, startTestServer, type TestServer } from './test-server.js'

const large = '9007199254740993'
const most = '9223372036854775807'
const items = '/apis/example.com/v1/namespaces/default/counters'

const definition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'counters.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { plural: 'counters', singular: 'counter', kind: 'Counter' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        additionalPrinterColumns: [{ name: 'Count', type: 'integer', jsonPath: '.spec.count' }],
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: {
                type: 'object',
                'x-kubernetes-validations': [
                  { rule: `!has(self.count) || self.count != ${large} + 1`, message: 'off by one' },
                ],
                properties: {
                  count: { type: 'integer', format: 'int64', minimum: 3 },
                  small: { type: 'integer', maximum: 1000 },
                  odd: { type: 'integer', multipleOf: 3 },
                  kept: { 'x-kubernetes-preserve-unknown-fields': true },
                  set: { type: 'array', items: { type: 'integer' }, 'x-kubernetes-list-type': 'set' },
                },
              },
            },
          },
        },
      },
    ],
  },
}

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  const made = await server.call('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
    body: definition,
  })
  expect(made.status, made.text).toBe(201)
})
afterAll(() => server.close())

const json = { 'Content-Type': 'application/json' }
const post = (name: string, spec: string) =>
  server.call('POST', items, {
    headers: json,
    body: `{"apiVersion":"example.com/v1","kind":"Counter","metadata":{"name":"${name}"},"spec":${spec}}`,
  })
const out = async (...args: string[]) => (await server.cluster.run(args)).stdout

test('in JSON, in and out, in lists, tables and watches', async () => {
  const made = await post('one', `{"count":${large},"kept":[${most},-${most},1e3],"set":[${most}]}`)
  expect(made.status, made.text).toBe(201)
  const spec = `"count":${large},"kept":[${most},-${most},1000],"set":[${most}]`
  for (const path of [`${items}/one`, items, `${items}?watch=true`]) {
    const { text } = await server.call('GET', path, path.includes('watch') ? { until: events(1) } : {})
    for (const part of spec.split(/,(?=")/)) expect(text, path).toContain(part)
  }
  const table = await server.call('GET', items, { headers: { Accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' } })
  expect(table.text).toContain(`"cells":["one",${large}]`)
  expect((await server.call('GET', `${items}/one`, { headers: { Accept: 'application/yaml' } })).text).toContain(
    `count: ${large}\n`,
  )
})

test('in YAML, patches and applies', async () => {
  const yaml = `apiVersion: example.com/v1\nkind: Counter\nmetadata: {name: two}\nspec: {count: ${most}}\n`
  const applied = await server.call('PATCH', `${items}/two?fieldManager=me`, {
    headers: { 'Content-Type': 'application/apply-patch+yaml' },
    body: yaml,
  })
  expect(applied.text).toContain(`"count":${most}`)
  for (const [type, body] of [
    ['application/merge-patch+json', `{"spec":{"count":${large}}}`],
    [
      'application/json-patch+json',
      `[{"op":"test","path":"/spec/count","value":${large}},{"op":"replace","path":"/spec/count","value":${most}}]`,
    ],
  ] as const) {
    const { status, text } = await server.call('PATCH', `${items}/two`, { headers: { 'Content-Type': type }, body })
    expect(status, text).toBe(200)
    expect(text).toContain(`"count":${type.startsWith('application/merge') ? large : most}`)
  }
})

test('in what kubectl prints', async () => {
  await post('three', `{"count":${large}}`)
  expect(await out('get', 'counter', 'three', '--no-headers')).toMatch(new RegExp(`^three +${large}\n$`))
  expect(await out('get', 'counter', 'three', '-o', 'json')).toContain(`"count": ${large}`)
  expect(await out('get', 'counter', 'three', '-o', 'yaml')).toContain(`count: ${large}\n`)
  expect(await out('get', 'counter', 'three', '-o', 'jsonpath={.spec.count}')).toBe(large)
  expect(await out('get', 'counter', 'three', '-o', 'go-template={{.spec.count}} {{printf "%d" .spec.count}}')).toBe(
    `${large} ${large}`,
  )
  expect(await out('get', 'counter', 'three', '-o', 'custom-columns=C:.spec.count', '--no-headers')).toBe(`${large}\n`)
  expect(await out('get', 'counters', '-o', `jsonpath={.items[?(@.spec.count==${large})].metadata.name}`)).toBe(
    'one three',
  )
  expect(await out('describe', 'counter', 'three')).toContain(`Count:  ${large}\n`)
})

test('are validated as what they are', async () => {
  const refused = async (spec: string) => (await post('wrong', spec)).json.message
  expect(await refused('{"count":9007199254740994}')).toContain('off by one')
  expect(await refused(`{"count":-${most}}`)).toContain(
    `Invalid value: -${most}: spec.count in body should be greater than or equal to 3`,
  )
  expect(await refused(`{"small":${most}}`)).toContain('should be less than or equal to 1000')
  expect(await refused('{"odd":9007199254740994}')).toContain('should be a multiple of 3')
  expect(await refused(`{"set":[${most},${most}]}`)).toContain('Duplicate value')
  expect((await post('fits', '{"odd":9007199254740993,"set":[9223372036854775807,9223372036854775806]}')).status).toBe(
    201,
  )
})

test('of built-in kinds in what takes 64 bits, and nowhere else', async () => {
  const pod = (name: string, spec: string) =>
    server.call('POST', '/api/v1/namespaces/default/pods', {
      headers: json,
      body: `{"metadata":{"name":"${name}"},"spec":{"containers":[{"name":"c","image":"nginx"}],${spec}}}`,
    })
  const made = await pod(
    'patient',
    `"terminationGracePeriodSeconds":${most},"tolerations":[{"key":"k","operator":"Exists","effect":"NoExecute","tolerationSeconds":${most}}]`,
  )
  expect(made.text).toContain(`"terminationGracePeriodSeconds":${most}`)
  expect(await out('describe', 'pod', 'patient')).toContain(`for ${most}s`)
  expect((await pod('wrong', `"priority":${large}`)).json.message).toContain(
    `json: cannot unmarshal number ${large} into Go struct field PodSpec.spec.priority of type int32`,
  )
  const path = '/api/v1/namespaces/default/pods/patient'
  const before = await server.call('GET', path)
  const body = encodeObject(readJson(before.text) as KubeObject)
  const headers = { 'Content-Type': 'application/vnd.kubernetes.protobuf' }
  expect((await server.call('PUT', path, { headers, body })).text).toBe(before.text)
  const gone = await server.call('DELETE', path)
  expect(gone.text).toContain(`"deletionGracePeriodSeconds":${most}`)
  await server.cluster.run(['clock', 'advance', '10m'])
  expect((await server.call('GET', '/api/v1/namespaces/default/pods')).status).toBe(200)
})

test('a deployment counts its revisions on from the last', async () => {
  const { cluster } = server
  await cluster.run(['create', 'deployment', 'web', '--image=nginx:1.25'])
  const sets = '/apis/apps/v1/namespaces/default/replicasets'
  const [{ metadata }] = (await server.call('GET', `${sets}?labelSelector=app%3Dweb`)).json.items
  const name = 'deployment.kubernetes.io/revision'
  const body = `{"metadata":{"annotations":{"${name}":"3546343826724305832"}}}`
  await server.call('PATCH', `${sets}/${metadata.name}`, {
    headers: { 'Content-Type': 'application/merge-patch+json' },
    body,
  })
  await cluster.run(['set', 'image', 'deployment/web', 'nginx=nginx:1.26'])
  expect(
    await out(
      'get',
      'deployment',
      'web',
      '-o',
      `jsonpath={.metadata.annotations.deployment\\.kubernetes\\.io/revision}`,
    ),
  ).toBe('3546343826724305833')
  expect(await out('rollout', 'history', 'deployment/web')).toContain(
    '3546343826724305832  <none>\n3546343826724305833  <none>',
  )
  expect(await out('rollout', 'history', 'deployment/web', '--revision=3546343826724305832')).toContain('nginx:1.25')
  expect(await out('rollout', 'undo', 'deployment/web', '--to-revision=3546343826724305832')).toBe(
    'deployment.apps/web rolled back\n',
  )
  expect(await out('rollout', 'status', 'deployment/web', '--revision=3546343826724305834')).toContain(
    'successfully rolled out',
  )
})
