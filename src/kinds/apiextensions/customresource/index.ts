/**
 * The kinds that a CustomResourceDefinition brings: one for each version it serves, made of its data. After
 * `pkg/apiserver/customresource_handler.go` and `pkg/registry/customresource` of apiextensions-apiserver.
 */

import type { FieldError } from '../../../api/contract/errors.js'
import { invalidValue } from '../../../api/contract/field-errors.js'
import type { DefinedKind, Kind } from '../../../api/contract/kind.js'
import { forbidden } from '../../../api/contract/status-errors.js'
import { compareVersions } from '../../../api/registry/resources.js'
import type { Decoded } from '../../../api/schema/decoder.js'
import type { SchemaSource } from '../../../api/schema/structure.js'
import type { JsonSchema } from '../../../model/json/json-schema.js'
import type { KubeObject } from '../../../model/objects/object.js'
import { deepClone, deepEqual } from '../../../model/values/paths.js'
import {
  type CustomResourceDefinition,
  type DefinitionVersion,
  isConditionTrue,
} from '../customresourcedefinition/types.js'
import { hasRules, ruleErrors } from './cel/rules.js'
import { customColumns, firstResult, pathOf } from './columns.js'
import { dropNulls, setSchemaDefaults } from './defaulting.js'
import { coerceEmbedded, decodeMetadata, embeddedErrors } from './embedded.js'
import { finalizerWarnings } from './finalizers.js'
import { prune } from './pruning.js'
import { scaleErrors, scaleOfPaths } from './scale.js'
import { listErrors } from './validation/lists.js'
import { schemaErrors } from './validation/schema.js'

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

const schemaOf = ({ schema }: DefinitionVersion): JsonSchema | undefined => schema?.openAPIV3Schema

/** `defaultDeprecationWarning` */
function deprecationOf({ spec }: CustomResourceDefinition, { name }: DefinitionVersion): string {
  const better = spec.versions
    .filter((version) => version.served && version.deprecated !== true && compareVersions(version.name, name) > 0)
    .sort((a, b) => compareVersions(b.name, a.name))[0]
  const told = (version: string) => `${spec.group}/${version} ${spec.names.kind}`
  return `${told(name)} is deprecated${better === undefined ? '' : `; use ${told(better.name)}`}`
}

function customKind(
  definition: CustomResourceDefinition,
  stored: DefinitionVersion,
  version: DefinitionVersion,
  served: (object: KubeObject) => KubeObject,
): Kind {
  const { spec, status } = definition
  const { plural, singular, kind, shortNames = [], categories = [] } = status.acceptedNames
  const schema = schemaOf(version)
  const { scale, status: statusPart } = version.subresources ?? {}
  const ruled = hasRules(schema)
  const names = {
    group: spec.group,
    version: stored.name,
    kind,
    plural,
    singular: singular ?? kind.toLowerCase(),
    short: shortNames,
    categories,
  }
  return {
    names,
    scope: spec.scope,
    example: { apiVersion: `${spec.group}/${stored.name}`, kind, metadata: { name: 'example' } },
    ...(schema === undefined ? {} : { schema }),
    decode: (schemas, object) => decodeCustom(schemas, schema, object),
    subresources: [
      ...(statusPart === undefined ? [] : (['status'] as const)),
      ...(scale === undefined ? [] : (['scale'] as const)),
    ],
    verbs: ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'],
    setDefaults: (draft) => setSchemaDefaults(draft, schema),
    prepare(draft, previous) {
      if (previous === undefined && statusPart !== undefined) delete draft.status
    },
    admit({ metadata }, _admission, previous) {
      if (previous === undefined && isConditionTrue(definition, 'Terminating')) throw terminating(names, metadata.name)
    },
    validate: (object, previous, subresource) => {
      const errors =
        subresource === 'status' ? statusErrors(version, object, previous) : objectErrors(version, object, previous)
      return ruled ? [...errors, ...brokenRules(schema, errors, object, previous)] : errors
    },
    warnings: finalizerWarnings,
    openFinalizers: true,
    needsRevision: true,
    hasGeneration: true,
    changesGeneration: (object, previous) => !deepEqual(content(object), content(previous)),
    withStatus: (draft, previous) => {
      const { status: _, ...rest } = previous
      return draft.status === undefined
        ? { ...rest, metadata: previous.metadata }
        : { ...previous, status: draft.status }
    },
    selectableFields: selectableFields(version),
    columns: customColumns(version.additionalPrinterColumns, served),
    describe: async (object, view) => (await import('../../describe/generic.js')).describeGeneric(object, view),
    capabilities: scale === undefined ? {} : { replicas: scaleOfPaths(scale) },
  }
}

