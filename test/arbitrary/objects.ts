/** Objects of any kind, made from its schema: with nothing but what they need, with everything, and in between. */
import type { GeneratorValue } from 'fast-check'
import fc from 'fast-check'
import type { SchemaSource } from '../../src/api/schema/contract.js'
import { structureOf } from '../../src/api/schema/structure.js'
import { mended } from './mending.js'
import { needed, needsOne, never, neverUnder, unions, values } from './values.js'

/** How many of the fields that may be there are there. */
export type Fullness = 'sparse' | 'some' | 'full'

/** What a value is made of. */
export interface Draw {
  below(bound: number): number
  pick<T>(from: readonly T[]): T
  /** Some of the fields. */
  some(fields: Readonly<Record<string, string>>): Record<string, string>
  /** A number that has not been drawn before; 0 first. */
  fresh(): number
  /** Whether a field of that name is above the one that is drawn. */
  under(field: string): boolean
}

export interface Source {
  readonly schemas: SchemaSource
  /** `core.v1.PodSpec.dnsPolicy` → what it may be. */
  readonly enums: Readonly<Record<string, readonly string[]>>
}

const deepest = 9
/** Of the fields that may be there, in a tenth each. */
const shares: Readonly<Record<Fullness, number>> = { sparse: 0, some: 3, full: 10 }

/** One object of a definition; its metadata says what it is called. */
export function objectOf(source: Source, definition: string, name: string, fullness: Fullness, g: GeneratorValue) {
  const drawn = new Drawing(source, fullness, g).object(definition, 0)
  const { apiVersion: _, kind: __, metadata, ...fields } = drawn as Record<string, unknown>
  return mended({ metadata: { ...(metadata as object), name }, ...fields })
}

/** A value of any type of the schemas, `@core.v1.PodStatus`. */
export const anyOf = (source: Source, type: string, fullness: Fullness, g: GeneratorValue): unknown =>
  new Drawing(source, fullness, g).value('', '', type, 0)

const scalars: Readonly<Record<string, (draw: Draw) => unknown>> = {
  s: ({ pick }) => pick(['a', 'web', 'x-1']),
  b: ({ pick }) => pick([true, false]),
  i: ({ below }) => below(5),
  l: ({ below }) => below(5),
  d: ({ below }) => below(50) / 10,
  y: ({ pick }) => pick(['', 'YQ==', 'AAECAw==']),
  q: ({ pick }) => pick(['1', '500m', '2Gi', '0']),
  x: ({ pick }) => pick([1, '50%']),
  t: ({ pick }) => pick(['2026-11-20T12:00:00Z', '2020-01-01T00:00:00Z', '2031-05-06T07:08:09Z']),
  u: ({ pick }) => pick(['2026-11-20T12:00:00.123456Z', '2020-01-01T00:00:00.000000Z']),
  o: ({ pick }) => pick([{}, { a: 1, b: ['x', null] }]),
}

class Drawing {
  private readonly path: string[] = []
  private readonly counted = new Map<string, number>()

  constructor(
    private readonly source: Source,
    private readonly fullness: Fullness,
    private readonly g: GeneratorValue,
  ) {}

  object(definition: string, depth: number): object {
    const { fields, goName } = structureOf(this.source.schemas, definition)!
    const others = this.others(goName)
    const result: Record<string, unknown> = {}
    for (const [name, { type, required }] of fields) {
      const place = `${goName}.${name}`
      if (never.has(name) || never.has(place) || others.has(name) || this.path.includes(neverUnder[place] ?? ''))
        continue
      const chosen = needsOne.has(goName) && unions[goName]!.includes(name)
      const must = required || chosen || needed.has(name) || needed.has(place)
      if (!must && !this.includes(depth)) continue
      const value = this.field(definition, goName, name, type, depth)
      if (value !== undefined) result[name] = value
    }
    return result
  }

  value(goName: string, name: string, type: string, depth: number): unknown {
    if (type.startsWith('@')) return this.object(type.slice(1), depth + 1)
    if (type.startsWith('|')) return undefined
    if (type.startsWith('[')) {
      const length = depth > deepest ? 0 : this.below(2) + (this.fullness === 'sparse' ? 0 : 1)
      return Array.from({ length: Math.max(1, length) }, () => this.value(goName, name, type.slice(1), depth + 1))
    }
    if (!type.startsWith('{')) return scalars[type]!(this.draw(`${goName}.${name}`))
    const keys = ['a', 'k2'].slice(0, 1 + this.below(2))
    return Object.fromEntries(keys.map((key) => [key, this.value(goName, name, type.slice(1), depth + 1)]))
  }

  private field(definition: string, goName: string, name: string, type: string, depth: number): unknown {
    const own = values[`${goName}.${name}`]
    const allowed = this.source.enums[`${definition}.${name}`]
    const draw = this.draw(`${goName}.${name}`)
    if (own !== undefined) return own(draw)
    if (allowed !== undefined) return this.pick(allowed)
    const usual = /^[@|[{]/.test(type) ? undefined : values[name]
    if (usual !== undefined) return usual(draw)
    this.path.push(name)
    const value = this.value(goName, name, type, depth)
    this.path.pop()
    return value
  }

  /** The members of a union that are not chosen. */
  private others(goName: string): ReadonlySet<string> {
    const members = unions[goName] ?? []
    if (members.length === 0) return new Set()
    const chosen = this.pick(members)
    return new Set(members.filter((each) => each !== chosen))
  }

  private includes(depth: number): boolean {
    return depth <= deepest && this.below(10) < shares[this.fullness]
  }

  private below(bound: number): number {
    return this.g(fc.nat, bound - 1)
  }

  private pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)] as T
  }

  private draw(place: string): Draw {
    return {
      below: (bound) => this.below(bound),
      pick: (from) => this.pick(from),
      some: (fields) => Object.fromEntries(Object.entries(fields).filter(() => this.below(2) === 0)),
      fresh: () => {
        const next = this.counted.get(place) ?? 0
        this.counted.set(place, next + 1)
        return next
      },
      under: (field) => this.path.includes(field),
    }
  }
}
