/** Where JSON goes wrong, in the words of Go's `encoding/json`. */
import { readJson } from './exact-json.js'

export class JsonSyntaxError extends Error {
  constructor(
    message: string,
    /** Bytes read when it was noticed; undefined at an unexpected end. */
    readonly offset?: number,
  ) {
    super(message)
    this.name = 'JsonSyntaxError'
  }

  withOffset(): string {
    return this.offset === undefined ? this.message : `json: offset ${this.offset}: ${this.message}`
  }
}

/** No object of Kubernetes is nested so deeply; Go stops at 10000, where our stack would have ended. */
export const deepest = 500

/** The value of a text that is JSON as a whole; throws JsonSyntaxError when it is nested too deeply. */
export function parseJson(text: string): { readonly value: unknown } | undefined {
  let value: unknown
  try {
    value = readJson(text)
  } catch {
    return undefined
  }
  if (isTooDeep(value)) scanJsonValue(text, 0)
  return { value }
}

/** Whether a value is nested more deeply than is read. */
export function isTooDeep(value: unknown): boolean {
  let level = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > deepest) return true
    level = level.flatMap((each) => (typeof each === 'object' && each !== null ? Object.values(each) : []))
  }
  return false
}

/** What is wrong with a text that should be one JSON value, as `json.Unmarshal` says it; undefined when nothing is. */
export function jsonProblem(text: string): string | undefined {
  try {
    const scanner = new Scanner(text, 0)
    scanner.value()
    scanner.end()
    return undefined
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error
    return error.offset === undefined ? 'unexpected end of JSON input' : error.message
  }
}

/** The end of the JSON value that begins at an index; undefined when only white space is left. */
export function scanJsonValue(text: string, from: number): number | undefined {
  const scanner = new Scanner(text, from)
  scanner.skipSpace()
  if (scanner.at >= text.length) return undefined
  scanner.value()
  return scanner.at
}

/** The parts of a number, and what is said where one of them should begin. */
const numberParts: readonly (readonly [begins: RegExp, digits: RegExp, where: string])[] = [
  [/-?/y, /0|[1-9]\d*/y, 'in numeric literal'],
  [/\./y, /\d+/y, 'after decimal point in numeric literal'],
  [/[eE][-+]?/y, /\d+/y, 'in exponent of numeric literal'],
]
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON strings must not hold them
const stringPattern = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/y

class Scanner {
  private depth = 0

  constructor(
    private readonly text: string,
    public at: number,
  ) {}

  skipSpace(): void {
    while (/[ \t\r\n]/.test(this.text[this.at] ?? '')) this.at++
  }

  value(): void {
    this.skipSpace()
    const next = this.text[this.at]
    const word = ['true', 'false', 'null'].find((each) => each[0] === next)
    if (next === '{') this.nested(() => this.object())
    else if (next === '[') this.nested(() => this.array())
    else if (next === '"') this.string()
    else if (word !== undefined) this.literal(word)
    else this.number()
  }

  private nested(read: () => void): void {
    if (++this.depth > deepest) throw this.unexpected('exceeded max depth')
    read()
    this.depth--
  }

  private number(): void {
    if (!/[-0-9]/.test(this.text[this.at] ?? ' ')) throw this.unexpected('looking for beginning of value')
    for (const [begins, digits, where] of numberParts) {
      if (!this.matched(begins)) continue
      if (!this.matched(digits)) throw this.unexpected(where)
    }
  }

  private object(): void {
    this.at++
    this.skipSpace()
    if (this.took('}')) return
    for (;;) {
      this.skipSpace()
      if (this.text[this.at] !== '"') throw this.unexpected('looking for beginning of object key string')
      this.string()
      this.skipSpace()
      if (this.text[this.at] !== ':') throw this.unexpected('after object key')
      this.at++
      this.value()
      this.skipSpace()
      if (this.took('}')) return
      if (this.text[this.at] !== ',') throw this.unexpected('after object key:value pair')
      this.at++
    }
  }

  private array(): void {
    this.at++
    this.skipSpace()
    if (this.took(']')) return
    for (;;) {
      this.value()
      this.skipSpace()
      if (this.took(']')) return
      if (this.text[this.at] !== ',') throw this.unexpected('after array element')
      this.at++
    }
  }

  private string(): void {
    this.matched(stringPattern)
    if (this.took('"')) return
    if (!this.took('\\')) throw this.unexpected('in string literal')
    if (!this.took('u')) throw this.unexpected('in string escape code')
    this.matched(/[0-9a-fA-F]{0,3}/y)
    throw this.unexpected('in \\u hexadecimal character escape')
  }

  private literal(word: string): void {
    for (const letter of word) {
      if (this.text[this.at] !== letter) throw this.unexpected(`in literal ${word} (expecting '${letter}')`)
      this.at++
    }
  }

  /** Nothing may follow. */
  end(): void {
    this.skipSpace()
    if (this.at < this.text.length) throw this.unexpected('after top-level value')
  }

  private matched(pattern: RegExp): boolean {
    pattern.lastIndex = this.at
    const match = pattern.exec(this.text)
    this.at += match?.[0].length ?? 0
    return match !== null
  }

  private took(character: string): boolean {
    if (this.text[this.at] !== character) return false
    this.at++
    return true
  }

  private unexpected(where: string): JsonSyntaxError {
    const character = this.text[this.at]
    if (character === undefined) return new JsonSyntaxError('unexpected EOF')
    const offset = new TextEncoder().encode(this.text.slice(0, this.at)).length + 1
    return new JsonSyntaxError(`invalid character ${quoteCharacter(character)} ${where}`, offset)
  }
}

/** Go reads bytes: beyond ASCII it shows the first of them. */
function quoteCharacter(letter: string): string {
  const character = letter < '\u0080' ? letter : String.fromCharCode(new TextEncoder().encode(letter)[0]!)
  if (character === "'") return `'\\''`
  if (character === '"') return `'"'`
  return `'${JSON.stringify(character).slice(1, -1)}'`
}
