/** From a document to the objects in it: apiVersion, kind and metadata must make sense, lists are taken apart. */
import { UsageError } from '../../api/contract/errors.js'
import { typeProblem } from '../../api/registry/object-type.js'
import { decodeScalar } from '../../api/schema/scalars.js'
import { goQuote } from '../../model/go/quote.js'
import { jsonType } from '../../model/json/json-type.js'
import type { KubeObject } from '../../model/objects/object.js'
import { isPlainObject, ownField } from '../../model/values/json-values.js'
import { canonicalJson, compareKeys } from '../../model/values/order.js'
import type { FileOptions, Manifest } from './manifest.js'

export type Decoding = Pick<FileOptions, 'validate' | 'typed'>

/** Throws when the file must not be read on (failed validation); what is wrong with one object is yielded. */
export function* decodeDocument(
  value: unknown,
  source: string,
  { validate, typed = false }: Decoding,
): Generator<Manifest | { readonly error: unknown }> {
  if (validate === true) refuseUntyped(value, source)
  const refused = (why: string) => ({ error: new UsageError(`unable to decode ${goQuote(source)}: ${why}`) })
  let object: KubeObject
  try {
    object = decodeObject(value, typed)
  } catch (error) {
    yield refused((error as Error).message)
    return
  }
  const items = ownField(object, 'items')
  if (items === undefined) yield { object: withMetadata(object), source }
  else if (items === null || Array.isArray(items)) yield* listItems(object, items ?? [], source, typed)
  else {
    yield refused(
      `json: cannot unmarshal ${jsonType(items)} into Go struct field dList.items of type []json.RawMessage`,
    )
  }
}

/** Every object has metadata, though it may say nothing: whoever works on it may look into it. */
function withMetadata(object: KubeObject): KubeObject {
  return object.metadata ? object : { ...object, metadata: {} as KubeObject['metadata'] }
}

/** What kubectl checks before it asks the server about fields (`validation.getObjectKind`). */
function refuseUntyped(value: unknown, source: string): void {
  const wrong = untypedErrors(value)
  if (wrong.length === 0) return
  const errors = wrong.length === 1 ? wrong[0] : `[${wrong.join(', ')}]`
  throw new UsageError(
    `error validating ${goQuote(source)}: error validating data: ${errors}; if you choose to ignore these errors, turn validation off with --validate=false`,
  )
}

/** What an object lacks before it can be asked about at all; empty when nothing. */
export function untypedErrors(value: unknown): string[] {
  if (!isPlainObject(value)) return ['invalid object to validate']
  const errors: string[] = []
  for (const field of ['apiVersion', 'kind']) {
    const found = ownField(value, field)
    if (found === undefined || found === null) errors.push(`${field} not set`)
    else if (typeof found !== 'string') errors.push(`${field} isn't string type`)
    else if (field === 'apiVersion' && found.split('/').length > 2) {
      errors.push(`unexpected GroupVersion string: ${found}`)
    }
  }
  const kind = ownField(value, 'kind')
  if (errors.length > 0 || typeof kind !== 'string' || !kind.endsWith('List')) return errors
  const items = ownField(value, 'items')
  return Array.isArray(items) ? items.flatMap(untypedErrors) : ['invalid object to validate']
}

/** `unstructured.UnstructuredJSONScheme` and the check of metadata around it. */
function decodeObject(value: unknown, typed: boolean): KubeObject {
  if (!isPlainObject(value)) {
    throw new Error(`json: cannot unmarshal ${jsonType(value)} into Go value of type unstructured.detector`)
  }
  const apiVersion = ownField(value, 'apiVersion') ?? ''
  const kind = ownField(value, 'kind')
  const missing = (field: string) => new Error(`Object '${field}' is missing in '${goJson(value)}'`)
  if (typed) {
    const problem = typeProblem(value)
    if (problem !== undefined) throw new Error(problem)
  }
  if (typeof kind !== 'string' || kind === '') throw missing('Kind')
  // The decoder of the type looks at the rest itself.
  if (typed && apiVersion === '') throw missing('apiVersion')
  if (!typed) checkMetadata(ownField(value, 'metadata'))
  if (typeof apiVersion !== 'string') {
    throw new Error(
      `json: cannot unmarshal ${jsonType(apiVersion)} into Go struct field metadataOnlyObject.TypeMeta.apiVersion of type string`,
    )
  }
  // What is no version hides the kind from those who look for both (`unstructured.GroupVersionKind`).
  if (apiVersion.split('/').length > 2) throw missing('Kind')
  return (ownField(value, 'apiVersion') === apiVersion ? value : { ...value, apiVersion }) as KubeObject
}

