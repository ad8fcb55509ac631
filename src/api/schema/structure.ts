/**
 * Structural schemas: which fields a definition has, and of what type. They come as data (from `kinds/generated`), one
 * text a definition: `name:type` pairs. After a name `!` marks a required field; then comes how Go writes it, where that
 * is not to leave it out when it is empty, zero or false:
 *
 * `?` a scalar behind a pointer: written when it is set, to whatever · `+` always written · `~` always written, as null
 * when it is not set
 *
 * and a type is
 *
 * `s` string · `b` boolean · `i` int32 · `l` int64 · `d` double · `y` bytes in base64 · `q` quantity · `x` int or string ·
 * `t` time · `u` time in microseconds · `o` anything · `[T` list · `{T` map by string · `@name` another definition ·
 * `|name@other` a value of several shapes: an object (or list of objects) of the other definition, or anything else
 */
import type { SchemaSource } from './contract.js'

export interface Structure {
  /** `core.v1.PodSpec` */
  readonly definition: string
  /** `PodSpec` */
  readonly goName: string
  readonly fields: ReadonlyMap<string, FieldShape>
  /** Fields that Go writes out even when nobody has set them, and of what; undefined stands for null. */
  readonly written: readonly (readonly [name: string, type: string | undefined])[]
}

export interface FieldShape {
  readonly type: string
  readonly required: boolean
  /** Never written out when it is empty, zero or false. */
  readonly omitsZero: boolean
}

/** `|apiextensions.v1.JSONSchemaPropsOrBool@apiextensions.v1.JSONSchemaProps` → its own name. */
export const unionName = (type: string): string => type.slice(1).split('@', 1)[0]!

const known = new WeakMap<SchemaSource, Map<string, Structure>>()

/** A definition by its full name (`io.k8s.api.core.v1.Pod`) or its last three parts; parsed when first asked for. */
export function structureOf(source: SchemaSource, definition: string): Structure | undefined {
  let structures = known.get(source)
  if (structures === undefined) {
    structures = new Map()
    known.set(source, structures)
  }
  const found = structures.get(definition)
  if (found !== undefined) return found
  const name = shortName(definition)
  const text = Object.hasOwn(source.definitions, name) ? source.definitions[name] : undefined
  if (text === undefined) return undefined
  const structure = parse(name, text)
  structures.set(definition, structure)
  return structure
}

/** `io.k8s.api.core.v1.Pod` → `core.v1.Pod` */
export const shortName = (definition: string): string => definition.split('.').slice(-3).join('.')

function parse(definition: string, text: string): Structure {
  const fields = new Map<string, FieldShape>()
  const written: [string, string | undefined][] = []
  for (const pair of text === '' ? [] : text.split(' ')) {
    const [, name = '', marks = '', type = ''] = /^(.+?)([!?+~]*):(.*)$/.exec(pair)!
    const required = marks.includes('!')
    const always = /[+~]/.test(marks)
    if (always) written.push([name, marks.includes('~') ? undefined : type])
    // A list that is empty comes back from a store of protobuf as none at all.
    const omitsZero = always
      ? /^[[{]/.test(type) && !definition.startsWith('apiextensions.')
      : !marks.includes('?') && /^[sybild[{]/.test(type)
    fields.set(name, { type, required, omitsZero })
  }
  return { definition, goName: definition.slice(definition.lastIndexOf('.') + 1), fields, written }
}

/** Go's zero value of a type, as JSON; a new one each time. */
export function zeroOf(source: SchemaSource, type: string): unknown {
  if (!type.startsWith('@')) return zeroValues[type] ?? null
  const structure = structureOf(source, type.slice(1))
  return structure === undefined ? {} : zeroObject(source, structure)
}

/** An object of which nothing has been set, as Go writes it; a new one each time. */
export function zeroObject(source: SchemaSource, { written }: Structure): Record<string, unknown> {
  return Object.fromEntries(written.map(([name, type]) => [name, type === undefined ? null : zeroOf(source, type)]))
}

const zeroValues: Readonly<Record<string, unknown>> = { s: '', y: '', b: false, i: 0, l: 0, d: 0, x: 0, q: '0' }

const scalarNames: Readonly<Record<string, string>> = {
  s: 'string',
  b: 'bool',
  i: 'int32',
  l: 'int64',
  d: 'float64',
  y: '[]uint8',
  q: 'resource.Quantity',
  x: 'intstr.IntOrString',
  t: 'v1.Time',
  u: 'v1.MicroTime',
  o: 'v1.FieldsV1',
}

/** The Go type, as decoders name it: `int32`, `[]v1.Container`, `map[string]string`. */
export function goTypeName(type: string): string {
  if (type.startsWith('[')) return `[]${goTypeName(type.slice(1))}`
  if (type === '{q') return 'v1.ResourceList'
  if (type.startsWith('{')) return `map[string]${goTypeName(type.slice(1))}`
  if (type.startsWith('|')) return goTypeName(`@${unionName(type)}`)
  if (!type.startsWith('@')) return scalarNames[type] ?? 'interface {}'
  return type.split('.').slice(-2).join('.')
}
