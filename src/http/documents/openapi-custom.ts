import type { DefinedKind, Kind } from '../../api/contract/kind.js'
import { kinds } from '../../kinds/index.js'
import { typeMetaTexts } from '../../kinds/schemas.js'
import type { JsonSchema } from '../../model/json/json-schema.js'
import type { KubeObject } from '../../model/objects/object.js'
import type { Reader } from '../../store/store.js'

type Json = Record<string, unknown>

/** A kind that the cluster's objects define, as its schema is published. */
export interface CustomSchema extends DefinedKind {
  /** Tells whether the schema is still the same. */
  readonly revision: string
}

/** What the cluster defines beside the built-in kinds. */
export function customSchemas(reader: Reader): readonly CustomSchema[] {
  return kinds.flatMap((kind) =>
    kind.defines === undefined
      ? []
      : reader.list(kind.names.plural).flatMap((object) => schemasDefinedBy(kind, object)),
  )
}

/** What an object defines, as its kind says. */
export function schemasDefinedBy(kind: Kind, object: KubeObject): readonly CustomSchema[] {
  const revision = `${object.metadata.uid} ${object.metadata.generation}`
  return (kind.defines?.(object) ?? []).map((defined) => ({ ...defined, revision }))
}

/** `stable.example.com`, `v1`, `CronTab` → `com.example.stable.v1.CronTab` (kube-openapi's `ToRESTFriendlyName`). */
export function customName({ kind, version }: DefinedKind): string {
  return [...kind.names.group.split('.').reverse(), version, kind.names.kind].join('.')
}

/** The root schema, with what every resource has (`buildKubeNative` of apiextensions-apiserver). */
export function customRoot({ kind, version }: DefinedKind, metadata: Json): Json {
  const { group, kind: name } = kind.names
  const identity = { 'x-kubernetes-group-version-kind': [{ group, kind: name, version }] }
  if (kind.schema === undefined) return { type: 'object', ...identity }
  const schema = published(kind.schema)
  const properties = { ...(schema.properties as Json | undefined), ...typeMeta(), metadata: withText(metadata) }
  return { ...schema, properties, ...identity }
}

const typeMeta = () => ({
  apiVersion: { type: 'string', description: typeMetaTexts.apiVersion },
  kind: { type: 'string', description: typeMetaTexts.kind },
})

const metadataText =
  "Standard object's metadata. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata"

const withText = (reference: Json): Json => ({ allOf: [reference], description: metadataText })

/** Values of several types have none of their own (`Unfold`). */
function published(schema: JsonSchema): Json {
  const result: Json = { ...schema }
  const { properties, items, additionalProperties, anyOf } = schema
  if (properties !== undefined) {
    result.properties = Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, published(inner)]))
  }
  if (items !== undefined) result.items = published(items)
  if (typeof additionalProperties === 'object') result.additionalProperties = published(additionalProperties)
  if (schema['x-kubernetes-int-or-string'] === true && anyOf === undefined) {
    result.anyOf = [{ type: 'integer' }, { type: 'string' }]
  }
  return result
}
