/** Resources of other groups that are called as built-in ones are: nobody takes one for the other. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { events, startTestServer, type TestServer, token } from './test-server.js'

/** A resource of the cluster's, of one of another server program, and one that is built in but served to nobody. */
const defined = [
  ['services', 'Service', 'Namespaced'],
  ['pods', 'Pod', 'Namespaced'],
  ['events', 'Event', 'Namespaced'],
  ['deployments', 'Deployment', 'Namespaced'],
  ['machines', 'Machine', 'Namespaced'],
  ['namespaces', 'Namespace', 'Cluster'],
  ['nodes', 'Node', 'Cluster'],
  ['customresourcedefinitions', 'CustomResourceDefinition', 'Cluster'],
] as const
const builtIn: Readonly<Record<string, string>> = {
  services: '/api/v1/services',
  pods: '/api/v1/pods',
  events: '/api/v1/events',
  deployments: '/apis/apps/v1/deployments',
  namespaces: '/api/v1/namespaces',
  nodes: '/api/v1/nodes',
  customresourcedefinitions: '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
}
const root = '/apis/example.com/v1'
const at = (plural: string, scope: string) => `${root}/${scope === 'Cluster' ? '' : 'namespaces/default/'}${plural}`

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  await server.cluster.run(['create', 'deployment', 'web', '--image=nginx'])
  await server.cluster.run(['expose', 'deployment', 'web', '--port=80'])
  for (const [plural, kind, scope] of defined) {
    const schema = { type: 'object', properties: { spec: { type: 'object', properties: { own: { type: 'string' } } } } }
    const version = { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } }
    const spec = { group: 'example.com', scope, names: { plural, kind }, versions: [version] }
    const body = { metadata: { name: `${plural}.example.com` }, spec }
    const made = await server.call('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', { body })
    expect(made.status, made.text).toBe(201)
  }
})
afterAll(() => server.close())

const names = (list: { items: { metadata: { name: string } }[] }) => list.items.map(({ metadata }) => metadata.name)
const made = (kind: string, name: string) => ({
  apiVersion: 'example.com/v1',
  kind,
  metadata: { name },
  spec: { own: 'field' },
})

