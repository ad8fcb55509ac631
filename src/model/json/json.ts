/**
 * JSON as Go's encoding/json writes it: sorted keys, and nothing a browser could take for markup. Beside it how it is read
 * without losing a digit (exact-json), what Go says of JSON that is wrong (json-syntax), and what a schema is. Nothing
 * here knows objects or kinds.
 */
import { sortedKeys } from '../go/format.js'
import { setField } from '../values/json-values.js'
import { writeJson } from './exact-json.js'

export interface JsonStyle {
  /** Indentation of one level; empty: all on one line. */
  readonly indent: string
  /** Keys in the order they were set, as Go writes structs; otherwise sorted, as it writes maps. */
  readonly keepOrder?: boolean
}

/** `json.Marshal`, or `json.MarshalIndent` with an indentation. */
export function formatJson(value: unknown, style: JsonStyle = { indent: '' }): string {
  const ordered = style.keepOrder === true ? value : inKeyOrder(value)
  if (ordered !== unordered) return escaped(writeJson(ordered, style.indent) ?? 'null')
  const parts: string[] = []
  write(value, '\n', style, parts)
  return parts.join('')
}

/** Stands for a value with keys that JavaScript would put into an order of its own: those that look like numbers. */
const unordered = Symbol()

/** A copy with sorted keys, which the engine's own writer then keeps. */
function inKeyOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    const items: unknown[] = []
    for (const item of value) {
      const ordered = inKeyOrder(item)
      if (ordered === unordered) return unordered
      items.push(ordered)
    }
    return items
  }
  const copy: Record<string, unknown> = {}
  for (const key of sortedKeys(value)) {
    const ordered = inKeyOrder((value as Record<string, unknown>)[key])
    if (ordered === unordered || (key !== '' && key <= ':' && /^\d+$/.test(key))) return unordered
    setField(copy, key, ordered)
  }
  return copy
}

function write(value: unknown, margin: string, style: JsonStyle, out: string[]): void {
  if (Array.isArray(value)) {
    writeItems('[', ']', value, margin, style, out, (item, inner) => write(item, inner, style, out))
  } else if (typeof value === 'object' && value !== null) {
    const fields = value as Record<string, unknown>
    const keys =
      style.keepOrder === true ? Object.keys(fields).filter((key) => fields[key] !== undefined) : sortedKeys(fields)
    writeItems('{', '}', keys, margin, style, out, (key, inner) => {
      out.push(escaped(JSON.stringify(key)), style.indent === '' ? ':' : ': ')
      write(fields[key], inner, style, out)
    })
  } else {
    out.push(escaped(typeof value === 'bigint' ? String(value) : (JSON.stringify(value) ?? 'null')))
  }
}

function writeItems<T>(
  open: string,
  close: string,
  items: readonly T[],
  margin: string,
  style: JsonStyle,
  out: string[],
  each: (item: T, inner: string) => void,
): void {
  out.push(open)
  const inner = margin + style.indent
  items.forEach((item, at) => {
    if (at > 0) out.push(',')
    if (style.indent !== '') out.push(inner)
    each(item, inner)
  })
  if (items.length > 0 && style.indent !== '') out.push(margin)
  out.push(close)
}

const escapes: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
}

function escaped(text: string): string {
  return /[<>&\u2028\u2029]/.test(text) ? text.replace(/[<>&\u2028\u2029]/g, (c) => escapes[c] ?? c) : text
}
