import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type SchemaSource, structureOf } from '../../../src/api/schema/structure.js'
import { decodeProtobuf } from '../../../src/http/protobuf/decode.js'
import { isBinary, type ProtobufEncoder, protobufEncoder } from '../../../src/http/protobuf/encode.js'
import names from '../../../src/http/protobuf/fields.json'
import { messageOf, shapeOf } from '../../../src/http/protobuf/messages.js'
import { messageTypes } from '../../../src/http/protobuf/types.js'
import { type House, openHouse } from '../house.js'
import { served } from './served.js'

let encoder: ProtobufEncoder
let source: SchemaSource
beforeAll(async () => {
  encoder = await protobufEncoder()
  source = await messageTypes()
})

type Typed = Parameters<ProtobufEncoder['object']>[0]

describe('objects of an API server', () => {
  const file = join(import.meta.dirname, 'objects.json')
  const given = JSON.parse(readFileSync(file, 'utf8')) as { sha256: string; object: Typed & { metadata?: object } }[]

  test.each(given.map(({ object, sha256 }) => [`${object.apiVersion} ${object.kind}`, object, sha256]))(
    '%s becomes the bytes that its marshaller makes',
    (_, object, sha256) => {
      expect(createHash('sha256').update(encoder.object(object)).digest('hex')).toBe(sha256)
    },
  )
})

describe('messages', () => {
  const pseudo = /^meta\.v1\.(ListMeta|Status|StatusCause|WatchEvent|Verbs)$|JSONSchemaPropsOr/

  test('have a number for every field of every schema', () => {
    const lacking = Object.keys(source.definitions).flatMap((definition) => {
      if (pseudo.test(definition)) return []
      const numbered = new Set(allFields(definition))
      const fields = [...(structureOf(source, definition)?.fields.keys() ?? [])]
      return fields
        .filter((name) => !numbered.has(name) && !typeFields.has(name))
        .map((name) => `${definition}.${name}`)
    })
    expect(lacking).toEqual([])
  })

  test('have a type for every field that schemas know the message of', () => {
    const wrong = Object.keys(names).flatMap((definition) => {
      if (structureOf(source, definition) === undefined) return []
      return messageOf(source, definition)
        .fields.filter(
          ({ type }) => type.startsWith('@') && !Object.hasOwn(names, type.slice(1)) && hasFields(type.slice(1)),
        )
        .map(({ name, type }) => `${definition}.${name}: ${type}`)
    })
    expect(wrong).toEqual([])
  })

  const hasFields = (definition: string) => structureOf(source, definition)?.fields.size !== 0
  const typeFields = new Set(['apiVersion', 'kind'])
  function allFields(definition: string): string[] {
    const inner = messageOf(source, definition).fields
    return inner.flatMap(({ name, inlined }) => (inlined === undefined ? [name] : fieldsOf(inlined)))
  }

  const fieldsOf = (message: ReturnType<typeof messageOf>): string[] =>
    message.fields.flatMap(({ name, inlined }) => (inlined === undefined ? [name] : fieldsOf(inlined)))
})

