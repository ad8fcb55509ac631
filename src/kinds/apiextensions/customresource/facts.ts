/**
 * The kinds that a CustomResourceDefinition brings: one for each version it serves, made of its data. After
 * `pkg/apiserver/customresource_handler.go` and `pkg/registry/customresource` of apiextensions-apiserver.
 */

import type { DefinedKind, Kind } from '../../../api/contract/kind.js'
import { compareVersions } from '../../../api/registry/resources.js'
import type { JsonSchema } from '../../../model/json/json-schema.js'
import type { KubeObject } from '../../../model/objects/object.js'
import { deepClone } from '../../../model/values/json-values.js'
import {
  type CustomResourceDefinition,
  type DefinitionVersion,
  isConditionTrue,
} from '../customresourcedefinition/types.js'
import { customColumns, firstResult, pathOf } from './columns.js'
import { setSchemaDefaults } from './defaulting.js'
import { prune } from './pruning.js'

/** Every version that the definition stores or serves, the stored one first; none before its names are established. */
export function customKinds(definition: CustomResourceDefinition): readonly DefinedKind[] {
  let kinds = known.get(definition)
  if (kinds === undefined) {
    kinds = definedKinds(definition)
    known.set(definition, kinds)
  }
  return kinds
}

/** What has been made of a stored definition, which never changes. */
const known = new WeakMap<CustomResourceDefinition, readonly DefinedKind[]>()

function definedKinds(definition: CustomResourceDefinition): readonly DefinedKind[] {
  if (!isConditionTrue(definition, 'Established')) return []
  const { group, versions } = definition.spec
  const stored = versions.find(({ storage }) => storage)
  if (stored === undefined) return []
  const storage = `${definition.status.acceptedNames.plural}.${group}`
  const served = versions.filter((version) => version !== stored && version.served)
  return [stored, ...served].map((version) => {
    const toServed = conversion(definition, stored, version)
    return {
      kind: customKind(definition, stored, version, toServed === undefined ? (object) => object : once(toServed)),
      storage,
      version: version.name,
      served: version.served,
      ...(toServed === undefined
        ? {}
        : { conversion: { group, version: version.name, fromServed: (object) => object, toServed } }),
      ...(version.deprecated === true
        ? { deprecation: version.deprecationWarning ?? deprecationOf(definition, version) }
        : {}),
    }
  })
}

/** How stored objects look in a version; undefined where they look as they are stored. */
function conversion(
  { metadata, spec }: CustomResourceDefinition,
  stored: DefinitionVersion,
  version: DefinitionVersion,
) {
  // What was stored needs no second look as long as the definition is as it was made, and has no other version to write in.
  const alone = spec.versions.every((each) => each === stored || !each.served)
  if (version === stored && metadata.generation === 1 && alone) return undefined
  const apiVersion = `${spec.group}/${version.name}`
  return (object: KubeObject): KubeObject => {
    const result = { ...deepClone(object), apiVersion }
    prune(result, schemaOf(stored))
    setSchemaDefaults(result, schemaOf(stored))
    if (version !== stored) prune(result, schemaOf(version))
    return result
  }
}

/** The same for objects that will not change any more: each is converted once for all its columns. */
function once(convert: (object: KubeObject) => KubeObject): (object: KubeObject) => KubeObject {
  const results = new WeakMap<KubeObject, KubeObject>()
  return (object) => {
    let result = results.get(object)
    if (result === undefined) {
      result = convert(object)
      results.set(object, result)
    }
    return result
  }
}

export const schemaOf = ({ schema }: DefinitionVersion): JsonSchema | undefined => schema?.openAPIV3Schema

/** `defaultDeprecationWarning` */
function deprecationOf({ spec }: CustomResourceDefinition, { name }: DefinitionVersion): string {
  const better = spec.versions
    .filter((version) => version.served && version.deprecated !== true && compareVersions(version.name, name) > 0)
    .sort((a, b) => compareVersions(b.name, a.name))[0]
  const nameOf = (version: string) => `${spec.group}/${version} ${spec.names.kind}`
  return `${nameOf(name)} is deprecated${better === undefined ? '' : `; use ${nameOf(better.name)}`}`
}

/** What of a definition a kind stands for. */
export interface Origin {
  readonly definition: CustomResourceDefinition
  readonly version: DefinitionVersion
}

const origins = new WeakMap<Kind, Origin>()

/** Where a kind comes from; undefined for those that are built in. */
export const originOf = (kind: Kind): Origin | undefined => origins.get(kind)

function customKind(
  definition: CustomResourceDefinition,
  stored: DefinitionVersion,
  version: DefinitionVersion,
  served: (object: KubeObject) => KubeObject,
): Kind {
  const { spec, status } = definition
  const { plural, singular, kind, shortNames = [], categories = [] } = status.acceptedNames
  const schema = schemaOf(version)
  const made: Kind = {
    names: {
      group: spec.group,
      version: stored.name,
      kind,
      plural,
      singular: singular ?? kind.toLowerCase(),
      short: shortNames,
      categories,
    },
    scope: spec.scope,
    ...(schema === undefined ? {} : { schema }),
    verbs: ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'],
    selectableFields: selectableFields(version),
    columns: () => customColumns(version.additionalPrinterColumns, served),
    describe: async (object, view) => (await import('../../describe/generic.js')).describeGeneric(object, view),
  }
  origins.set(made, { definition, version })
  return made
}

function selectableFields(version: DefinitionVersion): NonNullable<Kind['selectableFields']> {
  const fields = (version.selectableFields ?? []).map(({ jsonPath }) => {
    const path = pathOf(jsonPath)
    const read = (object: KubeObject) => String(firstResult(path, object) ?? '')
    return [jsonPath.replace(/^\./, ''), read] as const
  })
  return Object.fromEntries(fields)
}
