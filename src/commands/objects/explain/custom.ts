/** What `explain` knows of kinds that the cluster defines: the schemas of their definitions. */
import type { Client } from '../../../api/contract/client.js'
import type { ResourceInfo } from '../../../api/contract/names.js'
import { typeMetaTexts } from '../../../kinds/schemas.js'
import { fieldSchema, type JsonSchema } from '../../../model/json/json-schema.js'
import type { KubeObject } from '../../../model/objects/object.js'
import { compareKeys } from '../../../model/values/order.js'
import { type Definition, type Definitions, type Field, loadDefinitions } from './schema.js'

const metadata = 'meta.v1.ObjectMeta'
const metadataText =
  "Standard object's metadata. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata"

/** The definitions below a resource; its own has the name ''. Undefined where nothing defines it. */
export async function loadCustomDefinitions(resource: ResourceInfo, client: Client): Promise<Definitions | undefined> {
  const [, object] = await definingObject(resource, client)
  if (object === undefined) return undefined
  const versions: { name: string; schema?: { openAPIV3Schema?: JsonSchema } }[] = object.spec.versions
  const root = versions.find((version) => version.name === resource.version)?.schema?.openAPIV3Schema
  const builtIn = await loadDefinitions(client)
  return (path) => {
    if (path.startsWith('meta.')) return builtIn(path)
    const [schema, element] = path === '' ? [undefined, root] : schemaAt(root, path)
    // The text of a field is that of its value, unless this lies in a list or a map.
    return element && definitionOf(element, path, schema === element ? '' : (element.description ?? ''))
  }
}

/** What defines a resource, and its own resource; nothing where nothing does. */
export async function definingObject(
  resource: ResourceInfo,
  client: Client,
): Promise<readonly [ResourceInfo, KubeObject] | readonly []> {
  const definitions = (await client.resources()).find(
    ({ group, plural }) => group === 'apiextensions.k8s.io' && plural === 'customresourcedefinitions',
  )
  if (definitions === undefined) return []
  const name = `${resource.plural}.${resource.group}`
  return [definitions, await client.get({ resource: definitions, namespace: '', name })]
}

/** What `/spec/parts` leads to, through items of lists and values of maps: the field's schema, and its element's. */
function schemaAt(root: JsonSchema | undefined, path: string): readonly (JsonSchema | undefined)[] {
  let schema: JsonSchema | undefined
  let element = root
  for (const step of path.slice(1).split('/')) {
    schema = fieldSchema(element, step)
    element = elementOf(schema)
  }
  return [schema, element]
}

/** What lies in lists and maps of it. */
function elementOf(schema: JsonSchema | undefined): JsonSchema | undefined {
  if (schema?.items !== undefined) return elementOf(schema.items)
  const values = schema?.additionalProperties
  return typeof values === 'object' ? elementOf(values) : schema
}

function definitionOf(schema: JsonSchema, path: string, description: string): Definition {
  const fields = Object.entries(schema.properties ?? {})
    .filter(([name]) => path !== '' || !['apiVersion', 'kind', 'metadata'].includes(name))
    .map(([name, property]) => fieldOf(name, property, schema, path))
  const own = path === '' ? ownFields(schema) : []
  return {
    description,
    fields: [...fields, ...own].sort((a, b) => compareKeys(a.name, b.name)),
  }
}

function ownFields({ required }: JsonSchema): Field[] {
  const field = (name: string, type: string, description: string, definition?: string): Field => ({
    name,
    type,
    required: required?.includes(name) ?? false,
    description,
    values: [],
    definition,
  })
  return [
    field('apiVersion', 'string', typeMetaTexts.apiVersion ?? ''),
    field('kind', 'string', typeMetaTexts.kind ?? ''),
    field('metadata', 'ObjectMeta', metadataText, metadata),
  ]
}

function fieldOf(name: string, schema: JsonSchema, parent: JsonSchema, path: string): Field {
  const element = elementOf(schema)
  return {
    name,
    type: typeName(schema),
    required: parent.required?.includes(name) ?? false,
    description: schema.description ?? '',
    values: (schema.enum ?? []).map(String),
    definition: element?.properties === undefined ? undefined : `${path}/${name}`,
  }
}

function typeName(schema: JsonSchema): string {
  const { items, additionalProperties, type = '' } = schema
  if (items !== undefined) return `[]${typeName(items)}`
  if (typeof additionalProperties === 'object') return `map[string]${typeName(additionalProperties)}`
  return type === '' || type === 'object' ? 'Object' : type
}
