import type { ResourceInfo } from '../../api/contract/names.js'
import { isAtomicDefinition, listRule } from '../../api/field-managers/list-types.js'
import { strategyOf } from '../../api/patches/index.js'
import type { SchemaSource } from '../../api/schema/contract.js'
import { type FieldShape, type Structure, shortName, structureOf, unionName } from '../../api/schema/structure.js'
import { type Descriptions, loadDescriptions, loadSchemas, typeMetaTexts } from '../../kinds/schemas.js'
import { releaseOf } from '../../model/objects/release.js'
import { fnv32a } from '../../model/values/hash.js'
import { memo } from '../../model/values/memo.js'
import { builtInKind } from '../exchange/built-in-kind.js'
import type { Discoverable } from './discovery.js'
import { type CustomSchema, customName, customRoot } from './openapi-custom.js'
import { documentedDefault } from './openapi-defaults.js'
import { openApiPaths } from './openapi-paths.js'

type Json = Record<string, unknown>

/** What there is to describe. */
export interface Published {
  readonly resources: readonly Discoverable[]
  readonly custom: readonly CustomSchema[]
  readonly kubernetesVersion: string
}

/** `api/v1`, `apis/apps/v1` */
export const openApiRoot = ({ group, version }: Pick<ResourceInfo, 'group' | 'version'>): string =>
  group === '' ? `api/${version}` : `apis/${group}/${version}`

const hashes = new WeakMap<object, string>()

/** By what a document says, so that clients know whether the one that they have kept is still right. */
export function openApiHash(document: object): string {
  const known = hashes.get(document)
  if (known !== undefined) return known
  const hash = fnv32a(JSON.stringify(document)).toString(16).padStart(8, '0').toUpperCase()
  hashes.set(document, hash)
  return hash
}

/** Tells what is published from what was before. */
export const publishedKey = ({ resources, custom, kubernetesVersion }: Published): string =>
  `${kubernetesVersion} ${resources.map((info) => openApiRoot(info) + info.plural).join()} ${custom.map(({ revision }) => revision).join()}`

/** `/openapi/v3/apis/apps/v1`: paths and schemas, from the data by which requests are checked. */
export async function openApiDocument(
  { resources, custom, kubernetesVersion }: Published,
  group: string,
  version: string,
): Promise<object | undefined> {
  const own = custom.filter((defined) => defined.kind.names.group === group && defined.version === version)
  const found = resources.filter((info) => info.group === group && info.version === version)
  if (found.length === 0) return undefined
  const source = await loadSchemas(kubernetesVersion)
  const texts = await loadDescriptions(kubernetesVersion)
  return documentOf({ resources: found, custom: own, kubernetesVersion, source, texts })
}

interface Described extends Published {
  readonly source: SchemaSource
  readonly texts: Descriptions
}

/** More than there are group versions, in a cluster with many of its own. */
const MOST_DOCUMENTS = 200

const documentOf = memo(
  MOST_DOCUMENTS,
  ({ resources, custom, kubernetesVersion, source, texts }: Described): object => {
    const schemas = new Schemas(source, texts)
    const paths = Object.assign({}, ...resources.map((info) => pathsOf(info, schemas, custom)))
    return {
      openapi: '3.0.0',
      info: { title: 'Kubernetes', version: releaseOf(kubernetesVersion) },
      paths,
      components: { schemas: schemas.all },
    }
  },
  { keyOf: publishedKey },
)

/** The documents of every group version, each by where it is; the same object for as long as it says the same. */
export async function openApiDocuments(published: Published): Promise<readonly (readonly [root: string, object])[]> {
  const versions = new Map(published.resources.map((info) => [openApiRoot(info), info]))
  return Promise.all(
    [...versions].map(
      async ([root, { group, version }]) => [root, (await openApiDocument(published, group, version))!] as const,
    ),
  )
}

/** The paths of a resource, each with its operations. */
function pathsOf(info: Discoverable, schemas: Schemas, custom: readonly CustomSchema[]): Json {
  const definition = definitionOf(info)
  const defined = custom.find(({ kind: { names } }) => names.group === info.group && names.plural === info.plural)
  if (definition === undefined && defined === undefined) return {}
  const reference = definition === undefined ? schemas.custom(defined!) : schemas.root(definition, info)
  return openApiPaths(info, openApiRoot(info), reference, definition === undefined)
}

/** The definition of a resource, as its kind says it; another for a version of its own. */
function definitionOf(info: ResourceInfo): string | undefined {
  const kind = builtInKind(info)
  const own = kind?.versions?.find(({ group, version }) => group === info.group && version === info.version)
  return own?.definition ?? kind?.definition
}

const specials: Readonly<Record<string, readonly [name: string, schema: Json]>> = {
  q: ['api.resource.Quantity', { oneOf: [{ type: 'string' }, { type: 'number' }] }],
  x: ['util.intstr.IntOrString', { format: 'int-or-string', oneOf: [{ type: 'integer' }, { type: 'string' }] }],
  t: ['apis.meta.v1.Time', { type: 'string', format: 'date-time' }],
  u: ['apis.meta.v1.MicroTime', { type: 'string', format: 'date-time' }],
}

const plainTypes: Readonly<Record<string, Json>> = {
  s: { type: 'string' },
  b: { type: 'boolean' },
  i: { type: 'integer', format: 'int32' },
  l: { type: 'integer', format: 'int64' },
  d: { type: 'number', format: 'double' },
  y: { type: 'string', format: 'byte' },
  o: { type: 'object' },
}

