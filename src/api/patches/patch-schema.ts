import type { SchemaSource } from '../schema/contract.js'
import { type Structure, structureOf } from '../schema/structure.js'
import { type FieldStrategy, strategyOf } from './merge-keys.js'

/** What a strategic merge must know of a field: how it is merged, and the schema of what lies under it. */
export interface PatchField extends FieldStrategy {
  readonly schema: PatchSchema
}

export interface PatchSchema {
  /** The Go type, for messages. */
  readonly name: string
  field(name: string): PatchField
}

const plain: FieldStrategy = { merge: false, replace: false, retainKeys: false }

/** Under maps and unknown fields nothing has a strategy of its own. */
const untyped: PatchSchema = { name: '', field: () => ({ ...plain, schema: untyped }) }

/** The patch schema of a definition; undefined when there is no such definition. */
export function patchSchemaOf(source: SchemaSource, definition: string): PatchSchema | undefined {
  const structure = structureOf(source, definition)
  return structure && schemaOf(source, structure)
}

function schemaOf(source: SchemaSource, structure: Structure): PatchSchema {
  return {
    name: structure.goName,
    field(name) {
      const type = structure.fields.get(name)?.type
      const under = type === undefined ? undefined : referenced(source, type)
      return {
        ...strategyOf(structure.definition, name),
        schema: under === undefined ? untyped : schemaOf(source, under),
      }
    },
  }
}

/** The definition of a field's value, or of its elements. */
function referenced(source: SchemaSource, type: string): Structure | undefined {
  const name = type.startsWith('[') ? type.slice(1) : type
  return name.startsWith('@') ? structureOf(source, name.slice(1)) : undefined
}
