/**
 * No object that is accepted may make a loop, a table, a description or a list fail. KUBESIM_OBJECTS says how many of each
 * kind are tried, KUBESIM_SEED which, KUBESIM_REFUSALS prints why some were refused.
 */
import fc, { type GeneratorValue } from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { apiVersionOf } from '../../src/api/contract/names.js'
import { structureOf } from '../../src/api/schema/structure.js'
import { kinds, loadDescriptions, loadSchemas } from '../../src/kinds/index.js'
import { partsOf } from '../../src/kinds/writing.js'
import { writeJson } from '../../src/model/json/exact-json.js'
import { startTestServer, type TestServer } from '../http/test-server.js'
import { contentOf, definitionOf, fitting } from './definitions.js'
import { drive, elsewhere, type Resource, spoil } from './driving.js'
import { anyOf, type Fullness, objectOf, type Source } from './objects.js'

const runs = Number(process.env.KUBESIM_OBJECTS ?? 4)
const seed = Number(process.env.KUBESIM_SEED ?? 20261120)
const source: Source = { schemas: await loadSchemas(), enums: (await loadDescriptions()).enums }
const fullnesses: readonly Fullness[] = ['sparse', 'full', 'some', 'full']

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ create: { clock: 'virtual', seed: 'arbitrary', workers: 1 } })
  await server.cluster.run(['create', 'namespace', elsewhere])
  await server.cluster.run(['create', 'configmap', 'given', '--from-literal=a=1'])
  await server.cluster.run(['create', 'secret', 'generic', 'given', '--from-literal=a=1'])
})
afterAll(() => server.close())

interface Served extends Resource {
  readonly kind: string
  readonly definition: string
}

const served: readonly Served[] = kinds
  .filter(
    (kind) => kind.served !== false && (kind.verbs ?? ['update']).includes('update') && kind.definition !== undefined,
  )
  .flatMap((kind) => {
    const { names, scope, versions = [] } = kind
    return [names, ...versions].map(({ group, version, ...more }) => ({
      kind: names.kind,
      definition: ('definition' in more ? more.definition : undefined) ?? kind.definition!,
      root: group === '' ? `/api/${version}` : `/apis/${apiVersionOf({ group, version })}`,
      plural: names.plural,
      namespaced: scope === 'Namespaced',
      word: group === '' ? names.plural : `${names.plural}.${version}.${group}`,
      status: partsOf(kind).subresources.status !== undefined,
    }))
  })
  .filter(({ kind }) => kind !== 'CustomResourceDefinition')

const table = served.map((resource) => [resource.word, resource] as const)

/** So many of a hundred objects must be accepted at least: a test of refused ones would be none. */
const leastAccepted = 75

test.each(table)('%s', async (_, resource) => {
  const { definition } = resource
  const status = structureOf(source.schemas, definition)!.fields.get('status')?.type
  let count = 0
  const objects = fc.sample(
    fc.gen().map((g: GeneratorValue) => {
      const fullness = fullnesses[count % fullnesses.length]!
      const object = objectOf(source, definition, `x${count++}`, fullness, g)
      return { object, status: status === undefined ? undefined : anyOf(source, status, fullness, g) }
    }),
    { numRuns: runs, seed },
  )
  let accepted = 0
  for (const driven of objects) if (await drive(server, resource, driven)) accepted++
  expect((100 * accepted) / runs, `of ${runs} objects ${accepted} were accepted`).toBeGreaterThanOrEqual(leastAccepted)
})

/** How often an object is changed for the worse, and how often such a change was taken. */
const times = 6
let taken = 0

test.each(table)('%s, which loses parts or gets others', async (_, resource) => {
  const { definition } = resource
  await spoilSome(resource, (g, count) => objectOf(source, definition, `y${count}`, 'some', g))
})

test('definitions of custom resources that lose parts or get others', async () => {
  const resource = { ...definitions, status: true }
  await spoilSome(resource, (g, count) => definitionOf(`s${count}`, g))
})

test('many of these changes were taken: a test of refused ones would be none', () => {
  expect(taken).toBeGreaterThan(table.length)
})

async function spoilSome(
  resource: Resource,
  make: (g: GeneratorValue, count: number) => Parameters<typeof drive>[2]['object'],
): Promise<void> {
  const generators = fc.sample(fc.gen(), { numRuns: Math.ceil(runs / 4), seed })
  for (const [count, g] of generators.entries()) {
    taken += await spoil(server, resource, { object: make(g, count) }, times, g)
  }
}

const definitions: Resource = {
  root: '/apis/apiextensions.k8s.io/v1',
  plural: 'customresourcedefinitions',
  namespaced: false,
  word: 'customresourcedefinitions',
  status: false,
}

test('definitions of custom resources, and their objects', async () => {
  let count = 0
  const drawn = fc.sample(
    fc.gen().map((g: GeneratorValue) => {
      const definition = definitionOf(`c${count++}`, g)
      const { schema } = definition.spec.versions[0]!
      const spec = schema.openAPIV3Schema.properties.spec
      return { definition, contents: [fitting(spec, g), fitting(spec, g), contentOf(g)], status: { a: contentOf(g) } }
    }),
    { numRuns: runs, seed },
  )
  let accepted = 0
  for (const { definition, contents, status } of drawn) {
    const made = await server.call('POST', `${definitions.root}/${definitions.plural}`, {
      body: writeJson(definition),
      headers: { 'Content-Type': 'application/json' },
    })
    expect(made.status, made.text).toBe(201)
    await server.cluster.run(['clock', 'advance', '10s'])
    const { names, scope } = definition.spec
    for (const [at, spec] of contents.entries()) {
      const version = at % 2 === 0 ? 'v1' : 'v1beta1'
      const resource = {
        root: `/apis/example.com/${version}`,
        plural: names.plural,
        namespaced: scope === 'Namespaced',
        word: `${names.plural}.${version}.example.com`,
        status: true,
      }
      const object = {
        apiVersion: `example.com/${version}`,
        kind: `Kind${names.plural.slice(0, -1)}`,
        metadata: { name: `x${at}` },
        spec,
      }
      if (await drive(server, resource, { object, status })) accepted++
    }
    await server.call('DELETE', `${definitions.root}/${definitions.plural}/${definition.metadata.name}`)
    await server.cluster.run(['clock', 'advance', '10s'])
    const again = { ...definition, metadata: { name: definition.metadata.name } }
    expect(await drive(server, definitions, { object: again })).toBe(true)
  }
  expect(accepted, `of ${3 * runs} objects`).toBeGreaterThanOrEqual(1.5 * runs)
})
