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

/** What is said of these fields of every object, by the conventions of the API. */
export const typeMetaTexts: Readonly<Record<string, string>> = {
  apiVersion:
    'APIVersion defines the versioned schema of this representation of an object. Servers should convert recognized schemas to the latest internal value, and may reject unrecognized values. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#resources',
  kind: 'Kind is a string value representing the REST resource this object represents. Servers may infer this from the endpoint the client submits requests to. Cannot be updated. In CamelCase. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#types-kinds',
}
