/** From a document to the objects in it: apiVersion, kind and metadata must make sense, lists are taken apart. */
import { UsageError } from '../../api/contract/errors.js'
import { decodeScalar } from '../../api/schema/scalars.js'
import { goQuote } from '../../model/go/quote.js'
import type { KubeObject } from '../../model/objects/object.js'
import { isPlainObject, ownField } from '../../model/values/json-values.js'
import { canonicalJson, compareKeys } from '../../model/values/order.js'
import type { Manifest } from './manifest.js'

/** Throws when the file must not be read on (failed validation); what is wrong with one object is yielded. */
export function* decodeDocument(
  value: unknown,
  source: string,
  validate: boolean,
): Generator<Manifest | { readonly error: unknown }> {
  if (validate) refuseUntyped(value, source)
  let object: KubeObject
  try {
    object = decodeObject(value)
  } catch (error) {
    yield { error: new UsageError(`unable to decode ${goQuote(source)}: ${(error as Error).message}`) }
    return
  }
  const items = ownField(object, 'items')
  if (items === undefined || items === null) yield { object, source }
  else yield* listItems(object, items, source)
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
  return errors
}

/** `unstructured.UnstructuredJSONScheme` and the check of metadata around it. */
function decodeObject(value: unknown): KubeObject {
  if (!isPlainObject(value)) {
    throw new Error(`json: cannot unmarshal ${jsonType(value)} into Go value of type unstructured.detector`)
  }
  const kind = ownField(value, 'kind')
  if (typeof kind !== 'string' || kind === '') throw new Error(`Object 'Kind' is missing in '${goJson(value)}'`)
  checkMetadata(ownField(value, 'metadata'))
  return value as KubeObject
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

function jsonType(value: unknown): string {
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'boolean') return 'bool'
  return typeof value === 'object' ? 'object' : typeof value
}

/** Objects of a list; those of a typed list (`PodList`) may leave out their own type. */
function* listItems(
  list: KubeObject,
  items: unknown,
  source: string,
): Generator<Manifest | { readonly error: unknown }> {
  if (!Array.isArray(items)) {
    const error = new UsageError(
      `unable to decode ${goQuote(source)}: json: cannot unmarshal ${jsonType(items)} into Go struct field dList.items of type []json.RawMessage`,
    )
    yield { error }
    return
  }
  const itemKind = list.kind.endsWith('List') ? list.kind.slice(0, -'List'.length) : ''
  for (const item of items) {
    const untyped =
      isPlainObject(item) && ownField(item, 'kind') === undefined && ownField(item, 'apiVersion') === undefined
    const typed = untyped && itemKind !== '' ? { apiVersion: list.apiVersion, kind: itemKind, ...item } : item
    if (isPlainObject(typed) && typeof ownField(typed, 'apiVersion') !== 'string') {
      const missing = "Object 'apiVersion' is missing in 'object has no apiVersion field'"
      yield {
        error: new UsageError(`unable to get type info from the object "*unstructured.Unstructured": ${missing}`),
      }
      continue
    }
    yield* decodeDocument(typed, source, false)
  }
}

/** Compact JSON as Go writes it: sorted keys, and no `<`, `>` or `&` that a browser could take for markup. */
function goJson(value: unknown): string {
  return canonicalJson(value).replace(/[<>&]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`)
}
