/** Custom resources over HTTP: discovery, schemas, tables, versions, patches. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseYaml } from '../../src/model/yaml/reader.js'
import { startTestServer, type TestServer } from './test-server.js'

const manifest = (name: string) =>
  parseYaml(readFileSync(join(import.meta.dirname, '../differential/manifests', name), 'utf8')) as object
const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
const crontabs = '/apis/stable.example.com/v1/namespaces/default/crontabs'
const widgets = '/apis/example.org/v1/widgets'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  expect((await server.call('GET', '/apis/stable.example.com')).status).toBe(404)
  expect((await server.call('GET', crontabs)).text).toBe('404 page not found\n')
  for (const name of ['crontabs-crd.yaml', 'widgets-crd.yaml']) {
    const made = await server.call('POST', definitions, { body: manifest(name) })
    expect(made.status).toBe(201)
    expect(made.json.status).toEqual({
      acceptedNames: { plural: '', kind: '' },
      conditions: null,
      storedVersions: ['v1'],
    })
  }
  await server.call('POST', crontabs, { body: manifest('crontab.yaml') })
  await server.call('POST', widgets, { body: manifest('widget.yaml') })
})
afterAll(() => server.close())

const patch = (path: string, type: string, body: unknown) =>
  server.call('PATCH', path, { body, headers: { 'Content-Type': `application/${type}` } })

test('discovery lists them behind what is built in', async () => {
  const { json: groups } = await server.call('GET', '/apis')
  expect(groups.groups.slice(-2).map(({ name }: { name: string }) => name)).toEqual([
    'example.org',
    'stable.example.com',
  ])
  const { json: group } = await server.call('GET', '/apis/example.org')
  expect(group.versions.map(({ version }: { version: string }) => version)).toEqual(['v1', 'v1beta1', 'v1alpha1'])
  const { json: list } = await server.call('GET', '/apis/stable.example.com/v1')
  expect(list.resources.map(({ name }: { name: string }) => name)).toEqual([
    'crontabs',
    'crontabs/status',
    'crontabs/scale',
  ])
  expect(list.resources[0]).toMatchObject({
    kind: 'CronTab',
    shortNames: ['ct'],
    categories: ['all'],
    singularName: 'crontab',
  })
})

test('schemas are published for each group version, and change with the definition', async () => {
  const { json: index } = await server.call('GET', '/openapi/v3')
  const url = index.paths['apis/stable.example.com/v1'].serverRelativeURL
  const { json } = await server.call('GET', url)
  const schema = json.components.schemas['com.example.stable.v1.CronTab']
  expect(schema['x-kubernetes-group-version-kind']).toEqual([
    { group: 'stable.example.com', kind: 'CronTab', version: 'v1' },
  ])
  expect(schema.properties.spec.properties.replicas).toMatchObject({ type: 'integer', maximum: 10 })
  expect(Object.keys(schema.properties)).toEqual(expect.arrayContaining(['apiVersion', 'kind', 'metadata']))
  const { patch: operation } = json.paths['/apis/stable.example.com/v1/namespaces/{namespace}/crontabs/{name}']
  expect(Object.keys(operation.requestBody.content)).toEqual([
    'application/apply-patch+yaml',
    'application/json-patch+json',
    'application/merge-patch+json',
  ])
  const definition = `${definitions}/crontabs.stable.example.com`
  await patch(definition, 'json-patch+json', [
    {
      op: 'add',
      path: '/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/note',
      value: { type: 'string' },
    },
  ])
  const { json: later } = await server.call('GET', '/openapi/v3')
  expect(later.paths['apis/stable.example.com/v1'].serverRelativeURL).not.toBe(url)
})

test('tables have the declared columns, or the age', async () => {
  const headers = { Accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' }
  const { json } = await server.call('GET', widgets, { headers })
  const columns = json.columnDefinitions.map((column: { name: string; type: string; priority: number }) => [
    column.name,
    column.type,
    column.priority,
  ])
  expect(columns.slice(0, 4)).toEqual([
    ['Name', 'string', 0],
    ['Colour', 'string', 0],
    ['Ready', 'string', 0],
    ['Size', 'integer', 0],
  ])
  expect(columns.at(-1)).toEqual(['Tags', 'string', 1])
  expect(json.rows[0].cells.slice(0, 5)).toEqual(['first', 'red', null, 3, null])
  const { json: plain } = await server.call('GET', '/apis/example.org/v1beta1/widgets', { headers })
  expect(plain.columnDefinitions.map(({ name }: { name: string }) => name)).toEqual(['Name', 'Age'])
})

test('other versions show what they know, and warn when they are on their way out', async () => {
  const reply = await server.call('GET', '/apis/example.org/v1beta1/widgets/first')
  expect(reply.headers.warning).toBe('299 - "example.org/v1beta1 Widget is deprecated; use example.org/v1 Widget"')
  expect(reply.json).toMatchObject({ apiVersion: 'example.org/v1beta1', spec: { colour: 'red' } })
  expect(reply.json.spec.size).toBeUndefined()
  const body = {
    apiVersion: 'example.org/v1beta1',
    kind: 'Widget',
    metadata: { name: 'second' },
    spec: { colour: 'blue' },
  }
  expect((await server.call('POST', '/apis/example.org/v1beta1/widgets', { body })).status).toBe(201)
  const { json } = await server.call('GET', `${widgets}/second`)
  expect(json).toMatchObject({ apiVersion: 'example.org/v1', spec: { colour: 'blue' } })
})

test('unknown fields are refused, told of or dropped, as the request wants it', async () => {
  const body = { ...manifest('crontab-unknown.yaml'), metadata: { name: 'x', colour: 'green' } }
  const post = (validation: string) =>
    server.call('POST', `${crontabs}?fieldValidation=${validation}&dryRun=All`, { body })
  const strict = await post('Strict')
  expect(strict.status).toBe(400)
  expect(strict.json.message).toBe(
    'CronTab in version "v1" cannot be handled as a CronTab: strict decoding error: unknown field "metadata.colour", unknown field "spec.someRandomField"',
  )
  const warned = await post('Warn')
  expect(warned.status).toBe(201)
  expect(String(warned.headers.warning)).toContain('unknown field \\"spec.someRandomField\\"')
  expect(warned.json.spec).toEqual({ cronSpec: '* * * * */5', image: 'my-awesome-cron-image' })
  expect((await post('Ignore')).headers.warning).toBeUndefined()
})

