import { writeJson } from '../../model/json/exact-json.js'
import { jsonType } from '../../model/json/json-type.js'
import type { KubeObject, ObjectKey } from '../../model/objects/object.js'
import { keyParts } from '../../model/objects/object.js'
import { deepClone, isPlainObject } from '../../model/values/json-values.js'
import type { Patch } from '../contract/client.js'
import { ApiError } from '../contract/errors.js'
import { invalidValue } from '../contract/field-errors.js'
import { apiVersionOf } from '../contract/names.js'
import { badRequest, invalid, notFound, tooLarge, unsupportedMediaType } from '../contract/status-errors.js'
import {
  applyJsonPatch,
  applyMergePatch,
  goPrint,
  InapplicablePatch,
  inWrittenOrder,
  MalformedPatch,
  orderPrefix,
  PatchError,
  type PatchSchema,
  patchSchemaOf,
  strategicMerge,
} from '../patches/index.js'
import type { Core, RequestOptions, SubresourceType } from '../registry/core.js'
import { decoderFor, reportStrict, strictError, strictErrors, structureFor } from '../registry/decoding.js'
import { conversionProblem, typeProblem } from '../registry/object-type.js'
import { answer, observed, resourceOf } from '../registry/objects.js'
import { foreignRequest, requestStructure, requestTypes } from '../registry/request-types.js'
import type { ServedResource } from '../registry/resources.js'
import { DecodingError, decode } from '../schema/decoder.js'
import { apply } from './applying.js'
import { unnamed } from './unnamed.js'
import { write } from './update.js'

/** `maxJSONPatchOperations` of the API server (`endpoints/handlers/patch.go`). */
const mostOperations = 10_000

/** Applies a patch to what is stored, and writes the result as an update would. */
export function patch(
  core: Core,
  resource: ServedResource,
  key: ObjectKey,
  change: Patch,
  options: RequestOptions,
): KubeObject {
  if (change.type === 'apply') return apply(core, resource, key, change.body, options)
  const { name, namespace } = keyParts(key)
  const found = core.store.get(key)
  if (found === undefined) throw notFound(resourceOf(resource), name)
  const stored = observed(core, resource.kind, found)
  const part = partOf(core, resource, options)
  if (part !== undefined) {
    const result = patched(part.get(stored), change, options, () => untypedSchema)
    const sent = decodePatched(partTarget(core, part.type, name), result, change, options)
    const object = { ...sent, apiVersion: apiVersionOf(part.type), kind: part.type.kind }
    return part.update(core, { resource, key, object, options: { ...options, fieldValidation: 'Ignore' } })
  }
  const object = patchable(core, resource, stored, change)
  const result = patched(object, change, options, () => schemaFor(core, resource))
  const decoded = decodePatched(targetOf(core, resource), result, change, options)
  const draft =
    resource.version === undefined
      ? decoded
      : { ...resource.version.fromServed(decoded), apiVersion: apiVersionOf(resource.kind.names) }
  return write(core, resource, draft, { ...options, typed: false, patches: true, name, namespace })
}

/** The subresource that is patched, where it is of another type than the object. */
function partOf(core: Core, resource: ServedResource, { subresource }: RequestOptions) {
  const { subresources } = core.partsOf(resource.kind)
  const part = subresource === undefined ? undefined : subresources[subresource]
  if (part?.type === undefined || part.get === undefined || part.update === undefined) return undefined
  return { type: part.type, get: part.get, update: part.update }
}

/** The managedFields of an object that does not keep them are there for a patch that speaks of them. */
function patchable(core: Core, resource: ServedResource, stored: KubeObject, { body }: Patch): KubeObject {
  const object = answer(resource, stored)
  const speaks = writeJson(body)?.includes('managedFields') === true
  return speaks ? (core.management?.withManagedFields(core, resource, object) ?? object) : object
}

const untypedSchema: PatchSchema = {
  name: '',
  field: () => ({ merge: false, replace: false, retainKeys: false, schema: untypedSchema }),
}

function schemaFor(core: Core, resource: ServedResource): PatchSchema {
  const structure = structureFor(core.schemas, resource)
  const schema = structure && patchSchemaOf(core.schemas!, structure.definition)
  if (schema !== undefined) return schema
  throw unsupportedMediaType([
    'application/json-patch+json',
    'application/merge-patch+json',
    'application/apply-patch+yaml',
  ])
}

