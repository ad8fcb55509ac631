/**
 * YAML as Go writes it (sigs.k8s.io/yaml over go-yaml v2): keys in natural order, lists not indented, scalars quoted
 * where they would be taken for something else.
 */
import { isPlainObject } from '../model/values/json-values.js'
import type { MakePrinter } from './contract.js'
import { shownObject } from './shown-object.js'
import { emptyCollection, writeScalar } from './yaml-scalars.js'
import { YamlText } from './yaml-text.js'

/** Documents one after another, apart from each other. */
export const printer: MakePrinter = ({ request }) => {
  let count = 0
  return (object) => (count++ > 0 ? '---\n' : '') + printYaml(shownObject(object, request))
}

/** One document, with its final newline. */
export function printYaml(value: unknown): string {
  const out = new YamlText()
  writeNode(value, 0, out, 'root')
  return `${out}\n`
}

type Place = 'root' | 'item' | 'value'

/** Writes a node behind what is there, without the end of its last line. */
function writeNode(value: unknown, indent: number, out: YamlText, place: Place): void {
  const collection = emptyCollection(value)
  if (collection !== undefined) out.text(place === 'value' ? ` ${collection}` : collection)
  else if (Array.isArray(value)) writeList(value, indent, out, place)
  else if (isPlainObject(value)) writeMap(value, indent, out, place)
  else {
    if (place === 'value') out.text(' ')
    writeScalar(value, indent, out, false)
  }
}

function writeList(items: readonly unknown[], indent: number, out: YamlText, place: Place): void {
  items.forEach((item, at) => {
    // The first item of a list within a list stands on the line of its parent's dash.
    if (place === 'value' || at > 0) out.line(indent)
    out.text('- ')
    // Collections in a list lie two deeper than its dashes; scalars add their own two.
    writeNode(item, typeof item === 'object' && item !== null ? indent + 2 : indent, out, 'item')
  })
}

function writeMap(map: Readonly<Record<string, unknown>>, indent: number, out: YamlText, place: Place): void {
  const keys = Object.keys(map).filter((key) => map[key] !== undefined)
  keys.sort(compareNaturally).forEach((key, at) => {
    if (place === 'value' || at > 0) out.line(indent)
    writeEntry(key, map[key], indent, out)
  })
}

/** libyaml takes keys of more than 128 bytes, or of several lines, for complex ones. */
function isSimpleKey(key: string): boolean {
  // No character takes more than three bytes of UTF-8 for each of its code units.
  const short = key.length * 3 <= 128 || new TextEncoder().encode(key).length <= 128
  return short && !key.includes('\n')
}

function writeEntry(key: string, value: unknown, indent: number, out: YamlText): void {
  if (isSimpleKey(key)) {
    writeScalar(key, indent, out, true)
    out.text(':')
    writeNode(value, isPlainObject(value) ? indent + 2 : indent, out, 'value')
    return
  }
  out.text('? ')
  writeScalar(key, indent, out, false)
  out.line(indent)
  const nested = typeof value === 'object' && value !== null && emptyCollection(value) === undefined
  out.text(nested ? ': ' : ':')
  writeNode(value, nested ? indent + 2 : indent, out, nested ? 'item' : 'value')
}

/** go-yaml's order of keys (`sorter.go`): letters after everything else, runs of digits by their number. */
export function compareNaturally(a: string, b: string): number {
  // Between words of letters alone that is the order of their bytes.
  if (/^[A-Za-z]+$/.test(a) && /^[A-Za-z]+$/.test(b)) return a < b ? -1 : a > b ? 1 : 0
  const x = [...a]
  const y = [...b]
  for (let at = 0; at < x.length && at < y.length; at++) {
    const left = x[at] ?? ''
    const right = y[at] ?? ''
    if (left === right) continue
    const leftLetter = /\p{L}/u.test(left)
    const rightLetter = /\p{L}/u.test(right)
    if (leftLetter && rightLetter) return codePoint(left) - codePoint(right)
    if (leftLetter || rightLetter) return rightLetter ? -1 : 1
    const one = numberAt(x, at, y)
    const other = numberAt(y, at, x)
    if (one.value !== other.value) return one.value < other.value ? -1 : 1
    if (one.end !== other.end) return one.end - other.end
    return codePoint(left) - codePoint(right)
  }
  return x.length - y.length
}

/** The number that the digits from an index make; digits before them count when a zero would hide them. */
function numberAt(text: readonly string[], from: number, other: readonly string[]): { value: number; end: number } {
  let value = 0
  if (text[from] === '0' || other[from] === '0') {
    for (let at = from - 1; at >= 0 && isDigit(text[at]); at--) {
      if (text[at] === '0') continue
      value = 1
      break
    }
  }
  let end = from
  for (; end < text.length && isDigit(text[end]); end++) value = value * 10 + Number(text[end])
  return { value, end }
}

function isDigit(character: string | undefined): boolean {
  return character !== undefined && character >= '0' && character <= '9' && character.length === 1
}

function codePoint(character: string): number {
  return character.codePointAt(0) ?? 0
}