describe.each(defined)('%s of another group', (plural, kind, scope) => {
  const path = at(plural, scope)

  test('are made, read, changed and watched as what they are', async () => {
    const created = await server.call('POST', path, { body: made(kind, 'own') })
    expect([created.status, created.json.spec, created.json.status]).toEqual([201, { own: 'field' }, undefined])
    const listed = (await server.call('GET', path)).json
    expect([listed.kind, listed.apiVersion, names(listed)]).toEqual([`${kind}List`, 'example.com/v1', ['own']])
    expect((await server.call('GET', `${path}/own`)).json.spec).toEqual({ own: 'field' })
    const merge = { 'Content-Type': 'application/merge-patch+json' }
    const patched = await server.call('PATCH', `${path}/own`, { body: '{"spec":{"own":"other"}}', headers: merge })
    expect(patched.json.spec).toEqual({ own: 'other' })
    const apply = { 'Content-Type': 'application/apply-patch+yaml' }
    const applied = JSON.stringify(made(kind, 'own'))
    const again = await server.call('PATCH', `${path}/own?fieldManager=me&force=1`, { body: applied, headers: apply })
    const entries: { operation: string }[] = again.json.metadata.managedFields
    expect(entries.find(({ operation }) => operation === 'Apply')).toMatchObject({
      fieldsV1: { 'f:spec': { 'f:own': {} } },
    })
    const strategic = { 'Content-Type': 'application/strategic-merge-patch+json' }
    expect((await server.call('PATCH', `${path}/own`, { body: '{}', headers: strategic })).status).toBe(415)
    const watched = await server.call('GET', `${path}?watch=1`, { until: events(1) })
    expect(JSON.parse(watched.text)).toMatchObject({ type: 'ADDED', object: { apiVersion: 'example.com/v1', kind } })
  })

  test('have the columns and the forms of custom resources', async () => {
    const table = await server.call('GET', path, {
      headers: { Accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' },
    })
    expect(table.json.columnDefinitions.map(({ name }: { name: string }) => name)).toEqual(['Name', 'Age'])
    const binary = await server.call('GET', path, { headers: { Accept: 'application/vnd.kubernetes.protobuf' } })
    expect(binary.status).toBe(406)
  })

  test('are discovered, and described by their own schema', async () => {
    const { resources } = (await server.call('GET', root)).json
    expect(resources.filter(({ name }: { name: string }) => name.split('/')[0] === plural)).toMatchObject([
      { name: plural, kind, namespaced: scope === 'Namespaced' },
    ])
    const document = (await server.call('GET', `/openapi/v3${root}`)).json
    const described = document.paths[`${root}/${scope === 'Cluster' ? '' : 'namespaces/{namespace}/'}${plural}`]
    expect(described.post.requestBody ?? described.post).toBeDefined()
    expect(Object.keys(document.components.schemas)).toContain(`com.example.v1.${kind}`)
    expect(document.components.schemas[`com.example.v1.${kind}`].properties.spec.properties).toEqual({
      own: { type: 'string' },
    })
    const older = (await server.call('GET', '/openapi/v2')).json
    expect(older.definitions[`com.example.v1.${kind}`].properties.spec.properties).toEqual({ own: { type: 'string' } })
  })

  test('are no more than that: those that are built in do not hear of them', async () => {
    const core = builtIn[plural]
    if (core === undefined) return
    expect(names((await server.call('GET', core)).json)).not.toContain('own')
    const document = core.startsWith('/api/')
      ? '/openapi/v3/api/v1'
      : `/openapi/v3/${core.split('/').slice(1, 4).join('/')}`
    const { schemas } = (await server.call('GET', document)).json.components
    expect(Object.keys(schemas).filter((name) => name.startsWith('com.example'))).toEqual([])
  })

  test('go with a mere Status', async () => {
    const gone = await server.call('DELETE', `${path}/own`)
    expect([gone.status, gone.json]).toMatchObject([
      200,
      { kind: 'Status', status: 'Success', details: { name: 'own', group: 'example.com', kind: plural } },
    ])
    expect((await server.call('GET', `${path}/own`)).status).toBe(404)
  })

  test('are found by commands under their whole name, and built-in ones under the short one', async () => {
    await server.call('POST', path, { body: made(kind, 'own') })
    const { stdout } = await server.cluster.run(['get', `${plural}.example.com`])
    expect(stdout).toMatch(/^NAME +AGE\nown +\S+\n$/)
    const { stdout: yaml } = await server.cluster.run([
      'get',
      `${plural}.v1.example.com`,
      'own',
      '-o',
      'jsonpath={.spec.own}',
    ])
    expect(yaml).toBe('field')
    if (builtIn[plural] !== undefined) {
      expect((await server.cluster.run(['get', plural, 'own'])).stderr).toMatch(/NotFound/)
    }
    const { stdout: text } = await server.cluster.run(['describe', `${plural}.example.com`, 'own'])
    expect(text).toMatch(/Spec:\n {2}Own: +field/)
    const { stdout: gone } = await server.cluster.run(['delete', `${plural}.example.com`, 'own'])
    expect(gone).toMatch(new RegExp(`^${kind.toLowerCase()}\\.example\\.com "own" deleted`))
  })
})

test('all of them at once leave the cluster as it was', async () => {
  for (const [plural, kind, scope] of defined) {
    await server.call('POST', at(plural, scope), { body: made(kind, 'web') })
    await server.call('DELETE', at(plural, scope))
  }
  await server.cluster.run(['clock', 'advance', '10m'])
  const { stdout } = await server.cluster.run(['get', 'deployment/web', 'service/web', '-o', 'name'])
  expect(stdout).toBe('deployment.apps/web\nservice/web\n')
  expect((await server.cluster.run(['get', 'pods', '-o', 'name'])).stdout).toMatch(/^pod\/web-\S+\n$/)
})

test('roles for one do not hold for the other', async () => {
  await server.cluster.run(['create', 'serviceaccount', 'reader'])
  await server.cluster.run(['create', 'role', 'own', '--verb=list', '--resource=pods.example.com'])
  await server.cluster.run(['create', 'rolebinding', 'own', '--role=own', '--serviceaccount=default:reader'])
  const headers = { 'Impersonate-User': 'system:serviceaccount:default:reader', Authorization: `Bearer ${token}` }
  expect((await server.call('GET', at('pods', 'Namespaced'), { headers })).status).toBe(200)
  expect((await server.call('GET', '/api/v1/namespaces/default/pods', { headers })).status).toBe(403)
})

test('an owner is looked for in its own group', async () => {
  const owners = at('services', 'Namespaced')
  const maps = '/api/v1/namespaces/default/configmaps'
  const owned = async (name: string, apiVersion: string, uid: string) => {
    const ownerReferences = [{ apiVersion, kind: 'Service', name: 'web', uid }]
    await server.call('POST', maps, { body: { metadata: { name, ownerReferences } } })
  }
  const { uid } = (await server.call('POST', owners, { body: made('Service', 'web') })).json.metadata
  const core = (await server.call('GET', '/api/v1/namespaces/default/services/web')).json.metadata.uid
  await owned('of-own', 'example.com/v1', uid)
  await owned('of-core', 'v1', core)
  await server.cluster.run(['clock', 'advance', '1m'])
  const there = async () => names((await server.call('GET', maps)).json).filter((name) => name.startsWith('of-'))
  expect(await there()).toEqual(['of-core', 'of-own'])
  await server.call('DELETE', `${owners}/web`)
  await server.cluster.run(['clock', 'advance', '1m'])
  expect(await there()).toEqual(['of-core'])
})
