import type { SchemaSource } from '../api/structure.js'

/** The structural schemas of every kind, as the build has generated them. Loaded with the first write. */
export async function loadSchemas(): Promise<SchemaSource> {
  return import('./generated/structures.js')
}

export interface Descriptions {
  /** Definition (`core.v1.PodSpec`) → field → text; the definition's own text is that of the field ''. */
  readonly descriptions: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** `core.v1.Container.imagePullPolicy` → its values. */
  readonly enums: Readonly<Record<string, readonly string[]>>
}

/** What `explain` says about definitions and fields. */
export async function loadDescriptions(): Promise<Descriptions> {
  return import('./generated/descriptions.js')
}