function patched(object: KubeObject, change: Patch, options: RequestOptions, schema: () => PatchSchema): unknown {
  try {
    if (change.type === 'json') return jsonPatched(object, change.body)
    if (change.type === 'merge') return mergePatched(object, change.body, options)
    return strategicMerge(object, objectBody(change.body), schema())
  } catch (error) {
    throw answerFor(error)
  }
}

function jsonPatched(object: KubeObject, body: unknown): unknown {
  if (Array.isArray(body) && body.length > mostOperations) {
    throw tooLarge(`The allowed maximum operations in a JSON patch is ${mostOperations}, got ${body.length}`)
  }
  const result = applyJsonPatch(object, body as unknown[])
  if (typeof result !== 'object') throw new InapplicablePatch('the root is no object')
  return result
}

/** Whoever hears of unknown fields has his patch decoded before it is applied. */
function mergePatched(object: KubeObject, body: unknown, { fieldValidation }: RequestOptions): unknown {
  if (isPlainObject(body)) return applyMergePatch(object, body)
  if (body === null || fieldValidation === 'Ignore') throw new MalformedPatch('Invalid JSON Patch')
  throw new MalformedPatch(`error decoding patch: ${noObject(body)}`)
}

const noObject = (body: unknown) =>
  `json: cannot unmarshal ${jsonType(body)} into Go value of type map[string]interface {}`

function objectBody(body: unknown): Record<string, unknown> {
  if (isPlainObject(body)) return body
  if (body === null) return {}
  throw new MalformedPatch(noObject(body))
}

function answerFor(error: unknown): unknown {
  if (error instanceof MalformedPatch) return badRequest(error.message)
  if (error instanceof InapplicablePatch) {
    return new ApiError(422, 'Invalid', 'the server rejected our request due to an error in our request', {})
  }
  return error instanceof PatchError ? new ApiError(500, '', error.message) : error
}

/** What the result of a patch is to be. */
interface Target {
  readonly decoder: ReturnType<typeof decoderFor>
  /** Why a result that says this of its type cannot be one. */
  problem(result: Partial<KubeObject>): string | undefined
}

const targetOf = (core: Core, resource: ServedResource): Target => ({
  decoder: decoderFor(core, resource),
  problem: (result) => conversionProblem(resource, result, core.registry),
})

/** A part of another type than the object's, such as a Scale, which has nothing left when nobody says of which version it is. */
function partTarget({ registry }: Core, type: SubresourceType, name: string): Target {
  const structure = requestStructure(type)
  return {
    decoder: (value, wording) => decode(requestTypes, structure, value, wording),
    problem({ apiVersion, kind }) {
      if (!apiVersion) throw unnamed(name)
      if (apiVersion === apiVersionOf(type) && (!kind || kind === type.kind)) return undefined
      return foreignRequest(type, { apiVersion, kind: kind || type.kind }, registry)
    },
  }
}

/** What strategic merging leaves of a patch, which is what errors show: lists go with the order of their elements (`mergeMap`). */
function leftOver(patch: unknown): unknown {
  if (!isPlainObject(patch)) return patch
  const gone = Object.keys(patch).filter((key) => key.startsWith(orderPrefix))
  const merged = new Set([...gone, ...gone.map((key) => key.slice(orderPrefix.length)), '$retainKeys'])
  const fields = Object.entries(patch).filter(([key]) => !merged.has(key))
  return Object.fromEntries(fields.map(([key, value]) => [key, leftOver(value)]))
}

function decodePatched(
  { decoder, problem: foreign }: Target,
  result: unknown,
  change: Patch,
  options: RequestOptions,
): KubeObject {
  const shown =
    change.type === 'strategic' ? goPrint(leftOver(change.body)) : writeJson(inWrittenOrder(result, change.body))
  const refused = (why: string) => invalid({ group: '', kind: '' }, '', [invalidValue('patch', shown, why)])
  // A strategic patch is applied to a typed object, whatever it says of its type.
  const problem =
    change.type === 'strategic' ? undefined : (typeProblem(result) ?? foreign(result as Partial<KubeObject>))
  if (problem !== undefined) throw refused(problem)
  if (decoder === undefined) return deepClone(result as KubeObject)
  try {
    const wording = change.type === 'strategic' ? 'converter' : 'json'
    const { value, unknownFields } = decoder(result, wording)
    reportStrict(strictErrors(unknownFields, options), options, (errors) => refused(strictError(errors)))
    return value as KubeObject
  } catch (error) {
    throw error instanceof DecodingError ? refused(error.message) : error
  }
}
