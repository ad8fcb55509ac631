/**
 * KYAML, the YAML that leans on no blanks and no guesses (sigs.k8s.io/yaml `kyaml/kyaml.go`): strings in quotes, maps and lists
 * in brackets, `---` before each document.
 */
import { formatJson } from '../model/json/json.js'
import { isPlainObject } from '../model/values/json-values.js'
import { compareKeys } from '../model/values/order.js'
import type { MakePrinter } from './contract.js'
import { shownObject } from './shown-object.js'
import { isTimestamp } from './yaml-scalars.js'

/** Keys in Go's order, or as they were set. */
export const printer: MakePrinter =
  ({ request }) =>
  (object) =>
    `---\n${node(shownObject(object, request), 0, request.keepOrder === true)}\n`

const blanks = (level: number) => '  '.repeat(level)

function node(value: unknown, level: number, keepOrder: boolean): string {
  if (Array.isArray(value)) return list(value, level, keepOrder)
  if (isPlainObject(value)) return map(value, level, keepOrder)
  return typeof value === 'string' ? quoted(value, level + 1) : formatJson(value ?? null)
}

/** A list of maps or lists has its brackets side by side. */
function list(items: readonly unknown[], level: number, keepOrder: boolean): string {
  if (items.every((item) => Array.isArray(item) || isPlainObject(item))) {
    return `[${items.map((item) => node(item, level, keepOrder)).join(', ')}]`
  }
  const lines = items.map((item) => `${blanks(level + 1)}${node(item, level + 1, keepOrder)},\n`)
  return `[\n${lines.join('')}${blanks(level)}]`
}

function map(fields: Readonly<Record<string, unknown>>, level: number, keepOrder: boolean): string {
  const keys = Object.keys(fields).filter((key) => fields[key] !== undefined)
  if (keys.length === 0) return '{}'
  if (!keepOrder) keys.sort(compareKeys)
  const lines = keys.map((key) => `${blanks(level + 1)}${keyText(key)}: ${node(fields[key], level + 1, keepOrder)},\n`)
  return `{\n${lines.join('')}${blanks(level)}}`
}

function keyText(key: string): string {
  if (!key.includes('\n') && !needsQuotes(key)) return key
  return `"${[...key].map((character) => (character === '\n' ? '\\n' : character === '\t' ? '\\t' : escaped(character))).join('')}"`
}

/** A text of several lines is folded: each line ends with `\n\`, so that it can be read as what it says. */
function quoted(text: string, level: number): string {
  if (!text.includes('\n')) return `"${[...text].map(escaped).join('')}"`
  const indent = blanks(level)
  const lines = text.split('\n')
  const ended = lines.at(-1) === ''
  const shown = lines.slice(0, ended ? -1 : undefined).map((line, at, all) => {
    // Blanks that begin a line must not be taken for its indentation.
    const guard = /^[^\S\n]|^\u0085/u.test(line) ? '\\' : ' '
    const end = at < all.length - 1 || ended ? '\\n' : ''
    return `${indent}${guard}${[...line].map(escaped).join('')}${end}\\\n`
  })
  return `"\\\n${shown.join('')}${indent}"`
}

const named: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\t': '\t',
  '\0': '\\0',
  '\x07': '\\a',
  '\b': '\\b',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\x1b': '\\e',
  '\x85': '\\N',
  '\xa0': '\\_',
  '\u2028': '\\L',
  '\u2029': '\\P',
}

function escaped(character: string): string {
  const name = Object.hasOwn(named, character) ? named[character] : undefined
  if (name !== undefined) return name
  if (/^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(character)) return character
  const code = character.codePointAt(0) ?? 0
  const hex = (digits: number) => code.toString(16).padStart(digits, '0')
  if (code < 0x20 || code === 0x7f) return `\\x${hex(2)}`
  return code < 0x10000 ? `\\u${hex(4)}` : `\\U${hex(8)}`
}

/** Whether a key without quotes could be taken for something else. */
function needsQuotes(key: string): boolean {
  return looksTyped(key) || !/^[\p{L}\p{N}_](?:[\p{L}\p{N}_./-]*[\p{L}\p{N}_])?$/u.test(key)
}

const words = /^(?:null|~|true|false|t|f|y|yes|on|n|no|off|[+-]?\.inf|\.nan|[+-]?inf(?:inity)?|[+-]?nan)$/i
const integers = /^[+-]?(?:0b[01]+|0o?[0-7]+|0x[\da-f]+|\d+)$/i
const floats = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|0x(?:[\da-f]+\.?[\da-f]*|\.[\da-f]+)p[+-]?\d+)$/i
const sexagesimals = /^[+-]?[1-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/

/** Go's `isTypeAmbiguous`. */
function looksTyped(text: string): boolean {
  const bare = text.replaceAll('_', '')
  const number = integers.test(bare) || floats.test(bare)
  return words.test(text) || number || sexagesimals.test(text) || isTimestamp(text)
}
