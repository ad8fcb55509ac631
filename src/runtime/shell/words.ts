import { append } from '../../model/values/append.js'
import { type List, type Part, Unfinished, type Word } from './syntax.js'

/** A position in a shell program. */
export interface Cursor {
  readonly text: string
  at: number
}

type ReadList = (cursor: Cursor, closer: string) => List

/** Characters that end an unquoted word. */
const breaks = new Set([' ', '\t', '\n', ';', '&', '|', '<', '>', '(', ')'])

/** Reads one word; undefined when there is none at the cursor. `readList` reads the inside of `$(…)`. */
export function readWord(cursor: Cursor, readList: ReadList, stop: ReadonlySet<string> = breaks): Word | undefined {
  const parts: Part[] = []
  const start = cursor.at
  while (cursor.at < cursor.text.length) {
    const character = cursor.text[cursor.at] ?? ''
    if (stop.has(character)) break
    append(parts, readPart(cursor, character, readList, stop))
  }
  if (cursor.at === start) return undefined
  return parts.length === 0 ? [{ form: 'text', text: '', quoted: true }] : parts
}

function readPart(cursor: Cursor, character: string, readList: ReadList, stop: ReadonlySet<string>): Part[] {
  if (character === "'") return [{ form: 'text', text: readUntil(cursor, "'"), quoted: true }]
  if (character === '"') return readQuoted(cursor, readList)
  if (character === '$' || character === '`') return [readExpansion(cursor, false, readList)]
  if (character === '\\') return readEscape(cursor)
  const start = cursor.at
  while (cursor.at < cursor.text.length) {
    const next = cursor.text[cursor.at] ?? ''
    if (stop.has(next) || '\'"$`\\'.includes(next)) break
    cursor.at++
  }
  return [{ form: 'text', text: cursor.text.slice(start, cursor.at), quoted: false }]
}

/** From an opening quote to its closing one. */
function readUntil(cursor: Cursor, quote: string): string {
  const end = cursor.text.indexOf(quote, cursor.at + 1)
  if (end < 0) throw new Unfinished(quote)
  const text = cursor.text.slice(cursor.at + 1, end)
  cursor.at = end + 1
  return text
}

function readEscape(cursor: Cursor): Part[] {
  const escaped = cursor.text[cursor.at + 1]
  if (escaped === undefined) throw new Unfinished('a character after \\')
  cursor.at += 2
  return escaped === '\n' ? [] : [{ form: 'text', text: escaped, quoted: true }]
}

function readQuoted(cursor: Cursor, readList: ReadList): Part[] {
  const parts: Part[] = []
  cursor.at++
  for (;;) {
    if (cursor.at >= cursor.text.length) throw new Unfinished('"')
    if (cursor.text[cursor.at] === '"') break
    append(parts, readInterpolated(cursor, readList, '"'))
  }
  cursor.at++
  return parts.length === 0 ? [{ form: 'text', text: '', quoted: true }] : parts
}

/** The next piece of a double-quoted text or here-document. */
function readInterpolated(cursor: Cursor, readList: ReadList, quote: string): Part[] {
  const character = cursor.text[cursor.at] ?? ''
  if (character === '$' || character === '`') return [readExpansion(cursor, true, readList)]
  if (character === '\\') {
    const escaped = cursor.text[cursor.at + 1] ?? ''
    cursor.at += 2
    if (escaped === '\n') return []
    return [{ form: 'text', text: `$\`"\\`.includes(escaped) ? escaped : `\\${escaped}`, quoted: true }]
  }
  const start = cursor.at
  while (cursor.at < cursor.text.length && !`$\`\\${quote}`.includes(cursor.text[cursor.at] ?? '')) cursor.at++
  return [{ form: 'text', text: cursor.text.slice(start, cursor.at), quoted: true }]
}

/** The word that a here-document's text is when its delimiter was not quoted. */
export function readDocument(text: string, readList: ReadList): Word {
  const cursor = { text, at: 0 }
  const parts: Part[] = [{ form: 'text', text: '', quoted: true }]
  while (cursor.at < text.length) append(parts, readInterpolated(cursor, readList, ''))
  return parts
}

/** `$name`, `${…}`, `$(…)`, `$((…))` or a backquoted command. */
function readExpansion(cursor: Cursor, quoted: boolean, readList: ReadList): Part {
  if (cursor.text[cursor.at] === '`') {
    const inner = readUntil(cursor, '`').replace(/\\([`$\\])/g, '$1')
    return { form: 'command', body: readList({ text: `${inner})`, at: 0 }, ')'), quoted }
  }
  const rest = cursor.text.slice(cursor.at + 1)
  if (rest.startsWith('((')) return readArithmetic(cursor, quoted, readList)
  if (rest.startsWith('(')) {
    cursor.at += 2
    return { form: 'command', body: readList(cursor, ')'), quoted }
  }
  if (rest.startsWith('{')) return readBraced(cursor, quoted, readList)
  const name = /^(?:[A-Za-z_]\w*|[0-9?$#@*!-])/.exec(rest)?.[0]
  if (name === undefined) {
    cursor.at++
    return { form: 'text', text: '$', quoted }
  }
  cursor.at += 1 + name.length
  return { form: 'variable', name, quoted }
}

function readArithmetic(cursor: Cursor, quoted: boolean, readList: ReadList): Part {
  let depth = 0
  let end = cursor.at + 3
  for (; end < cursor.text.length; end++) {
    if (cursor.text[end] === '(') depth++
    else if (cursor.text[end] === ')' && depth > 0) depth--
    else if (cursor.text[end] === ')') break
  }
  if (cursor.text.slice(end, end + 2) !== '))') throw new Unfinished('))')
  const expression = readDocument(cursor.text.slice(cursor.at + 3, end), readList)
  cursor.at = end + 2
  return { form: 'arithmetic', expression, quoted }
}

const braceEnd = new Set(['}'])

function readBraced(cursor: Cursor, quoted: boolean, readList: ReadList): Part {
  cursor.at += 2
  const head = /^(#?)([A-Za-z_]\w*|\d+|[?$#@*!-])(:?[-=?+]|##?|%%?)?/.exec(cursor.text.slice(cursor.at))
  if (head === null) throw new Unfinished('}')
  const [matched, hash, name = '', operator] = head
  cursor.at += matched.length
  const operand = cursor.text[cursor.at] === '}' ? [] : (readWord(cursor, readList, braceEnd) ?? [])
  if (cursor.text[cursor.at] !== '}') throw new Unfinished('}')
  cursor.at++
  if (hash === '#') return { form: 'variable', name, quoted, operator: 'length' }
  return operator === undefined
    ? { form: 'variable', name, quoted }
    : { form: 'variable', name, quoted, operator, operand }
}
