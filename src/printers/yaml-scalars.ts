/** How go-yaml v2 writes a scalar: plain, quoted or as a block, after libyaml's emitter (`emitterc.go`, `encode.go`). */

import { goNumber } from '../model/go/format.js'
import { resolvePlain } from '../model/yaml/scalars.js'
import type { YamlText } from './yaml-text.js'

const bestWidth = 80

/** `[]` and `{}` for empty collections. */
export function emptyCollection(value: unknown): string | undefined {
  if (Array.isArray(value)) return value.length === 0 ? '[]' : undefined
  if (typeof value !== 'object' || value === null) return undefined
  return Object.values(value).every((field) => field === undefined) ? '{}' : undefined
}

/** Lines after the first are indented by two more. */
export function writeScalar(value: unknown, indent: number, out: YamlText, isKey: boolean): void {
  if (typeof value === 'string') writeString(value, indent, out, isKey)
  else if (typeof value === 'number') out.text(goNumber(value))
  else out.text(value === null ? 'null' : String(value))
}

function writeString(text: string, indent: number, out: YamlText, isKey: boolean): void {
  if (/^[A-Za-z][-A-Za-z0-9_./]*$/.test(text) && typeof resolvePlain(text) === 'string') {
    out.text(text)
    return
  }
  const shape = analyse(text)
  const lines = text.includes('\n')
  const typed = lines || typeof resolvePlain(text) !== 'string' || looksTyped(text)
  if (lines && shape.block && !isKey) writeLiteral(text, indent + 2, out)
  else if (!typed && shape.plain) writePlain(text, indent + 2, out, isKey)
  else if (!typed && shape.singleQuoted) writeSingleQuoted(text, indent + 2, out, isKey)
  else writeDoubleQuoted(text, indent + 2, out, isKey)
}

/** Strings that some readers of YAML take for something else: timestamps, numbers in base 60. */
function looksTyped(text: string): boolean {
  return /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/.test(text) || isTimestamp(text)
}

const timestamp =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:[Tt]| )(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.\d+)?(Z|[-+]\d{2}:\d{2})?)?$/

