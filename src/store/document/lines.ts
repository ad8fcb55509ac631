import { readJson } from '../../model/json/exact-json.js'
import type { KubeObject, ObjectKey } from '../../model/objects/object.js'
import { StateFileError } from './state-file-error.js'

const NEWLINE = 10
const SPACE = 32
const QUOTE = 34
const COMMA = 44
const BACKSLASH = 92
/** Few objects are found by bisection; for many it pays to look through all keys once, the sooner the fewer these are. */
const BYTES_A_FIND = 1 << 16

/** Where one object lies: offsets of its line, of its JSON, and of the end of both. */
export interface Line {
  readonly key: ObjectKey
  readonly start: number
  readonly value: number
  readonly end: number
}

/**
 * The objects of a state file as they lie in it: one a line, in key order, found by bisection, parsed on request. Looks
 * at `bytes` from `start` to `end`, which excludes the last line's newline.
 */
export class Lines {
  /** How many objects have been parsed so far. */
  parsed = 0
  #finds = 0
  #offsets: Map<ObjectKey, number> | undefined
  readonly #lineOf = new WeakMap<KubeObject, Line>()

  constructor(
    readonly bytes: Buffer,
    readonly start: number,
    readonly end: number,
    readonly file: string,
  ) {}

  find(key: ObjectKey): Line | undefined {
    if (this.#finds++ < (this.end - this.start) / BYTES_A_FIND) {
      const offset = this.lowerBound(key)
      return offset < this.end && this.#keyAt(offset) === key ? this.at(offset) : undefined
    }
    this.#offsets ??= this.#index()
    const offset = this.#offsets.get(key)
    return offset === undefined ? undefined : this.at(offset)
  }

  /** Offset of the first line, from an offset on, whose key is not smaller; `end` when there is none. */
  lowerBound(key: string, from = this.start): number {
    let low = from
    let high = this.end
    while (low < high) {
      const middle = this.#startOfLine(Math.floor((low + high) / 2))
      if (this.#keyAt(middle) < key) low = this.#after(middle)
      else high = middle
    }
    return low
  }

  /** The line that begins at an offset; undefined at the end. */
  from(start: number): Line | undefined {
    return start < this.end ? this.at(start) : undefined
  }

  /** The line that begins at an offset. */
  at(start: number): Line {
    const { bytes, end } = this
    const lineEnd = this.#endOfLine(start)
    return {
      key: this.#keyAt(start),
      start,
      value: this.#endOfKey(start) + 1,
      end: lineEnd < end && bytes[lineEnd - 1] === COMMA ? lineEnd - 1 : lineEnd,
    }
  }

  /** Whether each line has a greater key than the one before, without which none is found. */
  areInOrder(): boolean {
    let before = ''
    for (let offset = this.start; offset < this.end; offset = this.#after(offset)) {
      try {
        const key = this.#keyAt(offset)
        if (key <= before) return false
        before = key
      } catch {
        return false
      }
    }
    return true
  }

  /** Lines whose keys begin with a prefix. */
  *within(prefix: string): Iterable<Line> {
    const last = this.lowerBound(`${prefix}\uffff`)
    for (let offset = this.lowerBound(prefix); offset < last; offset = this.#after(offset)) yield this.at(offset)
  }

  /** Lines under a prefix that contain a text. */
  *containing(prefix: string, text: string): Iterable<Line> {
    const last = this.lowerBound(`${prefix}\uffff`)
    const wanted = Buffer.from(text)
    let offset = this.bytes.indexOf(wanted, this.lowerBound(prefix))
    while (offset !== -1 && offset < last) {
      yield this.at(this.#startOfLine(offset))
      offset = this.bytes.indexOf(wanted, this.#after(offset))
    }
  }

  /** An object's JSON as Latin-1: what is beyond ASCII in it is not what it says. */
  rawJson(line: Line): string {
    return this.bytes.toString('latin1', line.value, line.end)
  }

  parse(line: Line): KubeObject {
    this.parsed++
    try {
      const text = this.bytes.toString('utf8', line.value, line.end)
      const object = checkedObject(this.bytes[line.value] === SPACE ? readJson(text) : JSON.parse(text))
      this.#lineOf.set(object, line)
      return object
    } catch (error) {
      throw this.#broken(line.start, `the object ${line.key} is damaged: ${(error as Error).message}`)
    }
  }

  /** The JSON that an object was parsed from; undefined when that was not here. */
  textOf(object: KubeObject): Buffer | undefined {
    const line = this.#lineOf.get(object)
    return line && this.bytes.subarray(line.value, line.end)
  }

  #index(): Map<ObjectKey, number> {
    const offsets = new Map<ObjectKey, number>()
    for (let offset = this.start; offset < this.end; offset = this.#after(offset)) {
      offsets.set(this.#keyAt(offset), offset)
    }
    return offsets
  }

  #endOfLine(offset: number): number {
    const found = this.bytes.indexOf(NEWLINE, offset)
    return found === -1 || found > this.end ? this.end : found
  }

  #startOfLine(offset: number): number {
    return offset <= this.start ? this.start : Math.max(this.start, this.bytes.lastIndexOf(NEWLINE, offset - 1) + 1)
  }

  #after(offset: number): number {
    return Math.min(this.end, this.#endOfLine(offset) + 1)
  }

  #endOfKey(from: number): number {
    const { bytes, end } = this
    if (bytes[from] !== QUOTE) throw this.#broken(from, 'expected a line with one object and its key')
    let offset = from + 1
    while (offset < end && bytes[offset] !== QUOTE) offset += bytes[offset] === BACKSLASH ? 2 : 1
    return offset + 1
  }

  #keyAt(from: number): ObjectKey {
    const quoted = this.bytes.toString('utf8', from, this.#endOfKey(from))
    return quoted.includes('\\') ? JSON.parse(quoted) : quoted.slice(1, -1)
  }

  #broken(offset: number, problem: string): StateFileError {
    return new StateFileError(this.file, lineNumber(this.bytes, offset), problem)
  }
}

/** The parsed value, if it has what every object must have. */
export function checkedObject(value: unknown): KubeObject {
  const object = value as Partial<KubeObject> | null
  if (typeof object !== 'object' || object === null || Array.isArray(object)) throw new Error('expected a JSON object')
  if (typeof object.apiVersion !== 'string') throw new Error('it has no apiVersion')
  if (typeof object.kind !== 'string') throw new Error('it has no kind')
  if (typeof object.metadata !== 'object' || object.metadata === null) throw new Error('it has no metadata')
  if (typeof object.metadata.name !== 'string') throw new Error('it has no metadata.name')
  return object as KubeObject
}

/** The line, counted from 1, that an offset lies on. */
export function lineNumber(bytes: Buffer, offset: number): number {
  let line = 1
  for (let next = bytes.indexOf(NEWLINE); next !== -1 && next < offset; next = bytes.indexOf(NEWLINE, next + 1)) line++
  return line
}
