import { append } from '../../model/values/append.js'
import type { Effect, Part as Portion } from '../processes/effects.js'
import { mostText, mostWords, OutOfMemory, withinMemory } from '../processes/memory.js'
import { ONE_BY_ONE } from '../processes/processor-time.js'
import { evaluateArithmetic } from './arithmetic.js'
import { glob, hasPattern, Pattern } from './patterns.js'
import { complaint, type Shell, ShellExit } from './state.js'
import type { List, Part, Word } from './syntax.js'

/** A text is short that takes next to nothing to look at. */
const longText = 1024

/** Runs a list in a subshell and gives what it wrote. */
export type Substitute = (body: List, shell: Shell) => Portion<string>

/** A piece of an expanded word: quoted pieces are neither split nor taken for patterns. */
interface Piece {
  readonly text: string
  readonly quoted: boolean
  /** Whether a new field begins before it (from `"$@"`). */
  readonly breaks?: boolean
}

/** A word as one string: for assignments, redirections, case and here-documents. */
export function* expandText(word: Word, shell: Shell, substitute: Substitute): Portion<string> {
  const pieces = yield* expandPieces(word, shell, substitute)
  return textOf(pieces.map((piece, index) => (piece.breaks === true && index > 0 ? ` ${piece.text}` : piece.text)))
}

/** One text of many, when there is memory for it. */
function textOf(texts: readonly string[]): string {
  return withinMemory(texts.join(''))
}

