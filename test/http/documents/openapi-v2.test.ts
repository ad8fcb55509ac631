import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { olderDefinitions } from '../../../src/http/documents/openapi-v2.js'
import { documentBytes } from '../../../src/http/documents/openapi-v2-protobuf.js'
import { startTestServer, type TestServer } from '../test-server.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())

const path = '/openapi/v2'
const binary = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf'

const definition = (colour: object) => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'flags.example.org' },
  spec: {
    group: 'example.org',
    scope: 'Cluster',
    names: { plural: 'flags', kind: 'Flag' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object', properties: { colour } } },
      },
    ],
  },
})

describe('the older document', () => {
  test('has all definitions, and what may be asked', async () => {
    const { json, headers } = await server.call('GET', path)
    expect(headers).toMatchObject({ 'content-type': 'application/json', vary: 'Accept' })
    expect(json).toMatchObject({
      swagger: '2.0',
      info: { title: 'Kubernetes', version: '1.36' },
    })
    const pod = json.definitions['io.k8s.api.core.v1.Pod']
    expect(pod['x-kubernetes-group-version-kind']).toEqual([{ group: '', kind: 'Pod', version: 'v1' }])
    expect(pod.properties.spec).toEqual({
      $ref: '#/definitions/io.k8s.api.core.v1.PodSpec',
      description: expect.stringMatching(/^Specification of the desired behavior/),
    })
    const containers = json.definitions['io.k8s.api.core.v1.PodSpec'].properties.containers
    expect(containers).toMatchObject({
      items: { $ref: '#/definitions/io.k8s.api.core.v1.Container' },
      'x-kubernetes-patch-merge-key': 'name',
    })
    const { patch, parameters } = json.paths['/apis/apps/v1/namespaces/{namespace}/deployments/{name}']
    expect(patch.consumes).toContain('application/strategic-merge-patch+json')
    expect(patch.parameters).toContainEqual({ name: 'dryRun', in: 'query', type: 'string', uniqueItems: true })
    expect(patch.responses[200].schema).toEqual({ $ref: '#/definitions/io.k8s.api.apps.v1.Deployment' })
    expect(parameters[0]).toMatchObject({ name: 'name', in: 'path', required: true, type: 'string' })
    const named = new Set(Object.keys(json.definitions).map((name) => `#/definitions/${name}`))
    const wanted = JSON.stringify(json).match(/(?<="\$ref":")[^"]*/g) ?? []
    expect(wanted.filter((reference) => !named.has(reference))).toEqual([])
  })

  test('is kept by its tag, which changes with definitions', async () => {
    const before = await server.call('GET', path)
    const headers = { 'If-None-Match': String(before.headers.etag) }
    expect(await server.call('GET', path, { headers })).toMatchObject({ status: 304, text: '' })
    const body = definition({ type: 'string', nullable: true })
    await server.call('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', { body })
    const { status, json } = await server.call('GET', path, { headers })
    expect(status).toBe(200)
    const flag = json.definitions['org.example.v1.Flag']
    expect(flag.properties.colour).toEqual({})
    expect(flag.properties.metadata.$ref).toBe('#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta')
    expect(json.paths['/apis/example.org/v1/flags/{name}'].get.operationId).toBe('readExampleOrgV1Flag')
  })

  test.each([
    ['', 'application/json'],
    ['*/*', 'application/json'],
    ['text/html, application/json;q=0.5', 'application/json'],
    [binary, binary],
    ['application/com.github.proto-openapi.spec.v2@v1.0+protobuf', binary],
    [`application/json;q=0.5, ${binary}`, binary],
  ])('for who accepts %o is %s', async (accept, type) => {
    const { headers } = await server.call('GET', path, { headers: { Accept: accept } })
    expect(headers['content-type']).toBe(type)
  })

  test('is in no other form', async () => {
    expect(await server.call('GET', path, { headers: { Accept: 'text/html' } })).toMatchObject({
      status: 406,
      text: '',
    })
  })

  test('is sent in fewer bytes to whoever can read that', async () => {
    const { headers } = await server.call('GET', path, { headers: { 'Accept-Encoding': 'gzip' } })
    expect(headers['content-encoding']).toBe('gzip')
  })
})

describe('a schema in the older form', () => {
  const older = (schema: Record<string, unknown>) =>
    olderDefinitions([{ info: {}, paths: {}, components: { schemas: { 'x.v1.Y': schema } } }])['x.v1.Y']

  test.each([
    ['no default', { type: 'string', default: 'a', pattern: 'a*' }, { type: 'string', pattern: 'a*' }],
    ['no junctors', { anyOf: [{ type: 'string' }], not: {}, description: 'x' }, { description: 'x' }],
    ['no type where null is possible', { type: 'object', nullable: true, properties: { a: { type: 'string' } } }, {}],
    [
      'no need of what may be null',
      {
        type: 'object',
        required: ['a', 'b'],
        properties: { a: { type: 'string', nullable: true }, b: { type: 'string' } },
      },
      { type: 'object', required: ['b'], properties: { a: {}, b: { type: 'string' } } },
    ],
    [
      'no need beside values that may be null',
      { type: 'object', required: ['a'], additionalProperties: { type: 'string', nullable: true } },
      { type: 'object', additionalProperties: {} },
    ],
    ['no list of nothing known', { type: 'array' }, {}],
    ['no fields beside others', { 'x-kubernetes-preserve-unknown-fields': true, properties: {} }, { type: 'object' }],
  ])('has %s', (_, schema, expected) => {
    expect(JSON.parse(JSON.stringify(older(schema)))).toEqual(expected)
  })
})

test('a document in protobuf has the fields of its messages, each after its number and length', () => {
  const schema = { type: 'string', minLength: 300, enum: ['a'], 'x-y': 1 }
  const bytes = documentBytes({ swagger: '2.0', definitions: { A: schema } })
  const extension = [0xfa, 1, 10, 10, 3, ...Buffer.from('x-y'), 18, 3, 18, 1, ...Buffer.from('1')]
  const content = [
    ...[0xb2, 1, 8, 10, 6, ...Buffer.from('string')],
    ...[0x60, 0xac, 2],
    ...[0xa2, 1, 5, 18, 3, ...Buffer.from('"a"')],
    ...extension,
  ]
  const pair = [10, 1, ...Buffer.from('A'), 18, content.length, ...content]
  const definitions = [10, pair.length, ...pair]
  expect([...bytes]).toEqual([10, 3, ...Buffer.from('2.0'), 0x4a, definitions.length, ...definitions])
})
