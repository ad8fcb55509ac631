import type { KubeObject, ObjectKey } from '../model/object.js'
import { StateFileError } from './state-file-error.js'

const NEWLINE = 10
const QUOTE = 34
const COMMA = 44
const BACKSLASH = 92

/** Where one object lies: offsets of its line, of its JSON, and of the end of both. */
export interface Line {
  readonly key: ObjectKey
  readonly start: number
  readonly value: number
  readonly end: number
}

/** The objects of a state file as they lie in it: one a line, in key order, found by bisection, parsed on request. */
export interface Lines {
  readonly bytes: Buffer
  readonly start: number
  readonly end: number
  /** How many objects have been parsed so far. */
  parsed: number
  find(key: ObjectKey): Line | undefined
  /** Offset of the first line whose key is not smaller; `end` when there is none. */
  lowerBound(key: string): number
  /** The line that begins at an offset. */
  at(start: number): Line
  /** Lines whose keys begin with a prefix. */
  within(prefix: string): Iterable<Line>
  /** Lines under a prefix that contain a text. */
  containing(prefix: string, text: string): Iterable<Line>
  parse(line: Line): KubeObject
}

/** Looks at `bytes` from `start` to `end` (which excludes the last line's newline). */
export function createLines(bytes: Buffer, start: number, end: number, file: string): Lines {
  const endOfLine = (offset: number): number => {
    const found = bytes.indexOf(NEWLINE, offset)
    return found === -1 || found > end ? end : found
  }
  const startOfLine = (offset: number): number =>
    offset <= start ? start : Math.max(start, bytes.lastIndexOf(NEWLINE, offset - 1) + 1)
  const broken = (offset: number, problem: string): StateFileError =>
    new StateFileError(file, lineNumber(bytes, offset), problem)

  const endOfKey = (from: number): number => {
    if (bytes[from] !== QUOTE) throw broken(from, 'expected a line with one object and its key')
    let offset = from + 1
    while (offset < end && bytes[offset] !== QUOTE) offset += bytes[offset] === BACKSLASH ? 2 : 1
    return offset + 1
  }
  const keyAt = (from: number): ObjectKey => {
    const quoted = bytes.toString('utf8', from, endOfKey(from))
    return quoted.includes('\\') ? JSON.parse(quoted) : quoted.slice(1, -1)
  }
  const at = (from: number): Line => {
    const lineEnd = endOfLine(from)
    return {
      key: keyAt(from),
      start: from,
      value: endOfKey(from) + 1,
      end: lineEnd < end && bytes[lineEnd - 1] === COMMA ? lineEnd - 1 : lineEnd,
    }
  }
  const after = (from: number): number => Math.min(end, endOfLine(from) + 1)

  const lowerBound = (key: string): number => {
    let low = start
    let high = end
    while (low < high) {
      const middle = startOfLine(Math.floor((low + high) / 2))
      if (keyAt(middle) < key) low = after(middle)
      else high = middle
    }
    return low
  }

  const lines: Lines = {
    bytes,
    start,
    end,
    parsed: 0,
    lowerBound,
    at,
    find(key) {
      const offset = lowerBound(key)
      if (offset >= end) return undefined
      const line = at(offset)
      return line.key === key ? line : undefined
    },
    *within(prefix) {
      const last = lowerBound(`${prefix}\uffff`)
      for (let offset = lowerBound(prefix); offset < last; offset = after(offset)) yield at(offset)
    },
    *containing(prefix, text) {
      const last = lowerBound(`${prefix}\uffff`)
      const wanted = Buffer.from(text)
      let offset = bytes.indexOf(wanted, lowerBound(prefix))
      while (offset !== -1 && offset < last) {
        yield at(startOfLine(offset))
        offset = bytes.indexOf(wanted, after(offset))
      }
    },
    parse(line) {
      lines.parsed++
      try {
        return checkedObject(JSON.parse(bytes.toString('utf8', line.value, line.end)))
      } catch (error) {
        throw broken(line.start, `the object ${line.key} is damaged: ${(error as Error).message}`)
      }
    },
  }
  return lines
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