/** All but the metadata. */
function content({ metadata: _, ...rest }: KubeObject): object {
  return rest
}

function terminating({ group, plural }: { group: string; plural: string }, name: string | undefined) {
  const why = 'create not allowed while custom resource definition is terminating'
  return forbidden({ group, resource: plural }, name ?? '', why)
}

/** What was wrong with a list before may stay so. */
function ratcheted(errors: FieldError[], before: FieldError[] | undefined): FieldError[] {
  return before !== undefined && before.length > 0 ? [] : errors
}

function objectErrors(version: DefinitionVersion, object: KubeObject, previous: KubeObject | undefined): FieldError[] {
  const schema = schemaOf(version)
  return [
    ...(schema === undefined ? [] : schemaErrors(schema, object, '', previous)),
    ...scaleErrors(version.subresources?.scale, object, false),
    ...embeddedErrors(schema, object),
    ...ratcheted(listErrors(schema, object), previous && listErrors(schema, previous)),
  ]
}

/** Errors after which the rules are not even looked at. */
const blocking: readonly FieldError['type'][] = ['NotSupported', 'Required', 'TooLong', 'TooMany', 'TypeInvalid']

function brokenRules(
  schema: JsonSchema | undefined,
  errors: readonly FieldError[],
  object: KubeObject,
  previous: KubeObject | undefined,
): FieldError[] {
  if (!errors.some(({ type }) => blocking.includes(type))) return ruleErrors(schema, object, previous)
  const detail =
    'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation'
  return [invalidValue('<nil>', null, detail)]
}

function statusErrors(version: DefinitionVersion, object: KubeObject, previous: KubeObject | undefined): FieldError[] {
  const schema = schemaOf(version)
  const status = schema?.properties?.status
  const found =
    status === undefined || object.status === undefined
      ? []
      : schemaErrors(status, object.status, '', previous?.status).map((error) => ({
          ...error,
          field: error.field === '<nil>' ? 'status' : `status.${error.field}`,
        }))
  return [
    ...found,
    ...scaleErrors(version.subresources?.scale, object, true),
    ...ratcheted(listErrors(schema, object), previous && listErrors(schema, previous)),
  ]
}

/** A request's object as the server takes it up: metadata in its own form, then pruned and given defaults. */
function decodeCustom(schemas: SchemaSource, schema: JsonSchema | undefined, object: KubeObject): Decoded {
  const value = deepClone(object) as unknown as Record<string, unknown>
  const metadata = decodeMetadata(schemas, value.metadata ?? {}, 'metadata')
  const unknownFields = [...metadata.unknown, ...prune(value, schema)]
  dropNulls(value, schema)
  unknownFields.push(...coerceEmbedded(schemas, schema, { ...value, metadata: undefined }, ''))
  value.metadata = metadata.value
  setSchemaDefaults(value, schema)
  return { value, unknownFields }
}

function selectableFields(version: DefinitionVersion): NonNullable<Kind['selectableFields']> {
  const fields = (version.selectableFields ?? []).map(({ jsonPath }) => {
    const path = pathOf(jsonPath)
    const read = (object: KubeObject) => String(firstResult(path, object) ?? '')
    return [jsonPath.replace(/^\./, ''), read] as const
  })
  return Object.fromEntries(fields)
}
