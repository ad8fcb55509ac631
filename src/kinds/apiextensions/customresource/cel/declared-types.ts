/** What rules may count on of the values of a schema: their types, and how large they can be (`SchemaDeclType` of apiserver's `pkg/cel/common`). */
import { mostBody } from '../../../../api/contract/limits.js'
import type { JsonSchema } from '../../../../model/json/json-schema.js'

export type TypeKind =
  | 'bool'
  | 'bytes'
  | 'double'
  | 'duration'
  | 'dyn'
  | 'int'
  | 'list'
  | 'map'
  | 'null'
  | 'object'
  | 'optional'
  | 'string'
  | 'timestamp'

/** The type of an expression, as far as it can be told. */
export interface CelType {
  readonly kind: TypeKind
  /** Of lists, maps and optional values. */
  readonly element?: CelType
}

/** The type of a value of a schema. */
export interface DeclaredType extends CelType {
  readonly element?: DeclaredType
  readonly fields?: ReadonlyMap<string, DeclaredType>
  /** Items, properties or characters at most; 0 of what has none. */
  readonly most: number
  /** The smallest JSON of one. */
  readonly smallest: number
}

/** `pkg/cel/limits.go`: the lengths of what has a format, as JSON. */
const formats: Readonly<Record<string, Omit<DeclaredType, 'element' | 'fields'>>> = {
  duration: { kind: 'duration', most: 32, smallest: 3 },
  date: { kind: 'timestamp', most: 12, smallest: 12 },
  'date-time': { kind: 'timestamp', most: 32, smallest: 21 },
}
const longestText = mostBody - 2
const shortestText = 2
const text: DeclaredType = { kind: 'string', most: longestText, smallest: shortestText }
/** Keys of maps are as long as anyone likes, and cost nothing. */
export const keyType: DeclaredType = { kind: 'string', most: 0, smallest: shortestText }

/** Undefined where rules cannot see values of a schema. `root`: they see the type and the name, whether they are declared or not. */
export function declaredType(schema: JsonSchema | undefined, root = false): DeclaredType | undefined {
  if (schema === undefined) return undefined
  const { maxLength } = schema
  if (schema['x-kubernetes-int-or-string'] === true) {
    return { kind: 'dyn', most: maxLength === undefined ? longestText : 4 * Math.max(0, maxLength), smallest: 1 }
  }
  switch (schema.type) {
    case 'array':
      return listType(schema)
    case 'object':
      return typeof schema.additionalProperties === 'object' && !root ? mapType(schema) : objectType(schema, root)
    case 'string':
      return textType(schema)
    case 'boolean':
      return { kind: 'bool', most: 0, smallest: 4 }
    case 'number':
      return { kind: 'double', most: 0, smallest: 1 }
    case 'integer':
      return { kind: 'int', most: 0, smallest: 1 }
    default:
      return root ? objectType(schema, root) : undefined
  }
}

/** Rules may be at each level of a schema, and look at all that is below. */
const known = new WeakMap<JsonSchema, DeclaredType | 'unseen'>()

function inner(schema: JsonSchema | undefined): DeclaredType | undefined {
  if (schema === undefined) return undefined
  const type = known.get(schema) ?? declaredType(schema, schema['x-kubernetes-embedded-resource']) ?? 'unseen'
  known.set(schema, type)
  return type === 'unseen' ? undefined : type
}

function listType({ items, maxItems }: JsonSchema): DeclaredType | undefined {
  const element = inner(items)
  if (element === undefined) return undefined
  const fitting = Math.floor((mostBody - 2) / (element.smallest + 1))
  return { kind: 'list', element, most: maxItems === undefined ? fitting : Math.max(0, maxItems), smallest: 2 }
}

function mapType({ additionalProperties, maxProperties }: JsonSchema): DeclaredType | undefined {
  const element = inner(additionalProperties as JsonSchema)
  if (element === undefined) return undefined
  const fitting = Math.floor((mostBody - 2) / (element.smallest + 6))
  return { kind: 'map', element, most: maxProperties === undefined ? fitting : Math.max(0, maxProperties), smallest: 2 }
}

function objectType({ properties = {}, required = [] }: JsonSchema, root: boolean): DeclaredType {
  const fields = new Map<string, DeclaredType>()
  let smallest = 2
  for (const [name, schema] of Object.entries(properties)) {
    const type = inner(schema)
    if (type === undefined) continue
    fields.set(name, type)
    if (required.includes(name) && schema.default === undefined) smallest += name.length + type.smallest + 4
  }
  if (root) {
    fields.set('kind', text).set('apiVersion', text)
    const named = new Map([
      ['name', text],
      ['generateName', text],
    ])
    fields.set('metadata', { kind: 'object', fields: named, most: 0, smallest: 2 })
  }
  return { kind: 'object', fields, most: 0, smallest }
}

function textType({ format = '', maxLength, enum: values = [] }: JsonSchema): DeclaredType {
  if (Object.hasOwn(formats, format)) return formats[format]!
  if (format === 'byte')
    return { ...text, kind: 'bytes', most: maxLength === undefined ? longestText : Math.max(0, maxLength) }
  // A character has four bytes at most.
  if (maxLength !== undefined) return { ...text, most: 4 * Math.max(0, maxLength) }
  const lengths = values.map((value) => (typeof value === 'string' ? Buffer.byteLength(value) : 0))
  return values.length > 0 ? { ...text, most: Math.max(...lengths) } : text
}
