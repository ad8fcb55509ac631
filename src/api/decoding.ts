import type { KubeObject } from '../model/object.js'
import { deepClone, isPlainObject } from '../model/paths.js'
import type { WriteOptions } from './client.js'
import { DecodingError, decode } from './decoder.js'
import { apiVersionOf, type ServedResource } from './resources.js'
import { badRequest } from './status-errors.js'
import { type SchemaSource, type Structure, structureOf } from './structure.js'

export type DecodingOptions = Pick<WriteOptions, 'fieldValidation'> & { readonly warn?: (text: string) => void }

/** An object from outside, as the server decodes a request's body; refuses it with a BadRequest. */
export function decodeObject(
  schemas: SchemaSource | undefined,
  resource: ServedResource,
  object: KubeObject,
  options: DecodingOptions,
): KubeObject {
  checkType(resource, object)
  const structure = structureFor(schemas, resource)
  if (schemas === undefined || structure === undefined) return deepClone(object)
  const refused = (why: string) => badRequest(`${cannotBeHandled(resource, object)}: ${why}`)
  try {
    const { value, unknownFields } = decode(schemas, structure, object)
    const errors = unknownFields.map(unknownField)
    reportStrict(errors, options, (list) => refused(strictError(list)))
    return value as KubeObject
  } catch (error) {
    throw error instanceof DecodingError ? refused(error.message) : error
  }
}

/** The schema of the resource as it is served; undefined for kinds that have none. */
export function structureFor(schemas: SchemaSource | undefined, resource: ServedResource): Structure | undefined {
  const definition = resource.version?.definition ?? resource.kind.definition
  if (schemas === undefined || definition === undefined) return undefined
  const structure = structureOf(schemas, definition)
  if (structure === undefined) throw new Error(`no structural schema for ${definition}: build again`)
  return structure
}

export const unknownField = (path: string): string => `unknown field "${path}"`
export const strictError = (errors: readonly string[]): string => `strict decoding error: ${errors.join(', ')}`

/** Unknown and duplicate fields: errors, warnings or nothing, as the request wants it (`fieldValidation`). */
export function reportStrict(
  errors: readonly string[],
  { fieldValidation = 'Strict', warn }: DecodingOptions,
  refuse: (errors: readonly string[]) => Error,
): void {
  if (errors.length === 0 || fieldValidation === 'Ignore') return
  if (fieldValidation === 'Strict') throw refuse(errors)
  for (const text of errors) warn?.(text)
}

/** Whether the object says that it is what the request is about. */
export function checkType(resource: ServedResource, object: KubeObject): void {
  if (!isPlainObject(object))
    throw badRequest(
      `${resource.info.kind} in version "${resource.info.version}" cannot be handled as a ${resource.info.kind}: json: cannot unmarshal ${Array.isArray(object) ? 'array' : typeof object} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`,
    )
  const expected = apiVersionOf(resource.info)
  const { apiVersion = expected, kind = resource.info.kind } = object as Partial<KubeObject>
  if (kind !== resource.info.kind) {
    const scheme = 'k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:30'
    const why = `no kind "${kind}" is registered for version "${apiVersion}" in scheme "${scheme}"`
    throw badRequest(`${cannotBeHandled(resource, object)}: ${why}`)
  }
  if (apiVersion === expected) return
  throw badRequest(`the API version in the data (${apiVersion}) does not match the expected API version (${expected})`)
}

function cannotBeHandled(resource: ServedResource, object: Partial<KubeObject>): string {
  const { kind, version } = resource.info
  return `${object.kind ?? kind} in version "${object.apiVersion?.split('/').at(-1) ?? version}" cannot be handled as a ${kind}`
}
