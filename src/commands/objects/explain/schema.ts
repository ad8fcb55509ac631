/** What `explain` knows: fields and their types from the structural schemas, texts and values from the descriptions. */
import type { Client } from '../../../api/contract/client.js'
import { type FieldShape, type Structure, structureOf, unionName } from '../../../api/schema/structure.js'
import { type Descriptions, loadDescriptions, loadSchemas, typeMetaTexts } from '../../../kinds/schemas.js'
import { compareKeys } from '../../../model/values/order.js'

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

/** Of the release that the cluster is of. */
export async function loadDefinitions(client: Client): Promise<Definitions> {
  const { gitVersion } = await client.version()
  const [schemas, texts] = await Promise.all([loadSchemas(gitVersion), loadDescriptions(gitVersion)])
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
    // The one type without fields that has a name of its own.
    type: name === 'fieldsV1' ? 'FieldsV1' : typeName(type),
    required,
    description: text === undefined || text === '' ? (typeMetaTexts[name] ?? '') : text,
    values: texts.enums[`${definition}.${name}`] ?? [],
    definition: type.includes('|') ? unionName(type.slice(type.indexOf('|'))) : /@(.*)$/.exec(type)?.[1],
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
  if (type.startsWith('|')) return typeName(`@${unionName(type)}`)
  if (type.startsWith('@')) return type.slice(type.lastIndexOf('.') + 1)
  return typeNames[type] ?? 'Object'
}
