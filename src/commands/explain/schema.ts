/** What `explain` knows: fields and their types from the structural schemas, texts and values from the descriptions. */
import { type FieldShape, type Structure, structureOf } from '../../api/structure.js'
import { type Descriptions, loadDescriptions, loadSchemas } from '../../kinds/index.js'
import { compareKeys } from '../../model/order.js'

/** Said of every object, by the conventions of the API. */
const typeMeta: Readonly<Record<string, string>> = {
  apiVersion:
    'APIVersion defines the versioned schema of this representation of an object. Servers should convert recognized schemas to the latest internal value, and may reject unrecognized values. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#resources',
  kind: 'Kind is a string value representing the REST resource this object represents. Servers may infer this from the endpoint the client submits requests to. Cannot be updated. In CamelCase. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#types-kinds',
}

export interface Field {
  readonly name: string
  /** `string`, `[]Container`, `map[string]Quantity`. */
  readonly type: string
  readonly required: boolean
  readonly description: string
  readonly values: readonly string[]
  /** The definition that holds the fields of the field's value (or of its elements). */
  readonly definition: string | undefined
}

export interface Definition {
  readonly description: string
  readonly fields: readonly Field[]
}

export type Definitions = (name: string) => Definition | undefined

export async function loadDefinitions(): Promise<Definitions> {
  const [schemas, texts] = await Promise.all([loadSchemas(), loadDescriptions()])
  return (name) => {
    const structure = structureOf(schemas, name)
    return structure && definitionOf(structure, texts)
  }
}

function definitionOf(structure: Structure, texts: Descriptions): Definition {
  const own = texts.descriptions[structure.definition] ?? {}
  const fields = [...structure.fields].map(([name, shape]) => fieldOf(structure.definition, name, shape, texts))
  return { description: own[''] ?? '', fields: fields.sort((a, b) => compareKeys(a.name, b.name)) }
}

function fieldOf(definition: string, name: string, { type, required }: FieldShape, texts: Descriptions): Field {
  const text = texts.descriptions[definition]?.[name]
  return {
    name,
    type: typeName(type),
    required,
    description: text === undefined || text === '' ? (typeMeta[name] ?? '') : text,
    values: texts.enums[`${definition}.${name}`] ?? [],
    definition: /@(.*)$/.exec(type)?.[1],
  }
}

const typeNames: Readonly<Record<string, string>> = {
  s: 'string',
  b: 'boolean',
  i: 'integer',
  l: 'integer',
  d: 'number',
  y: 'string',
  q: 'Quantity',
  x: 'IntOrString',
  t: 'string',
  u: 'string',
}

function typeName(type: string): string {
  if (type.startsWith('[')) return `[]${typeName(type.slice(1))}`
  if (type.startsWith('{')) return `map[string]${typeName(type.slice(1))}`
  if (type.startsWith('@')) return type.slice(type.lastIndexOf('.') + 1)
  return typeNames[type] ?? 'Object'
}
