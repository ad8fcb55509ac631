import { jsonType } from '../../model/json/json-type.js'
import { isPlainObject, ownField, setField } from '../../model/values/json-values.js'
import { compareKeys } from '../../model/values/order.js'
import type { Decoded, SchemaSource } from './contract.js'
import { embeddedStruct, namedType } from './go-types.js'
import { decodeScalar, isScalar, Mismatch } from './scalars.js'
import { goTypeName, type Structure, structureOf, zeroOf } from './structure.js'

/** The first value of a wrong type, in the words of Go's decoders. */
export class DecodingError extends Error {}

/** How a wrong type is told: by the decoder of Kubernetes, by the converter that patches go through, or by the `encoding/json` of newer Go, which tells the whole path. */
export type Wording = 'json' | 'converter' | 'path'

/**
 * Copies a JSON value as a Go server decodes it: unknown fields are left out and reported, nulls become absent (or the
 * zero value in lists and maps), quantities and times take their canonical form. Throws a DecodingError at the first
 * wrong type, in the order of the keys.
 */
export function decode(source: SchemaSource, structure: Structure, value: unknown, wording: Wording = 'json'): Decoded {
  const walk = new Walk(source, wording, false)
  try {
    const result = walk.object(structure, value)
    if (walk.unknown.length === 0) return { value: result, unknownFields: [] }
  } catch (error) {
    if (!(error instanceof DecodingError)) throw error
  }
  // Something is wrong: go again in the order in which a server would meet it.
  const slow = new Walk(source, wording, true)
  return { value: slow.object(structure, value), unknownFields: slow.unknown }
}

/** One walk over a value; the stacks say where it is. */
class Walk {
  readonly unknown: string[] = []
  /** Path with indexes, as strict errors tell it; numbers are indexes. */
  private readonly path: (string | number)[] = []
  /** The struct that each name of the path is a field of. */
  private readonly structs: string[] = []
  /** The keys of maps within the last field, which only some decoders tell. */
  private readonly keys: string[] = []

  constructor(
    private readonly source: SchemaSource,
    private readonly wording: Wording,
    private readonly inOrder: boolean,
  ) {}

  object(structure: Structure, value: unknown): Record<string, unknown> {
    if (!isPlainObject(value)) throw this.mismatch(value, goTypeName(`@${structure.definition}`))
    const result: Record<string, unknown> = {}
    const keys = Object.keys(value)
    if (this.inOrder) keys.sort(compareKeys)
    for (const key of keys) {
      const field = structure.fields.get(key)
      const item = ownField(value, key)
      if (item === undefined) continue
      this.path.push(key)
      this.structs.push(structure.goName)
      if (field === undefined) this.unknown.push(this.where())
      else if (item !== null) {
        const decoded = this.value(field.type, item)
        if (!field.omitsZero || !isZero(decoded)) result[key] = decoded
      }
      this.path.pop()
      this.structs.pop()
    }
    for (const [name, type] of structure.written) {
      if (result[name] === undefined) result[name] = type === undefined ? null : zeroOf(this.source, type)
    }
    return result
  }

  private value(type: string, value: unknown): unknown {
    if (isScalar(type)) return this.scalar(type, value)
    if (type.startsWith('@')) return this.object(this.referenced(type), value)
    if (type.startsWith('|')) return this.union(type, value)
    return type.startsWith('[') ? this.list(type, value) : this.map(type, value)
  }

  /** One of several shapes: whatever is no object of the definition is taken as it comes. */
  private union(type: string, value: unknown): unknown {
    const at = type.indexOf('@')
    if (at > 0 && isPlainObject(value)) return this.value(type.slice(at), value)
    if (at > 0 && Array.isArray(value) && value.every(isPlainObject)) return this.value(`[${type.slice(at)}`, value)
    return decodeScalar('o', value)
  }

  private list(type: string, value: unknown): unknown[] {
    if (!Array.isArray(value)) throw this.mismatch(value, this.typeName(type))
    const inner = type.slice(1)
    return value.map((item, index) => {
      this.path.push(index)
      const element = item === null || item === undefined ? zeroOf(this.source, inner) : this.value(inner, item)
      this.path.pop()
      return element
    })
  }

