import type { SchemaSource } from '../schema/contract.js'
import { structureOf, zeroObject } from '../schema/structure.js'

/**
 * An object of a definition before anybody has written to it, as Go's encoder shows it. What an object of one kind begins
 * with matters to ownership: whoever fills in `spec.strategy` of a new Deployment owns what is in it, but not the struct,
 * which was there before.
 */
export function emptyObject(source: SchemaSource | undefined, definition: string | undefined): object {
  const structure = source && definition !== undefined ? structureOf(source, definition) : undefined
  return source === undefined || structure === undefined ? { metadata: {} } : zeroObject(source, structure)
}