describe('what is written is read again', () => {
  const roots = () =>
    Object.keys(names).filter((definition) => {
      const fields = structureOf(source, definition)?.fields
      return fields?.has('metadata') && fields.has('kind')
    })

  test('with every field set', async () => {
    expect(roots().length).toBeGreaterThan(20)
    for (const definition of roots()) {
      const object = { ...typeOf(definition), ...(full(definition, [], () => true) as object) }
      expect(await decodeProtobuf(encoder.object(object)), definition).toEqual(object)
    }
  })

  test('with any half of the fields set', async () => {
    for (const definition of roots()) {
      for (const half of [0, 1]) {
        let count = half
        const object = { ...typeOf(definition), ...(full(definition, [], () => count++ % 2 === 0) as object) }
        const bytes = encoder.object(object)
        const read = (await decodeProtobuf(bytes)) as unknown as Typed
        expect(withoutEmpty(read), definition).toEqual(withoutEmpty(object))
        expect(encoder.object(read), definition).toEqual(bytes)
      }
    }
  })

  /** A struct that is no pointer is there even when nothing is in it. */
  function withoutEmpty(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(withoutEmpty)
    if (typeof value !== 'object' || value === null) return value
    const entries = Object.entries(value).map(([name, inner]) => [name, withoutEmpty(inner)] as const)
    return Object.fromEntries(entries.filter(([, inner]) => !isEmpty(inner)))
  }

  const isEmpty = (value: unknown) =>
    value === null ||
    value === '0' ||
    value === 0 ||
    (typeof value === 'object' && value !== null && Object.keys(value).length === 0)

  function typeOf(definition: string): Typed {
    const [room = '', version = '', kind = ''] = definition.split('.')
    const group = groups.find((name) => name === room || name.startsWith(`${room}.`))
    return { apiVersion: group === undefined ? version : `${group}/${version}`, kind }
  }

  const groups = [
    'apiextensions.k8s.io',
    'apps',
    'authentication.k8s.io',
    'authorization.k8s.io',
    'autoscaling',
    'batch',
    'coordination.k8s.io',
    'discovery.k8s.io',
    'events.k8s.io',
    'meta.k8s.io',
    'networking.k8s.io',
    'policy',
    'rbac.authorization.k8s.io',
    'scheduling.k8s.io',
    'storage.k8s.io',
  ]

  /** What holds itself does so once. */
  function full(definition: string, around: readonly string[], wanted: () => boolean): unknown {
    if (around.includes(definition)) return undefined
    const fields = [...structureOf(source, definition)!.fields].filter(
      ([name]) =>
        messageOf(source, definition).fields.some((field) => field.inlined || field.name === name) && wanted(),
    )
    return Object.fromEntries(
      fields.flatMap(([name, { type }]) => {
        const value = filled(type, [...around, definition], wanted)
        return value === undefined || (around.length === 0 && /^(apiVersion|kind)$/.test(name)) ? [] : [[name, value]]
      }),
    )
  }

  const scalars: Readonly<Record<string, unknown>> = {
    s: 'täxt',
    b: true,
    i: -7,
    l: 9_007_199_254_740_991,
    d: 2.5,
    y: 'AP8=',
    q: '1500m',
    x: '25%',
    t: '2026-11-20T13:29:52Z',
    u: '2026-11-20T13:29:52.123456Z',
    o: { any: ['thing', { deep: null }] },
  }

  function filled(type: string, around: readonly string[], wanted: () => boolean): unknown {
    if (type.startsWith('@')) return full(type.slice(1), around, wanted)
    if (type.startsWith('|')) {
      return shapeOf(type) === undefined ? scalars.o : filled(type.slice(type.indexOf('@')), around, wanted)
    }
    const inner = /^[[{]/.test(type) ? filled(type.slice(1), around, wanted) : undefined
    if (type.startsWith('[')) return inner === undefined ? undefined : [inner, inner]
    if (type.startsWith('{')) return inner === undefined ? undefined : { b: inner, a: inner, '😀': inner }
    return scalars[type]
  }
})

describe('a cluster', () => {
  let house: House
  beforeAll(async () => {
    house = await openHouse()
    await house.cluster.run(['create', 'deployment', 'web', '--image=nginx', '--replicas=3'])
    await house.cluster.run(['expose', 'deployment', 'web', '--port=80'])
  })
  afterAll(() => house.close())

  test('has the same objects in both forms', async () => {
    const paths = (await served(house)).filter(({ verbs }) => verbs.includes('list')).map(({ path }) => path)
    let compared = 0
    for (const path of paths) {
      const { items, kind, apiVersion } = (await house.call('GET', path)).json
      for (const item of items) {
        const object = { apiVersion, kind: kind.replace(/List$/, ''), ...item }
        if (!isBinary(object)) continue
        const bytes = encoder.object(object)
        const read = (await decodeProtobuf(bytes)) as unknown as Typed
        expect(encoder.object(read), path).toEqual(bytes)
        expect(shown(read), path).toEqual(shown(object))
        compared++
      }
    }
    expect(compared).toBeGreaterThan(100)
  })

  /** What is zero and what is absent are one here. */
  function shown(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(shown)
    if (typeof value !== 'object' || value === null) return value
    const entries = Object.entries(value).map(([name, inner]) => [name, shown(inner)] as const)
    return Object.fromEntries(entries.filter(([, inner]) => !isZero(inner)))
  }

  const isZero = (value: unknown) =>
    [null, '', '0', 0, false].includes(value as null) || (typeof value === 'object' && Object.keys(value!).length === 0)
})