  private map(type: string, value: unknown): Record<string, unknown> {
    if (!isPlainObject(value)) throw this.mismatch(value, goTypeName(type))
    const inner = type.slice(1)
    const result: Record<string, unknown> = {}
    const keys = Object.keys(value)
    if (this.inOrder) keys.sort(compareKeys)
    for (const key of keys) {
      const item = ownField(value, key)
      if (item === undefined) continue
      this.keys.push(key)
      setField(result, key, item === null ? zeroOf(this.source, inner) : this.value(inner, item))
      this.keys.pop()
    }
    return result
  }

  private scalar(type: string, value: unknown): unknown {
    try {
      return decodeScalar(type, value)
    } catch (error) {
      if (error instanceof Mismatch) throw this.mismatch(error.found, this.typeName(type), error.shown, type === 's')
      throw new DecodingError(this.inItsField((error as Error).message))
    }
  }

  /** What a type that reads itself says of a wrong type is told of the field, as `encoding/json` adds it. */
  private inItsField(message: string): string {
    const names = this.names()
    const typed = /^(json: cannot unmarshal .* into Go )value( of type .*)$/.exec(message)
    if (typed === null || names.length === 0) return message
    return `${typed[1]}${this.target()}${typed[2]}`
  }

  private target(): string {
    const names = this.names()
    const fields = names.flatMap(([struct, name]) => [embeddedStruct(struct, name) ?? [], name].flat()).join('.')
    return fields === '' ? 'value' : `struct field ${names.at(-1)![0]}.${fields}`
  }

  private referenced(type: string): Structure {
    const structure = structureOf(this.source, type.slice(1))
    if (structure === undefined) throw new Error(`no structural schema for ${type.slice(1)}: build again`)
    return structure
  }

  /** The names of the path, each with its struct. */
  private names(): readonly (readonly [struct: string, name: string])[] {
    const names = this.path.filter((part) => typeof part === 'string')
    return names.map((name, depth) => [this.structs[depth] ?? '', name])
  }

  private typeName(type: string): string {
    const name = goTypeName(type)
    const text = /^\[*s$/.exec(type) === null ? undefined : namedType(...(this.names().at(-1) ?? ['', '']))
    return text === undefined ? name : name.replace(/string$/, text)
  }

  private where(): string {
    return this.path
      .map((part, depth) => (typeof part === 'number' ? `[${part}]` : `${depth > 0 ? '.' : ''}${part}`))
      .join('')
  }

  /** `json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32` */
  private mismatch(value: unknown, goType: string, shown = jsonType(value), isText = false): DecodingError {
    if (this.wording === 'converter') return new DecodingError(converterMessage(value, goType, isText))
    if (this.wording === 'path') {
      const parts = [...this.path, ...this.keys]
      const field = typeof parts.at(-1) === 'number' ? '' : 'Go struct field '
      const path = [this.structs[0], ...parts].join('.')
      return new DecodingError(`json: cannot unmarshal ${shown} into ${field}${path} of type ${goType}`)
    }
    return new DecodingError(`json: cannot unmarshal ${shown} into Go ${this.target()} of type ${goType}`)
  }
}

function isZero(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return value === '' || value === 0 || value === false
  for (const _ in value) return false
  return true
}

/** `runtime.DefaultUnstructuredConverter` knows no field names. */
function converterMessage(value: unknown, goType: string, isText: boolean): string {
  const basic = isText ? 'string' : goType
  const from = goValueType(value)
  if (goType.startsWith('map[') || goType === 'v1.ResourceList') return `cannot restore map from ${from.kind}`
  if (goType.startsWith('[]')) return `cannot restore slice from ${from.kind}`
  if (/^\w+\.[A-Z]/.test(goType) && !isText) return `cannot restore struct from: ${from.kind}`
  return from.convertible(basic) ? `cannot convert ${from.kind} to ${goType}` : `unrecognized type: ${basic}`
}

function goValueType(value: unknown): { kind: string; convertible: (to: string) => boolean } {
  const numeric = /^(int|float|uint)/
  if (typeof value === 'string') return { kind: 'string', convertible: (to) => to === 'string' }
  if (typeof value === 'boolean') return { kind: 'bool', convertible: (to) => to === 'bool' }
  if (typeof value === 'bigint') return { kind: 'int64', convertible: (to) => numeric.test(to) || to === 'string' }
  if (typeof value !== 'number') return { kind: Array.isArray(value) ? 'slice' : 'map', convertible: () => false }
  // Go converts integers, not fractions, to strings: as code points.
  const whole = Number.isInteger(value)
  return { kind: whole ? 'int64' : 'float64', convertible: (to) => numeric.test(to) || (whole && to === 'string') }
}
