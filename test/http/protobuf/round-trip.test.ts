import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { requestTypes } from '../../../src/api/registry/request-types.js'
import type { SchemaSource } from '../../../src/api/schema/contract.js'
import { structureOf } from '../../../src/api/schema/structure.js'
import { decodeProtobuf } from '../../../src/http/protobuf/decode.js'
import { encodeObject, isBinary } from '../../../src/http/protobuf/encode.js'
import { type Message, type MessageField, messageOf } from '../../../src/http/protobuf/messages.js'
import { messages } from '../../../src/kinds/generated/messages.js'
import { loadSchemas } from '../../../src/kinds/schemas.js'
import { startTestServer, type TestServer } from '../test-server.js'
import { served } from './served.js'

let source: SchemaSource
beforeAll(async () => {
  source = { definitions: { ...requestTypes.definitions, ...(await loadSchemas()).definitions } }
})

type Typed = Parameters<typeof encodeObject>[0]

describe('objects of an API server', () => {
  const file = join(import.meta.dirname, 'objects.json')
  const given = JSON.parse(readFileSync(file, 'utf8')) as { sha256: string; object: Typed & { metadata?: object } }[]

  test.each(given.map(({ object, sha256 }) => [`${object.apiVersion} ${object.kind}`, object, sha256]))(
    '%s becomes the bytes that its marshaller makes',
    (_, object, sha256) => {
      expect(createHash('sha256').update(encodeObject(object)).digest('hex')).toBe(sha256)
    },
  )
})

describe('messages', () => {
  const flat = ({ fields }: Message): MessageField[] =>
    fields.flatMap((field) => (field.inlined === undefined ? [field] : flat(field.inlined)))

  test('have the fields of what requests take, of the same types', () => {
    const other = Object.entries(requestTypes.definitions).flatMap(([definition, text]) => {
      const pairs = flat(messageOf(definition)).map(({ name, type, optional }) => {
        return `${name}${optional && /^[sybild]$/.test(type) ? '?' : ''}:${type}`
      })
      const known = new Set(['apiVersion:s', 'kind:s', ...pairs])
      // Of what is within the metadata anything is taken here.
      return text.split(' ').filter((pair) => !known.has(pair) && !/^(ownerReferences|managedFields):\[o$/.test(pair))
    })
    expect(other).toEqual([])
  })

  test('hold messages that are known', () => {
    for (const definition of Object.keys(messages))
      for (const { type } of flat(messageOf(definition)))
        if (type.includes('@')) messageOf(type.slice(type.indexOf('@') + 1))
  })
})

describe('what is written is read again', () => {
  const roots = () =>
    Object.keys(messages).filter((definition) => {
      const fields = structureOf(source, definition)?.fields
      return fields?.has('metadata') && fields.has('kind')
    })

  test('with every field set', () => {
    expect(roots().length).toBeGreaterThan(20)
    for (const definition of roots()) {
      const object = { ...typeOf(definition), ...(full(definition, [], () => true) as object) }
      expect(decodeProtobuf(encodeObject(object)), definition).toEqual(object)
    }
  })

  test('with any half of the fields set', () => {
    for (const definition of roots()) {
      for (const half of [0, 1]) {
        let count = half
        const object = { ...typeOf(definition), ...(full(definition, [], () => count++ % 2 === 0) as object) }
        const bytes = encodeObject(object)
        const read = decodeProtobuf(bytes) as unknown as Typed
        expect(withoutEmpty(read), definition).toEqual(withoutEmpty(object))
        expect(encodeObject(read), definition).toEqual(bytes)
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
      ([name]) => messageOf(definition).fields.some((field) => field.inlined || field.name === name) && wanted(),
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
      return type.includes('@') ? filled(type.slice(type.indexOf('@')), around, wanted) : scalars.o
    }
    const inner = /^[[{]/.test(type) ? filled(type.slice(1), around, wanted) : undefined
    if (type.startsWith('[')) return inner === undefined ? undefined : [inner, inner]
    if (type.startsWith('{')) return inner === undefined ? undefined : { b: inner, a: inner, '😀': inner }
    return scalars[type]
  }
})

describe('a cluster', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer()
    await server.cluster.run(['create', 'deployment', 'web', '--image=nginx', '--replicas=3'])
    await server.cluster.run(['expose', 'deployment', 'web', '--port=80'])
  })
  afterAll(() => server.close())

  /** What Kubernetes does not have is a custom resource to its clients, without a binary form. */
  const isOwn = (apiVersion: string) => /kubesim/.test(apiVersion)

  test('serves nothing of Kubernetes that has no message', async () => {
    // Options of connections come in addresses, never in a body.
    const resources = (await served(server, () => true)).filter(
      ({ kind }) => !/(Proxy|Exec|Attach|Forward)Options$/.test(kind),
    )
    const lacking = resources.filter((type) => !isOwn(type.apiVersion) && !isBinary(type))
    expect(lacking.map(({ path, kind }) => `${kind} at ${path}`)).toEqual([])
  })

  test('has the same objects in both forms', async () => {
    const resources = (await served(server)).filter(({ apiVersion }) => !isOwn(apiVersion))
    const paths = resources.filter(({ verbs }) => verbs.includes('list')).map(({ path }) => path)
    let compared = 0
    for (const path of paths) {
      const { items, kind, apiVersion } = (await server.call('GET', path)).json
      for (const item of items) {
        const object = { apiVersion, kind: kind.replace(/List$/, ''), ...item }
        const bytes = encodeObject(object)
        const read = decodeProtobuf(bytes) as unknown as Typed
        expect(encodeObject(read), path).toEqual(bytes)
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
