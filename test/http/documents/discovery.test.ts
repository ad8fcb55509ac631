/** What discovery and lists say of kinds, compared with what an API server of 1.36 says. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { events, startTestServer, type TestServer } from '../test-server.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  const schema = { openAPIV3Schema: { type: 'object' } }
  const subresources = { status: {}, scale: { specReplicasPath: '.spec.n', statusReplicasPath: '.status.n' } }
  const version = { name: 'v1', served: true, storage: true, schema, subresources }
  const spec = { group: 'example.com', scope: 'Namespaced', names: { plural: 'hfs', kind: 'Hf' }, versions: [version] }
  const body = { metadata: { name: 'hfs.example.com' }, spec }
  await server.call('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', { body })
  const one = { apiVersion: 'example.com/v1', kind: 'Hf', metadata: { name: 'one' } }
  await server.call('POST', '/apis/example.com/v1/namespaces/default/hfs', { body: one })
  await server.call('POST', '/api/v1/namespaces/default/configmaps', { body: { metadata: { name: 'one' } } })
})
afterAll(() => server.close())

interface Listed {
  readonly name: string
  readonly kind: string
  readonly group?: string
  readonly version?: string
  readonly verbs: readonly string[]
  readonly storageVersionHash?: string
}

const resourcesOf = async (path: string): Promise<Listed[]> => (await server.call('GET', path)).json.resources

describe('discovery', () => {
  test('names the kinds that subresources take', async () => {
    const told = (await resourcesOf('/api/v1')).filter(({ name }) => name.includes('/'))
    const kinds = told.map(({ name, kind, group, version }) => [name, kind, ...(group ? [`${group}/${version}`] : [])])
    expect(Object.fromEntries(kinds.map(([name, ...rest]) => [name, rest.join(' ')]))).toMatchObject({
      'namespaces/finalize': 'Namespace',
      'nodes/proxy': 'NodeProxyOptions',
      'pods/attach': 'PodAttachOptions',
      'pods/binding': 'Binding',
      'pods/ephemeralcontainers': 'Pod',
      'pods/eviction': 'Eviction policy/v1',
      'pods/exec': 'PodExecOptions',
      'pods/log': 'Pod',
      'pods/portforward': 'PodPortForwardOptions',
      'pods/proxy': 'PodProxyOptions',
      'replicationcontrollers/scale': 'Scale autoscaling/v1',
      'serviceaccounts/token': 'TokenRequest authentication.k8s.io/v1',
      'services/proxy': 'ServiceProxyOptions',
    })
    expect(told.map(({ name }) => name)).toEqual(told.map(({ name }) => name).sort())
  })

  test.each([
    ['/api/v1', 'pods', 'xPOwRZ+Yhw8='],
    ['/api/v1', 'events', 'r2yiGXH7wu8='],
    ['/apis/events.k8s.io/v1', 'events', 'r2yiGXH7wu8='],
    ['/apis/apps/v1', 'deployments', '8aSe+NMegvE='],
    ['/apis/rbac.authorization.k8s.io/v1', 'roles', '7FuwZcIIItM='],
    ['/apis/apiextensions.k8s.io/v1', 'customresourcedefinitions', 'jfWCUB31mvA='],
    ['/api/v1', 'bindings', undefined],
    ['/api/v1', 'componentstatuses', undefined],
    ['/api/v1', 'pods/status', undefined],
    ['/apis/authorization.k8s.io/v1', 'subjectaccessreviews', undefined],
  ])('tells by a hash in which version objects are stored: %s %s', async (path, plural, hash) => {
    const found = (await resourcesOf(path)).find(({ name }) => name === plural)
    expect(found?.storageVersionHash).toBe(hash)
  })

  test('tells custom resources as their definitions have them', async () => {
    const told = await resourcesOf('/apis/example.com/v1')
    expect(told.map(({ name, kind, group }) => [name, kind, group])).toEqual([
      ['hfs', 'Hf', undefined],
      ['hfs/status', 'Hf', undefined],
      ['hfs/scale', 'Scale', 'autoscaling'],
    ])
    expect(told[0]!.storageVersionHash).toMatch(/^[\w+/]{11}=$/)
  })

  test('says its version where it is of a group', async () => {
    expect((await server.call('GET', '/api/v1')).json.apiVersion).toBeUndefined()
    expect((await server.call('GET', '/apis/apps/v1')).json.apiVersion).toBe('v1')
  })

  test('of everything at once says of built-in kinds what their place does not say', async () => {
    const headers = { Accept: 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList' }
    const { items } = (await server.call('GET', '/apis', { headers })).json
    const find = (group: string) => items.find((each: { metadata: { name: string } }) => each.metadata.name === group)
    expect(find('apps').metadata).toEqual({ name: 'apps' })
    const [deployments] = find('apps').versions[0].resources
    expect(deployments.responseKind).toEqual({ group: '', version: '', kind: 'Deployment' })
    expect(deployments.subresources.map(({ responseKind }: { responseKind: object }) => responseKind)).toEqual([
      { group: 'autoscaling', version: 'v1', kind: 'Scale' },
      { group: '', version: '', kind: 'Deployment' },
    ])
    const [hfs] = find('example.com').versions[0].resources
    expect(hfs.responseKind).toEqual({ group: 'example.com', version: 'v1', kind: 'Hf' })
  })
})

describe('the OpenAPI document', () => {
  test('tells who owns what, and how operations are answered', async () => {
    const { components, paths, info } = (await server.call('GET', '/openapi/v3/api/v1')).json
    expect(info).toEqual({ title: 'Kubernetes', version: '1.36' })
    const { schemas } = components
    const pod = schemas['io.k8s.api.core.v1.PodSpec'].properties
    expect(pod.containers).toMatchObject({ 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'] })
    expect(pod.tolerations).toMatchObject({ 'x-kubernetes-list-type': 'atomic' })
    expect(pod.nodeSelector).toMatchObject({ 'x-kubernetes-map-type': 'atomic' })
    const metadata = schemas['io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta'].properties
    expect(metadata.finalizers).toMatchObject({ 'x-kubernetes-list-type': 'set' })
    expect(schemas['io.k8s.apimachinery.pkg.apis.meta.v1.OwnerReference']['x-kubernetes-map-type']).toBe('atomic')
    const { post, delete: removeAll } = paths['/api/v1/namespaces/{namespace}/pods']
    expect(Object.keys(post.responses)).toEqual(['200', '201', '202', '401'])
    expect(Object.keys(post.responses['200'].content)).toContain('application/vnd.kubernetes.protobuf')
    expect([post.requestBody.required, removeAll.requestBody.required]).toEqual([true, undefined])
    expect(removeAll.operationId).toBe('deleteCoreV1CollectionNamespacedPod')
  })

  test('has a type for every list, and no path that nothing can be asked of', async () => {
    const { paths } = (await server.call('GET', '/openapi/v3')).json
    for (const path of Object.keys(paths).filter((each) => !each.includes('example.com'))) {
      const document = (await server.call('GET', `/openapi/v3/${path}`)).json
      const schemas = Object.entries(document.components.schemas) as [string, { properties?: object }][]
      for (const [name, { properties = {} }] of schemas) {
        for (const [field, schema] of Object.entries(properties) as [string, Record<string, unknown>][]) {
          if (schema.type === 'array') expect(schema['x-kubernetes-list-type'], `${name}.${field}`).toBeDefined()
        }
      }
      for (const [at, item] of Object.entries(document.paths)) {
        expect(Object.keys(item as object).filter((key) => key !== 'parameters').length, at).toBeGreaterThan(0)
      }
    }
  })
})

describe('items of lists', () => {
  const json = 'application/json'
  const yaml = 'application/yaml'
  const typeOf = (text: string) => [...text.matchAll(/"?kind"?: ?"?(ConfigMap|Hf)\b(?!List)/g)].length

  test.each([json, yaml, `${json};pretty=1`])('of built-in kinds say nothing of their type in %s', async (Accept) => {
    for (const path of ['/api/v1/configmaps', '/api/v1/namespaces/default/configmaps?limit=1']) {
      const { text } = await server.call('GET', path, { headers: { Accept } })
      expect(text).toContain('ConfigMapList')
      expect(typeOf(text)).toBe(0)
    }
    const gone = await server.call('DELETE', '/api/v1/namespaces/default/configmaps?dryRun=All', {
      headers: { Accept },
    })
    expect(typeOf(gone.text)).toBe(0)
  })

  test('of custom resources do, and their lists say where they go on', async () => {
    const { json: list } = await server.call('GET', '/apis/example.com/v1/hfs')
    expect(list.metadata).toMatchObject({ continue: '' })
    expect(list.items).toMatchObject([{ apiVersion: 'example.com/v1', kind: 'Hf' }])
  })

  test('do so wherever they are not in a list of their kind', async () => {
    const table = { Accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' }
    const { rows } = (await server.call('GET', '/api/v1/configmaps?includeObject=Object', { headers: table })).json
    const watched = await server.call('GET', '/api/v1/configmaps?watch=1', { until: events(rows.length) })
    const objects = [
      ...rows.map(({ object }: { object: object }) => object),
      ...watched.text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).object),
      (await server.call('GET', '/api/v1/namespaces/default/configmaps/one')).json,
    ]
    expect(objects.length).toBeGreaterThan(4)
    for (const object of objects) expect(object).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap' })
  })

  test('of the same kind in two groups have the type of the list', async () => {
    for (const path of ['/api/v1/events', '/apis/events.k8s.io/v1/events']) {
      const { text } = await server.call('GET', path)
      expect(text).not.toMatch(/"kind":"Event"/)
    }
  })
})