export function isTimestamp(text: string): boolean {
  const match = timestamp.exec(text)
  if (match === null) return false
  const [year, month, day, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map((part) => Number(part ?? 0))
  // With a T there must be a zone, after a space there must be none.
  const separator = text.charAt(text.indexOf(match[3] ?? '', 5 + (match[2] ?? '').length + 1) + (match[3] ?? '').length)
  if (separator === ' ' ? match[7] !== undefined : separator !== '' && match[7] === undefined) return false
  const date = new Date(Date.UTC(year ?? 0, (month ?? 0) - 1, day))
  date.setUTCFullYear(year ?? 0, (month ?? 0) - 1, day)
  if (date.getUTCMonth() + 1 !== month || date.getUTCDate() !== day) return false
  return hour < 24 && minute < 60 && second < 60
}

interface Shape {
  readonly plain: boolean
  readonly singleQuoted: boolean
  readonly block: boolean
}

const unsafeStart = new Set([...'#,[]{}&*!|>\'"%@`'])

/** `yaml_emitter_analyze_scalar`: which styles can hold the text. */
function analyse(text: string): Shape {
  const characters = [...text]
  let indicators = text.startsWith('---') || text.startsWith('...')
  let special = false
  let breaks = false
  let breakSpace = false
  let spaceBreak = false
  characters.forEach((character, at) => {
    const next = characters[at + 1]
    const beforeBlank = next === undefined || next === ' ' || next === '\t'
    const previous = characters[at - 1]
    const first = at === 0
    if (first && unsafeStart.has(character)) indicators = true
    if (((first && (character === '?' || character === '-')) || character === ':') && beforeBlank) indicators = true
    if (character === '#' && isBlankOrBreak(previous)) indicators = true
    if (!isPrintable(character)) special = true
    if (isBreak(character)) {
      breaks = true
      if (previous === ' ') spaceBreak = true
    }
    if (character === ' ' && previous !== undefined && isBreak(previous)) breakSpace = true
  })
  const edges = /^ | $/.test(text) || isBreak(characters[0] ?? '') || isBreak(characters.at(-1) ?? '')
  const awkward = spaceBreak || special
  return {
    plain: !edges && !breakSpace && !awkward && !breaks && !indicators,
    singleQuoted: !breakSpace && !awkward,
    block: !text.endsWith(' ') && !awkward,
  }
}

function isBlankOrBreak(character: string | undefined): boolean {
  return character === undefined || character === ' ' || character === '\t' || isBreak(character)
}

function isBreak(character: string): boolean {
  return /^[\n\r\u0085\u2028\u2029]$/.test(character)
}

/** libyaml's printable characters: no tab, nothing beyond the basic plane. */
function isPrintable(character: string): boolean {
  const code = character.codePointAt(0) ?? 0
  if (code === 0x0a || (code >= 0x20 && code <= 0x7e)) return true
  return code >= 0xa0 && code <= 0xfffd && code !== 0xfeff && !(code >= 0xd800 && code <= 0xdfff)
}

function writePlain(text: string, indent: number, out: YamlText, isKey: boolean): void {
  writeFolded(text, indent, out, isKey, (_, next) => next !== ' ' && next !== undefined)
}

function writeSingleQuoted(text: string, indent: number, out: YamlText, isKey: boolean): void {
  out.text("'")
  writeFolded(
    text.replaceAll("'", "''"),
    indent,
    out,
    isKey,
    (at, next) => at > 0 && next !== undefined && next !== ' ',
  )
  out.text("'")
}

/** Replaces a single space past the best width by a line break. */
function writeFolded(
  text: string,
  indent: number,
  out: YamlText,
  isKey: boolean,
  mayBreak: (at: number, next: string | undefined) => boolean,
): void {
  if (isKey || out.column + text.length <= bestWidth) {
    out.text(text)
    return
  }
  const characters = [...text]
  characters.forEach((character, at) => {
    const single = character === ' ' && characters[at - 1] !== ' '
    if (single && out.column > bestWidth && mayBreak(at, characters[at + 1])) out.line(indent)
    else out.text(character)
  })
}

const named: Readonly<Record<number, string>> = {
  0: '\\0',
  7: '\\a',
  8: '\\b',
  9: '\\t',
  10: '\\n',
  11: '\\v',
  12: '\\f',
  13: '\\r',
  27: '\\e',
  34: '\\"',
  92: '\\\\',
  133: '\\N',
  8232: '\\L',
  8233: '\\P',
}

function writeDoubleQuoted(text: string, indent: number, out: YamlText, isKey: boolean): void {
  out.text('"')
  const characters = [...text]
  let spaces = false
  characters.forEach((character, at) => {
    const inside = at > 0 && at < characters.length - 1
    if (character !== ' ') out.text(doubleQuotedCharacter(character))
    else if (!isKey && !spaces && out.column > bestWidth && inside) {
      out.line(indent)
      if (characters[at + 1] === ' ') out.text('\\')
    } else out.text(' ')
    spaces = character === ' '
  })
  out.text('"')
}

function doubleQuotedCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0
  const escaped = named[code]
  if (escaped !== undefined) return escaped
  if (isPrintable(character)) return character
  const hex = code.toString(16).toUpperCase()
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`
}

/** `|`, with `-` when the last line is not ended, `+` when empty lines follow it, `2` when the first is indented. */
function writeLiteral(text: string, indent: number, out: YamlText): void {
  const hint = /^[ \n]/.test(text) ? '2' : ''
  const keep = text.endsWith('\n\n') || text === '\n'
  const chomp = !text.endsWith('\n') ? '-' : keep ? '+' : ''
  out.text(`|${hint}${chomp}`)
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  for (const line of lines) out.text(line === '' ? '\n' : `\n${' '.repeat(indent)}${line}`)
}