/** `core.v1.PodSpec` → `io.k8s.api.core.v1.PodSpec` */
function fullName(definition: string): string {
  if (definition.startsWith('meta.')) return `io.k8s.apimachinery.pkg.apis.${definition}`
  if (definition.startsWith('apiextensions.')) return `io.k8s.apiextensions-apiserver.pkg.apis.${definition}`
  return `io.k8s.api.${definition}`
}

/** Collects the schemas that a document refers to. */
class Schemas {
  readonly all: Json = {}

  constructor(
    private readonly source: SchemaSource,
    private readonly texts: Descriptions,
  ) {}

  /** A top-level schema, by which clients find its kind. */
  root(definition: string, { group, version, kind }: ResourceInfo): Json {
    const reference = this.reference(shortName(definition))
    const schema = this.all[fullName(shortName(definition))] as Json
    const known = (schema['x-kubernetes-group-version-kind'] ?? []) as Json[]
    schema['x-kubernetes-group-version-kind'] = [...known, { group, kind, version }]
    return reference
  }

  /** The schema of a kind that the cluster defines. */
  custom(defined: CustomSchema): Json {
    const name = customName(defined)
    this.all[name] = customRoot(defined, this.reference('meta.v1.ObjectMeta'))
    return { $ref: `#/components/schemas/${name}` }
  }

  private reference(definition: string): Json {
    const name = fullName(definition)
    const structure = this.all[name] === undefined ? structureOf(this.source, definition) : undefined
    if (structure !== undefined) {
      const schema: Json = {}
      this.all[name] = schema
      Object.assign(schema, this.schema(structure))
    }
    return { $ref: `#/components/schemas/${name}` }
  }

  private schema(structure: Structure): Json {
    const { definition, fields } = structure
    const required = [...fields].filter(([, field]) => field.required).map(([name]) => name)
    const properties = [...fields].map(([name, field]) => [name, this.property(structure, name, field)] as const)
    return {
      description: this.text(definition, ''),
      type: 'object',
      ...(required.length === 0 ? {} : { required }),
      properties: Object.fromEntries(properties),
      ...(isAtomicDefinition(this.source, definition) ? { 'x-kubernetes-map-type': 'atomic' } : {}),
    }
  }

  private property(structure: Structure, name: string, { type }: FieldShape): Json {
    const { definition } = structure
    const { merge, retainKeys, mergeKey } = strategyOf(definition, name)
    const strategy = [...(merge ? ['merge'] : []), ...(retainKeys ? ['retainKeys'] : [])].join(',')
    const key = `${definition}.${name}`
    const values = Object.hasOwn(this.texts.enums, key) ? this.texts.enums[key] : undefined
    const schema = this.type(type === 'o' && name === 'fieldsV1' ? '@meta.v1.FieldsV1' : type)
    return {
      description: this.text(definition, name),
      ...('$ref' in schema ? { allOf: [schema] } : schema),
      ...documentedDefault(structure, name),
      ...(values === undefined ? {} : { enum: values }),
      ...(strategy === '' ? {} : { 'x-kubernetes-patch-strategy': strategy }),
      ...(mergeKey === undefined ? {} : { 'x-kubernetes-patch-merge-key': mergeKey }),
      ...this.ownership(definition, name, type),
    }
  }

  /** Who owns what of a list or a map; a list of which nothing is said is owned as a whole. */
  private ownership(definition: string, name: string, type: string): Json {
    const rule = listRule(this.source, definition, name)
    if (!type.startsWith('[')) return rule?.startsWith('=') ? { 'x-kubernetes-map-type': rule.slice(1) } : {}
    if (rule === undefined || rule === '=atomic') return { 'x-kubernetes-list-type': 'atomic' }
    if (rule === '') return { 'x-kubernetes-list-type': 'set' }
    return { 'x-kubernetes-list-map-keys': rule.split(','), 'x-kubernetes-list-type': 'map' }
  }

  private type(type: string): Json {
    if (type.startsWith('[')) return { type: 'array', items: this.type(type.slice(1)) }
    if (type.startsWith('{')) return { type: 'object', additionalProperties: this.type(type.slice(1)) }
    if (type === '@meta.v1.FieldsV1') return this.special('apis.meta.v1.FieldsV1', { type: 'object' })
    if (type.startsWith('@')) return this.reference(type.slice(1))
    if (type.startsWith('|')) return this.union(unionName(type))
    const special = specials[type]
    return special === undefined ? { ...plainTypes[type] } : this.special(...special)
  }

  /** Values of several shapes are described, but have no type. */
  private union(definition: string): Json {
    const name = fullName(definition)
    this.all[name] ??= { description: this.text(definition, '') }
    return { $ref: `#/components/schemas/${name}` }
  }

  private special(name: string, schema: Json): Json {
    const full = `io.k8s.apimachinery.pkg.${name}`
    this.all[full] ??= schema
    return { $ref: `#/components/schemas/${full}` }
  }

  private text(definition: string, field: string): string {
    const texts = Object.hasOwn(this.texts.descriptions, definition) ? this.texts.descriptions[definition] : undefined
    return texts?.[field] || (typeMetaTexts[field] ?? '')
  }
}