/** A word as the arguments it gives: expanded, split at blanks, patterns replaced by file names, quotes removed. */
export function* expandWord(word: Word, shell: Shell, substitute: Substitute): Portion<string[]> {
  const braces = expandBraces(word)
  const { steps } = shell.surroundings
  const fields: string[] = []
  for (const alternative of braces) {
    const pieces = yield* expandPieces(alternative, shell, substitute)
    const split = splitFields(pieces)
    if (split.length > MANY_PIECES && steps.spend(split.length * PIECE)) yield steps.take()
    for (const field of split) {
      const pattern = field
        .map((piece) => (piece.quoted ? piece.text.replace(/[*?[\\]/g, '\\$&') : piece.text))
        .join('')
      const unquoted = field.some((piece) => !piece.quoted && hasPattern(piece.text))
      const names = unquoted ? yield* glob(pattern, shell) : []
      if (names.length > 0) append(fields, names)
      else fields.push(field.map((piece) => piece.text).join(''))
    }
  }
  return fields
}

/** The text of a word that stands for itself; undefined where there may be something to expand. */
export function plainText(word: Word): string | undefined {
  const [part] = word
  if (word.length !== 1 || part?.form !== 'text') return undefined
  // The command `[` is no pattern.
  return part.quoted || part.text === '[' ? part.text : /^[^~{*?[\\\s]+$/.exec(part.text)?.[0]
}

/** A word as a pattern for `case`: what was quoted stands for itself. */
export function* expandPattern(word: Word, shell: Shell, substitute: Substitute): Portion<Pattern> {
  const pieces = yield* expandPieces(word, shell, substitute)
  return Pattern.parse(
    pieces.map((piece) => (piece.quoted ? piece.text.replace(/[*?[\\]/g, '\\$&') : piece.text)).join(''),
  )
}

/** bash's `{1..5}`, and `{a,b}`, in unquoted text. */
function expandBraces(word: Word): Word[] {
  const done: Word[] = []
  const open: Word[] = [word]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const alternatives = firstBraces(next)
    if (alternatives === undefined) done.push(next)
    else for (let index = alternatives.length - 1; index >= 0; index--) open.push(alternatives[index]!)
    if (done.length + open.length > mostWords) throw new OutOfMemory('more words than there is room for')
  }
  return done
}

/** The words that the first braces of a word stand for; undefined when it has none. */
function firstBraces(word: Word): Word[] | undefined {
  for (const [index, part] of word.entries()) {
    if (part.form !== 'text' || part.quoted) continue
    const match = /\{(?:(-?\d+)\.\.(-?\d+)|([^{}]*,[^{}]*))\}/.exec(part.text)
    if (match === null) continue
    const [whole, from, to, list = ''] = match
    const before = part.text.slice(0, match.index)
    const after = part.text.slice(match.index + whole.length)
    const choices = from === undefined ? list.split(',') : range(Number(from), Number(to))
    return choices.map((choice) => {
      const text: Part = { form: 'text', text: `${before}${choice}${after}`, quoted: false }
      return [...word.slice(0, index), text, ...word.slice(index + 1)]
    })
  }
  return undefined
}

function range(from: number, to: number): string[] {
  const length = Math.abs(to - from) + 1
  if (length > mostWords) throw new OutOfMemory('more words than there is room for')
  return Array.from({ length }, (_, index) => String(from <= to ? from + index : from - index))
}

function* expandPieces(word: Word, shell: Shell, substitute: Substitute): Portion<Piece[]> {
  const pieces: Piece[] = []
  for (const [index, part] of word.entries()) {
    if (part.form === 'text')
      pieces.push({ text: index === 0 ? tilde(part.text, part.quoted, shell) : part.text, quoted: part.quoted })
    else if (part.form === 'command') {
      const output = yield* substitute(part.body, shell)
      pieces.push({ text: output.replace(/\n+$/, ''), quoted: part.quoted })
    } else if (part.form === 'arithmetic') {
      const expression = yield* expandText(part.expression, shell, substitute)
      pieces.push({ text: yield* arithmetic(expression, shell), quoted: part.quoted })
    } else append(pieces, yield* expandVariable(part, shell, substitute))
  }
  yield* counted(pieces, shell)
  return pieces
}

/** Long texts take memory and time; many of them take as much time, each, as a text of this length. */
const MANY_PIECES = 64
const PIECE = 2048

function* counted(pieces: readonly Piece[], { surroundings: { steps } }: Shell): Portion<void> {
  let length = 0
  for (const { text } of pieces) length += text.length
  if (length > mostText) throw new OutOfMemory(`a word of ${length} characters`)
  if (pieces.length > MANY_PIECES) length += pieces.length * PIECE
  if (length > longText && steps.spend(length)) yield steps.take()
}

function tilde(text: string, quoted: boolean, shell: Shell): string {
  return !quoted && /^~(\/|$)/.test(text) ? `${shell.variables.get('HOME') ?? '/root'}${text.slice(1)}` : text
}

function* arithmetic(expression: string, shell: Shell): Portion<string> {
  const { steps } = shell.surroundings
  if (steps.spend(expression.length * ONE_BY_ONE)) yield steps.take()
  try {
    return String(evaluateArithmetic(expression, (name) => shell.variables.get(name) ?? ''))
  } catch (fault) {
    if (fault instanceof RangeError) throw fault
    yield fatal(shell, fault instanceof Error ? fault.message : 'arithmetic syntax error')
    throw new ShellExit(2)
  }
}

function fatal(shell: Shell, message: string): Effect {
  return { do: 'write', stream: 2, text: complaint(shell, message) }
}

type Variable = Extract<Part, { form: 'variable' }>

function* expandVariable(part: Variable, shell: Shell, substitute: Substitute): Portion<Piece[]> {
  if ((part.name === '@' || part.name === '*') && part.operator === undefined) return positional(part, shell)
  const value = parameter(part.name, shell)
  const operator = part.operator ?? ''
  const plain = (text: string): Piece[] => [{ text, quoted: part.quoted }]
  if (operator === '') return plain(value ?? '')
  if (operator === 'length') return plain(String(part.name === '@' ? shell.positional.length : (value ?? '').length))
  const missing = value === undefined || (operator.startsWith(':') && value === '')
  const operand = part.operand ?? []
  const form = operator.replace(':', '')
  if (form === '+') return missing ? [] : plain(yield* expandText(operand, shell, substitute))
  if ('-=?'.includes(form) && !missing) return plain(value ?? '')
  const text = yield* expandText(operand, shell, substitute)
  if (form === '-') return plain(text)
  if (form === '=') {
    shell.variables.set(part.name, text)
    return plain(text)
  }
  if (form === '?') {
    yield fatal(shell, `${part.name}: ${text || 'parameter null or not set'}`)
    throw new ShellExit(2)
  }
  return plain(yield* trimmed(value ?? '', text, form, shell))
}

/** `${name#pattern}`, `##`, `%`, `%%`: without the shortest or longest piece at one of its ends that the pattern means. */
function* trimmed(value: string, text: string, operator: string, { surroundings }: Shell): Portion<string> {
  const { steps } = surroundings
  const pattern = Pattern.parse(text)
  const atStart = operator.startsWith('#')
  const lengths = atStart
    ? yield* pattern.lengths(value, steps)
    : yield* pattern.reversed().lengths(value.split('').reverse().join(''), steps)
  const length = lengths.at(operator.length === 2 ? -1 : 0) ?? 0
  return atStart ? value.slice(length) : value.slice(0, value.length - length)
}

function positional(part: Variable, shell: Shell): Piece[] {
  if (part.quoted && part.name === '*') return [{ text: shell.positional.join(' '), quoted: true }]
  return shell.positional.map((text, index) => ({ text, quoted: part.quoted, breaks: index > 0 }))
}

function parameter(name: string, shell: Shell): string | undefined {
  if (/^\d+$/.test(name)) return name === '0' ? shell.name : shell.positional[Number(name) - 1]
  const special: Record<string, () => string> = {
    '?': () => String(shell.status),
    '#': () => String(shell.positional.length),
    $: () => '1',
    '!': () => '',
    '-': () => (shell.interactive ? 'himBHs' : 'hBc'),
    PWD: () => shell.directory,
  }
  return Object.hasOwn(special, name) ? special[name]?.() : shell.variables.get(name)
}

function countBlanks(text: string): number {
  let count = 0
  for (const blanks = /[ \t\n]+/g; blanks.test(text); ) count++
  return count
}

/** Splits at blanks outside quotes. An unquoted expansion to nothing gives no field. */
function splitFields(pieces: readonly Piece[]): Piece[][] {
  const fields: Piece[][] = []
  const texts = pieces.reduce((sum, { text, quoted }) => sum + (quoted ? 0 : text.length), 0)
  // Few texts are long enough to be looked at twice.
  if (texts > mostWords && pieces.some(({ text, quoted }) => !quoted && countBlanks(text) > mostWords))
    throw new OutOfMemory('more words than there is room for')
  let current: Piece[] | undefined
  const close = () => {
    if (current !== undefined) fields.push(current)
    current = undefined
  }
  for (const piece of pieces) {
    if (piece.breaks === true) close()
    if (piece.quoted) {
      current = [...(current ?? []), piece]
      continue
    }
    for (const run of piece.text.split(/([ \t\n]+)/)) {
      if (run === '') continue
      if (/^[ \t\n]/.test(run)) close()
      else current = [...(current ?? []), { text: run, quoted: false }]
    }
  }
  close()
  return fields
}
