import { goQuote } from '../../model/go/quote.js'
import { readJson, writeJson } from '../../model/json/exact-json.js'
import { isPlainObject, ownField } from '../../model/values/json-values.js'
import { canonicalJson, compareKeys } from '../../model/values/order.js'

/**
 * Steps of a path as fieldsV1 writes them: `f:name` a field, `k:{"name":"web"}` the element of a list with that key,
 * `v:"x"` a value of a set, `i:0` a place in a list (structured-merge-diff `fieldpath/serialize-pe.go`).
 */
export const fieldElement = (name: string): string => `f:${name}`

export const fieldName = (element: string): string | undefined =>
  element.startsWith('f:') ? element.slice(2) : undefined

/** Throws an Error for what is malformed; false for kinds that this version does not know. */
export function isPathElement(text: string): boolean {
  if (text.length < 2) throw new Error('key must be 2 characters long:')
  if (text[1] !== ':') throw new Error(`missing colon: ${text}`)
  if (text[0] === 'k' || text[0] === 'v') JSON.parse(text.slice(2))
  return 'fkvi'.includes(text[0]!)
}

/** What is in a list does not tell its elements apart as the list's type wants it. */
export class ElementError extends Error {}

/** Go's encoder writes these letters so that browsers cannot take them for markup. */
const encoded = (value: unknown) =>
  writeJson(value).replace(/[<>&\u2028\u2029]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** The element of a list of objects that are told apart by keys; an ElementError tells what is wrong with it. */
export function keyElement(item: unknown, keys: readonly string[], defaults: (key: string) => unknown): string {
  if (item === null) throw new ElementError('associative list with keys may not have a null element')
  if (typeof item !== 'object' || Array.isArray(item)) {
    throw new ElementError('associative list with keys may not have non-map elements')
  }
  const fields: string[] = []
  for (const key of keys) {
    const value = ownField(item, key) ?? defaults(key)
    if (value !== undefined) fields.push(`${JSON.stringify(key)}:${encoded(value)}`)
  }
  if (fields.length === 0) {
    throw new ElementError(
      `associative list with keys has an element that omits all key fields [${keys.map((key) => goQuote(key)).join(' ')}] (and doesn't have default values for any key fields)`,
    )
  }
  return `k:{${fields.join(',')}}`
}

/** The element of a set; an ElementError tells what is wrong with it. */
export function valueElement(item: unknown): string {
  if (item === null) throw new ElementError("associative list without keys has an element that's an explicit null")
  if (Array.isArray(item)) throw new ElementError('not supported: associative list with lists as elements')
  if (typeof item === 'object') throw new ElementError("associative list without keys has an element that's a map type")
  return `v:${encoded(item)}`
}

const kinds = 'fkvi'

/** A path element taken apart, once for all comparisons: its kind's place, and what is compared within it. */
interface Place {
  readonly kind: number
  readonly value: unknown
}

function placeOf(element: string): Place {
  const kind = kinds.indexOf(element[0]!)
  const rest = element.slice(2)
  if (element[0] === 'f') return { kind, value: rest }
  if (element[0] === 'i') return { kind, value: Number(rest) }
  const value = readJson(rest)
  return { kind, value: element[0] === 'v' ? value : Object.entries(value!) }
}

function comparePlaces(a: Place, b: Place): number {
  if (a.kind !== b.kind) return a.kind - b.kind
  return kinds[a.kind] === 'k' ? compareFields(a.value as Fields, b.value as Fields) : compareValues(a.value, b.value)
}

/** Entries by path element in the order of `PathElement.Compare`: fields, then keys, then values, then indexes. */
export function inElementOrder<T>(entries: Iterable<readonly [string, T]>): readonly (readonly [string, T])[] {
  const all = [...entries]
  if (all.length < 2) return all
  if (all.every(([element]) => element.startsWith('f:'))) return all.sort(([a], [b]) => compareKeys(a, b))
  const placed = all.map((entry) => ({ entry, place: placeOf(entry[0]) }))
  return placed.sort((a, b) => comparePlaces(a.place, b.place)).map(({ entry }) => entry)
}

type Fields = readonly (readonly [string, unknown])[]

function compareFields(a: Fields, b: Fields): number {
  for (let at = 0; at < a.length && at < b.length; at++) {
    const order = compareKeys(a[at]![0], b[at]![0]) || compareValues(a[at]![1], b[at]![1])
    if (order !== 0) return order
  }
  return a.length - b.length
}

const types = ['number', 'bigint', 'string', 'boolean']

function compareValues(a: unknown, b: unknown): number {
  if (typeof a === 'bigint' || typeof b === 'bigint') return Number(a) - Number(b)
  if (typeof a !== typeof b) return types.indexOf(typeof a) - types.indexOf(typeof b)
  if (typeof a === 'string') return compareKeys(a, b as string)
  if (typeof a === 'object') return compareKeys(canonicalJson(a), canonicalJson(b))
  return Number(a) - Number(b)
}

/** As messages show a path: `.spec.containers[name="web"].image`. */
export function pathText(path: readonly string[]): string {
  return path.map(elementText).join('')
}

export function elementText(element: string): string {
  const rest = element.slice(2)
  if (element[0] === 'f') return `.${rest}`
  if (element[0] === 'i') return `[${rest}]`
  const value = readJson(rest)
  if (element[0] === 'v') return `[=${valueText(value)}]`
  const fields = Object.entries(value as object).map(([key, each]) => `${key}=${valueText(each)}`)
  return `[${fields.join(',')}]`
}

/** `value.ToString` of structured-merge-diff: what keys are may be of any type as long as nobody has validated it. */
function valueText(value: unknown): string {
  if (typeof value === 'string') return goQuote(value)
  if (Array.isArray(value)) return `[${value.map(valueText).join(',')}]`
  if (!isPlainObject(value)) return String(value)
  return Object.entries(value)
    .map(([key, each]) => `${key}=${valueText(each)}`)
    .join('')
}
