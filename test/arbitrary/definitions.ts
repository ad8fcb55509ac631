/** Definitions of custom resources with arbitrary structural schemas, and values that may or may not fit them. */
import type { GeneratorValue } from 'fast-check'
import fc from 'fast-check'

type Schema = Record<string, unknown>

const types = ['string', 'integer', 'number', 'boolean', 'object', 'array', 'anything'] as const

function schemaOf(g: GeneratorValue, depth: number): Schema {
  const pick = <T>(from: readonly T[]): T => from[g(fc.nat, from.length - 1)] as T
  const type = pick(depth > 3 ? types.slice(0, 4) : types)
  const extra: Schema = pick([{}, {}, { nullable: true }, { description: 'Some <text>' }])
  if (type === 'anything') return { ...extra, 'x-kubernetes-preserve-unknown-fields': true }
  if (type === 'array') return { ...extra, type, items: schemaOf(g, depth + 1), maxItems: 3 }
  if (type === 'object') {
    return pick([
      () => ({ ...extra, type, properties: { a: schemaOf(g, depth + 1), b: schemaOf(g, depth + 1) } }),
      () => ({ ...extra, type, additionalProperties: schemaOf(g, depth + 1) }),
      () => ({ ...extra, type, required: ['a'], properties: { a: schemaOf(g, depth + 1) } }),
    ])()
  }
  const limits: Readonly<Record<string, readonly Schema[]>> = {
    string: [
      {},
      { maxLength: 5 },
      { pattern: '^[a-z]*$' },
      { format: 'date-time' },
      { enum: ['a', 'b'] },
      { default: 'a' },
    ],
    integer: [{}, { minimum: 0 }, { format: 'int64' }, { default: 9007199254740993n }, { multipleOf: 2 }],
    number: [{}, { maximum: 10 }, { format: 'double' }],
    boolean: [{}, { default: true }],
  }
  return { ...extra, type, ...pick(limits[type] ?? [{}]) }
}

export function definitionOf(name: string, g: GeneratorValue) {
  const pick = <T>(from: readonly T[]): T => from[g(fc.nat, from.length - 1)] as T
  const column = { name: 'Column', type: pick(['string', 'integer', 'number', 'boolean', 'date']), jsonPath: '.spec.a' }
  // Versions of unlike schemas prune each other's fields: nobody could write back what he has read.
  const spec = schemaOf(g, 0)
  return {
    metadata: { name: `${name}s.example.com` },
    spec: {
      group: 'example.com',
      scope: pick(['Namespaced', 'Cluster']),
      names: { plural: `${name}s`, singular: name, kind: `Kind${name}` },
      versions: ['v1', 'v1beta1'].map((version) => ({
        name: version,
        served: true,
        storage: version === 'v1',
        ...pick<object>([{}, { additionalPrinterColumns: [column] }]),
        ...pick<object>([{}, { subresources: { status: {} } }]),
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec,
              status: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
            },
          },
        },
      })),
    },
  }
}

const leaves: readonly unknown[] = ['a', 'zzzzzz', '2026-01-01T00:00:00Z', 0, 4, -1.5, 9007199254740993n, true, null]

/** Any JSON, of the names that the schemas have. */
export function contentOf(g: GeneratorValue, depth = 0): unknown {
  const pick = <T>(from: readonly T[]): T => from[g(fc.nat, from.length - 1)] as T
  const shape = depth > 3 ? 'leaf' : pick(['leaf', 'leaf', 'object', 'list'] as const)
  if (shape === 'leaf') return pick(leaves)
  if (shape === 'list') return Array.from({ length: g(fc.nat, 2) }, () => contentOf(g, depth + 1))
  return Object.fromEntries(['a', 'b', 'c'].slice(0, g(fc.nat, 3)).map((key) => [key, contentOf(g, depth + 1)]))
}

/** What fits a schema of these. */
export function fitting(schema: Schema, g: GeneratorValue, depth = 0): unknown {
  const pick = <T>(from: readonly T[]): T => from[g(fc.nat, from.length - 1)] as T
  const inner = (of: unknown) => fitting(of as Schema, g, depth + 1)
  const { type, nullable, properties, items, additionalProperties, format } = schema
  if (nullable === true && pick([true, false])) return null
  if (type === 'string') return format === 'date-time' ? '2026-01-01T00:00:00Z' : pick(['a', 'b'])
  if (type === 'integer') return pick([0, 4, 9007199254740994n])
  if (type === 'number') return pick([-1.5, 0, 3])
  if (type === 'boolean') return pick([true, false])
  if (type === 'array') return [inner(items), inner(items)].slice(0, g(fc.nat, 2))
  if (type === undefined) return contentOf(g, depth + 1)
  const fields = properties ?? { a: additionalProperties, k: additionalProperties }
  return Object.fromEntries(Object.entries(fields as object).map(([name, of]) => [name, inner(of)]))
}
