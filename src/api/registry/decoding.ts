import type { KubeObject } from '../../model/objects/object.js'
import { deepClone } from '../../model/values/json-values.js'
import type { WriteOptions } from '../contract/client.js'
import { apiVersionOf, type KindNames } from '../contract/names.js'
import { badRequest } from '../contract/status-errors.js'
import type { Decoded, SchemaSource } from '../schema/contract.js'
import { DecodingError, decode, type Wording } from '../schema/decoder.js'
import { type Structure, structureOf } from '../schema/structure.js'
import type { Core } from './core.js'
import { cannotBeHandled, checkType, foreignType } from './object-type.js'
import type { ServedResource } from './resources.js'

export type DecodingOptions = Pick<
  WriteOptions,
  'fieldValidation' | 'duplicateFields' | 'fieldOrder' | 'duplicateKeys'
> & {
  readonly warn?: (text: string) => void
}

/** An object from outside, as the server decodes a request's body; refuses it with a BadRequest. */
export function decodeObject(
  core: Core,
  resource: ServedResource,
  object: KubeObject,
  options: DecodingOptions,
): KubeObject {
  checkType(resource, object, core.registry)
  const decoder = decoderFor(core, resource)
  if (decoder === undefined) return deepClone(object)
  const refused = (why: string) => badRequest(`${cannotBeHandled(resource, object)}: ${why}`)
  try {
    const { value, unknownFields } = decoder(object)
    reportStrict(strictErrors(unknownFields, options), options, (list) => refused(strictError(list)))
    return value as KubeObject
  } catch (error) {
    throw error instanceof DecodingError ? refused(error.message) : error
  }
}

/** What is asked of an object (a TokenRequest), decoded by its own schema. */
export function decodeQuestion(
  { registry, schemas }: Pick<Core, 'registry' | 'schemas'>,
  { definition, names }: { readonly definition: string; readonly names: Pick<KindNames, 'group' | 'version' | 'kind'> },
  object: KubeObject,
  options: DecodingOptions,
): KubeObject {
  const structure = schemas && structureOf(schemas, definition)
  if (schemas === undefined || structure === undefined) return deepClone(object)
  const expected = apiVersionOf(names)
  const said = { apiVersion: object.apiVersion || expected, kind: object.kind || names.kind }
  const version = said.apiVersion.slice(said.apiVersion.indexOf('/') + 1)
  const refused = (why: string) =>
    badRequest(`${said.kind} in version "${version}" cannot be handled as a ${names.kind}: ${why}`)
  if (said.apiVersion !== expected || said.kind !== names.kind) {
    const internal = `${names.group.split('.')[0]}.${names.kind}`
    throw refused(foreignType(said.apiVersion, said.kind, internal, registry))
  }
  try {
    const { value, unknownFields } = decode(schemas, structure, object)
    reportStrict(strictErrors(unknownFields, options), options, (list) => refused(strictError(list)))
    return value as KubeObject
  } catch (error) {
    throw error instanceof DecodingError ? refused(error.message) : error
  }
}

/** Decodes a value as an object of the resource, by its structure or by its own schema; undefined where it has none. */
export function decoderFor(
  { schemas, partsOf }: Pick<Core, 'schemas' | 'partsOf'>,
  resource: ServedResource,
): ((value: unknown, wording?: Wording) => Decoded) | undefined {
  const { strategy } = partsOf(resource.kind)
  if (schemas !== undefined && strategy.decode !== undefined) {
    return (value) => strategy.decode!(schemas, value as KubeObject)
  }
  const structure = structureFor(schemas, resource)
  if (schemas === undefined || structure === undefined) return undefined
  return (object, wording) => decode(schemas, structure, object, wording)
}

/** The schema of the resource as it is served; undefined for kinds that have none. */
export function structureFor(schemas: SchemaSource | undefined, resource: ServedResource): Structure | undefined {
  const definition = resource.version?.definition ?? resource.kind.definition
  if (schemas === undefined || definition === undefined) return undefined
  const structure = structureOf(schemas, definition)
  if (structure === undefined) throw new Error(`no structural schema for ${definition}: build again`)
  return structure
}

/** Unknown fields, and those that came twice, as the decoder comes by them; only the YAML decoder looks at what lies in an unknown field. */
export function strictErrors(
  unknown: readonly string[],
  { duplicateFields = [], fieldOrder = [], duplicateKeys }: DecodingOptions,
): string[] {
  const within = (path: string) =>
    unknown.some((outer) => path === outer || path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`))
  const again = (path: string) => fieldOrder.indexOf(path, fieldOrder.indexOf(path) + 1)
  const twice = duplicateFields
    .filter((path) => !within(path))
    .map((path) => ({ error: `duplicate field "${path}"`, at: again(path) }))
  const others = unknown.map((path) => ({ error: unknownField(path), at: fieldOrder.indexOf(path) }))
  const inOrder = [...twice, ...others].sort((a, b) => a.at - b.at).map(({ error }) => error)
  return duplicateKeys === undefined ? inOrder : [duplicateKeys, ...inOrder]
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
  for (const text of errors.flatMap(warningsIn)) warn?.(text)
}

/** What the YAML decoder says of several keys is as many warnings (`parseYAMLWarnings`). */
function warningsIn(error: string): string[] {
  const [begin] = /^(?:error converting YAML to JSON: )?yaml: unmarshal errors:\n/.exec(error) ?? []
  if (begin === undefined) return [error]
  return error
    .slice(begin.length)
    .split('\n')
    .map((line) => line.trim())
}