test('metadata is decoded as that of other objects', async () => {
  const body = { apiVersion: 'stable.example.com/v1', kind: 'CronTab', metadata: { name: 'x', labels: 'y' } }
  expect((await server.call('POST', crontabs, { body })).json.message).toBe(
    'CronTab in version "v1" cannot be handled as a CronTab: json: cannot unmarshal string into Go struct field ObjectMeta.labels of type map[string]string',
  )
})

test('patches are merged or JSON, never strategic', async () => {
  const path = `${crontabs}/my-new-cron-object`
  const refused = await patch(path, 'strategic-merge-patch+json', { spec: { image: 'x' } })
  expect(refused.status).toBe(415)
  expect(refused.json.reason).toBe('UnsupportedMediaType')
  const { json } = await patch(path, 'merge-patch+json', { spec: { image: 'x' } })
  expect(json.spec.image).toBe('x')
  expect(json.metadata.generation).toBe(2)
})

test('status and scale are subresources of their own', async () => {
  const path = `${crontabs}/my-new-cron-object`
  const { json } = await patch(`${path}/status`, 'merge-patch+json', {
    spec: { replicas: 9 },
    status: { replicas: 2, labelSelector: 'app=x' },
  })
  expect(json.spec.replicas).toBe(3)
  expect(json.metadata.generation, 'the status does not count').toBe(2)
  const { json: scale } = await server.call('GET', `${path}/scale`)
  expect(scale).toMatchObject({ kind: 'Scale', spec: { replicas: 3 }, status: { replicas: 2, selector: 'app=x' } })
  expect((await patch(`${path}/scale`, 'merge-patch+json', { spec: { replicas: 4 } })).json.spec.replicas).toBe(4)
  const wrong = await patch(`${path}/scale`, 'merge-patch+json', { spec: { replicas: 11 } })
  expect(wrong.json.message).toContain('spec.replicas in body should be less than or equal to 10')
  const status = await patch(`${path}/status`, 'merge-patch+json', { status: { replicas: 'two' } })
  expect(status.json.message).toContain('status.replicas: Invalid value: "string"')
})

test('an update must say what it replaces', async () => {
  const { json } = await server.call('GET', `${widgets}/first`)
  const { resourceVersion: _, ...metadata } = json.metadata
  const reply = await server.call('PUT', `${widgets}/first`, { body: { ...json, metadata } })
  expect(reply.status).toBe(422)
  expect(reply.json.message).toBe(
    'widgets.example.org "first" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update',
  )
  expect((await server.call('PUT', `${widgets}/first`, { body: json })).status).toBe(200)
})

test('selectable fields select', async () => {
  const names = async (selector: string) =>
    (await server.call('GET', `${widgets}?fieldSelector=${selector}`)).json.items.map(
      ({ metadata }: { metadata: { name: string } }) => metadata.name,
    )
  expect(await names('spec.colour=red')).toEqual(['first'])
  const refused = await server.call('GET', `${widgets}?fieldSelector=spec.size=3`)
  expect(refused.json.message).toBe('field label not supported: spec.size')
})

test('a definition goes, whatever its status says of versions that are not there', async () => {
  const names = { plural: 'gadgets', kind: 'Gadget' }
  const schema = { openAPIV3Schema: { type: 'object' } }
  const versions = [{ name: 'v1', served: true, storage: true, schema }]
  const body = {
    metadata: { name: 'gadgets.example.org' },
    spec: { group: 'example.org', scope: 'Cluster', names, versions },
  }
  expect((await server.call('POST', definitions, { body })).status).toBe(201)
  const path = `${definitions}/gadgets.example.org`
  const written = await patch(`${path}/status`, 'merge-patch+json', { status: { storedVersions: ['v0'] } })
  expect(written.json.status.storedVersions).toEqual(['v0'])
  const deleted = await server.call('DELETE', path)
  expect(deleted.status, deleted.text).toBe(200)
  await server.cluster.run(['clock', 'advance', '10s'])
  expect((await server.call('GET', path)).status).toBe(404)
})
