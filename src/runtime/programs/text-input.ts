import { deviceSource } from '../processes/devices.js'
import { complain, type Part, type Run, readChunk, write } from '../processes/effects.js'
import { resolvePath } from '../processes/file-system.js'
import { withinMemory } from '../processes/memory.js'
import type { Process } from '../processes/process.js'
import { ONE_BY_ONE } from '../processes/processor-time.js'

/** A file that is read from its beginning to its end, a piece at a time: undefined at the end. It may have none. */
export type Pieces = () => Part<string | undefined>

/** Runs over named files, or standard input when there is none, for who looks at each character; says which are missing. */
export function overFiles(
  self: Process,
  names: readonly string[],
  body: (text: string, name: string) => Part<void>,
): Run {
  return overPieces(self, names, ONE_BY_ONE, function* (next, name) {
    let text = ''
    for (let piece = yield* next(); piece !== undefined; piece = yield* next()) text = withinMemory(text + piece)
    yield* body(text, name)
  })
}

/**
 * The same for who goes through files of any length, and may end before they do. `weight`: what a character takes of him.
 * He is charged before he is given a text: whoever plays him may leave him there.
 */
export function* overPieces(
  self: Process,
  names: readonly string[],
  weight: number,
  body: (next: Pieces, name: string) => Part<void>,
): Run {
  const { files } = self.surroundings
  let status = 0
  for (const name of names.length === 0 ? ['-'] : names) {
    const path = resolvePath(name, self.directory)
    const source = name === '-' ? undefined : deviceSource(path, self.surroundings)
    const text = name === '-' || source !== undefined ? undefined : files.read(path)
    if (name === '-' || source !== undefined || text !== undefined) {
      const pieces = source === undefined ? (text === undefined ? readChunk : wholly(text)) : fromDevice(source, self)
      yield* body(charged(pieces, weight, self), name)
      continue
    }
    const reason = files.isDirectory(path)
      ? self.argv[0] === 'cat' && self.surroundings.tools === 'busybox'
        ? 'read error: Is a directory'
        : 'Is a directory'
      : 'No such file or directory'
    const busy = self.surroundings.tools === 'busybox' && !reason.startsWith('read') ? `can't open '${name}'` : name
    yield* complain(`${self.argv[0]}: ${reason.startsWith('read') ? reason : `${busy}: ${reason}`}\n`)
    status = self.argv[0] === 'grep' ? 2 : 1
  }
  return status
}

/** What is given of a file at once. */
const PIECE = 64 * 1024

function wholly(text: string): Pieces {
  let at = 0
  return function* () {
    yield* write('')
    const start = at
    at += PIECE
    // Two halves of a character stay together.
    if (/[\ud800-\udbff]/.test(text.charAt(at - 1))) at++
    return start < text.length ? text.slice(start, at) : undefined
  }
}

function charged(next: Pieces, weight: number, { surroundings: { steps } }: Process): Pieces {
  return function* () {
    const piece = yield* next()
    if (piece !== undefined && steps.look(piece.length * weight)) yield steps.take()
    return piece
  }
}

function fromDevice(source: () => string, { surroundings: { steps } }: Process): Pieces {
  return function* () {
    if (steps.spend()) yield steps.take()
    return source()
  }
}

export function* readFiles(self: Process, names: readonly string[]): Part<string> {
  let all = ''
  yield* overFiles(self, names, function* (text) {
    all = withinMemory(all + text)
    yield* write('')
  })
  return all
}

export function linesOf(text: string): string[] {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}