const metadataTypes: Readonly<Record<string, 'string' | 'map[string]string' | '[]string'>> = {
  name: 'string',
  generateName: 'string',
  namespace: 'string',
  selfLink: 'string',
  uid: 'string',
  resourceVersion: 'string',
  labels: 'map[string]string',
  annotations: 'map[string]string',
  finalizers: '[]string',
}

const times = ['creationTimestamp', 'deletionTimestamp']

function checkMetadata(metadata: unknown): void {
  if (metadata === undefined || metadata === null) return
  if (!isPlainObject(metadata)) {
    throw new Error(
      `json: cannot unmarshal ${jsonType(metadata)} into Go struct field metadataOnlyObject.metadata of type v1.ObjectMeta`,
    )
  }
  for (const field of Object.keys(metadata).sort(compareKeys)) {
    const type = Object.hasOwn(metadataTypes, field) ? metadataTypes[field] : undefined
    // Throws what Go's parser says of a text that is no time.
    if (times.includes(field) && typeof metadata[field] === 'string') decodeScalar('t', metadata[field])
    if (type !== undefined) checkField(metadata[field], field, type)
  }
}

function checkField(value: unknown, field: string, type: string): void {
  if (value === undefined || value === null) return
  const fits =
    type === 'string' ? typeof value === 'string' : type === '[]string' ? Array.isArray(value) : isPlainObject(value)
  const wrong = (found: unknown, expected: string) =>
    new Error(
      `json: cannot unmarshal ${jsonType(found)} into Go struct field ObjectMeta.metadata.${field} of type ${expected}`,
    )
  if (!fits) throw wrong(value, type)
  if (type === 'string') return
  const member = Object.values(value).find((each) => typeof each !== 'string' && each !== null)
  if (member !== undefined) throw wrong(member, 'string')
}

/** Objects of a list, of lists in it, too; those of a typed list (`PodList`) may leave out their own type (`FlattenListVisitor`). */
function* listItems(
  list: KubeObject,
  items: readonly unknown[],
  source: string,
  typed: boolean,
): Generator<Manifest | { readonly error: unknown }> {
  const itemKind = list.kind.endsWith('List') ? list.kind.slice(0, -'List'.length) : ''
  for (const item of items) {
    const untyped =
      isPlainObject(item) && ownField(item, 'kind') === undefined && ownField(item, 'apiVersion') === undefined
    const object = untyped && itemKind !== '' ? { apiVersion: list.apiVersion, kind: itemKind, ...item } : item
    const problem = itemProblem(object, typed)
    if (problem !== undefined) {
      yield { error: ofList(problem) }
      continue
    }
    for (const each of decodeDocument(object, source, { typed })) {
      yield 'error' in each ? each : { ...each, inList: true }
    }
  }
}

/** Why an item of a list has no type that it could be asked about by. */
function itemProblem(item: unknown, typed: boolean): string | undefined {
  if (item === null && typed) {
    return 'unable to get type info from the object %!q(<nil>): expected pointer, but got invalid kind'
  }
  if (item !== null && !isPlainObject(item)) {
    return `json: cannot unmarshal ${jsonType(item)} into Go value of type map[string]interface {}`
  }
  const missing = (field: string, said: string) =>
    `unable to get type info from the object "*unstructured.Unstructured": Object '${field}' is missing in 'object has no ${said}'`
  const said = (field: string) => {
    const value = item === null ? undefined : ownField(item, field)
    return typeof value === 'string' && value !== ''
  }
  if (!said('kind')) return missing('Kind', 'kind field ')
  return said('apiVersion') ? undefined : missing('apiVersion', 'apiVersion field')
}

/** What is wrong with an item comes as one of several errors, though it may be alone: without `error: ` before it. */
export const ofList = (message: string): AggregateError => new AggregateError([new UsageError(message)])

/** Compact JSON as Go writes it: sorted keys, and no `<`, `>` or `&` that a browser could take for markup. */
function goJson(value: unknown): string {
  return canonicalJson(value).replace(/[<>&]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`)
}
