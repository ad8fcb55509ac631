import type { FieldError } from '../../../api/contract/errors.js'
import { invalidValue } from '../../../api/contract/field-errors.js'
import type { Kind } from '../../../api/contract/kind.js'
import { apiVersionOf } from '../../../api/contract/names.js'
import { forbidden } from '../../../api/contract/status-errors.js'
import type { Strategy } from '../../../api/contract/strategy.js'
import type { Subresources, WritingParts } from '../../../api/registry/core.js'
import { status } from '../../../api/requests/parts.js'
import { scale } from '../../../api/requests/scale.js'
import type { Decoded, SchemaSource } from '../../../api/schema/contract.js'
import type { JsonSchema } from '../../../model/json/json-schema.js'
import type { KubeObject } from '../../../model/objects/object.js'
import { append } from '../../../model/values/append.js'
import { deepClone, deepEqual } from '../../../model/values/json-values.js'
import { type DefinitionVersion, isConditionTrue } from '../customresourcedefinition/types.js'
import { hasRules, ruleErrors } from './cel/rules.js'
import { dropNulls, setSchemaDefaults } from './defaulting.js'
import { coerceEmbedded, decodeMetadata, embeddedErrors } from './embedded.js'
import { type Origin, originOf, schemaOf } from './facts.js'
import { finalizerWarnings } from './finalizers.js'
import { prune } from './pruning.js'
import { scaleErrors, scaleOfPaths } from './scale.js'
import { listErrors } from './validation/lists.js'
import { schemaErrors } from './validation/schema.js'

/** How objects of a kind are made, changed and deleted that a CustomResourceDefinition has brought; undefined of others. */
export function customParts(kind: Kind): WritingParts | undefined {
  const origin = originOf(kind)
  if (origin === undefined) return undefined
  const made = known.get(kind) ?? {
    kind,
    strategy: customStrategy(kind, origin),
    subresources: customSubresources(origin.version),
  }
  known.set(kind, made)
  return made
}

const known = new WeakMap<Kind, WritingParts>()

function customSubresources({ subresources = {} }: DefinitionVersion): Subresources {
  return {
    ...(subresources.status === undefined ? {} : { status }),
    ...(subresources.scale === undefined ? {} : { scale: scale(scaleOfPaths(subresources.scale)) }),
  }
}

function customStrategy({ names }: Kind, { definition, version }: Origin): Strategy {
  const schema = schemaOf(version)
  const ruled = hasRules(schema)
  return {
    example: { apiVersion: apiVersionOf(names), kind: names.kind, metadata: { name: 'example' } },
    decode: (schemas, object) => decodeCustom(schemas, schema, object),
    setDefaults: (draft) => setSchemaDefaults(draft, schema),
    prepare(draft, previous) {
      if (previous === undefined && version.subresources?.status !== undefined) delete draft.status
    },
    begin({ metadata }, _admission, previous) {
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
  append(unknownFields, coerceEmbedded(schemas, schema, { ...value, metadata: undefined }, ''))
  value.metadata = metadata.value
  setSchemaDefaults(value, schema)
  return { value, unknownFields }
}
