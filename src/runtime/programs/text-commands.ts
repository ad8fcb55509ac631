import { byteLength } from '../../model/values/byte-text.js'
import { complain, type Part, type Run, readAll, readLine, sleep, write } from '../processes/effects.js'
import { resolvePath } from '../processes/file-system.js'
import { withinMemory } from '../processes/memory.js'
import type { Command, Process } from '../processes/process.js'
import { SCAN, SEARCH } from '../processes/processor-time.js'
import { readOptions } from './options.js'
import { seq } from './seq.js'
import { format, withEscapes } from './text-escapes.js'
import { overPieces, type Pieces } from './text-input.js'

/** Commands that read and write text. */
export const textCommands: Readonly<Record<string, Command>> = {
  *echo({ argv }) {
    let at = 1
    let newline = '\n'
    let escapes = false
    for (; /^-[neE]+$/.test(argv[at] ?? ''); at++) {
      if (argv[at]?.includes('n')) newline = ''
      if (argv[at]?.includes('e')) escapes = true
    }
    const text = argv.slice(at).join(' ')
    yield* write(`${escapes ? withEscapes(text) : text}${newline}`)
    return 0
  },
  *printf({ argv }) {
    for (const piece of format(argv[1] ?? '', argv.slice(2))) yield* write(piece)
    return 0
  },
  *cat(self) {
    return yield* overPieces(self, readOptions(self.argv.slice(1), ['n', 'A']).operands, 1, function* (next) {
      for (let piece = yield* next(); piece !== undefined; piece = yield* next()) yield* write(piece)
    })
  },
  head,
  tail,
  *wc(self) {
    const { flags, operands } = readOptions(self.argv.slice(1), ['l', 'w', 'c', 'm'])
    const wanted = (letter: string) => flags.size === 0 || flags.has(letter)
    return yield* overPieces(self, operands, SCAN, function* (next, name) {
      const { lines, words, bytes } = yield* counted(next)
      const counts = [
        ...(wanted('l') ? [lines] : []),
        ...(wanted('w') ? [words] : []),
        ...(wanted('c') || flags.has('m') ? [bytes] : []),
      ]
      const padded =
        counts.length === 1 && name === '-' ? String(counts[0]) : counts.map((one) => String(one).padStart(7)).join(' ')
      yield* write(`${padded}${name === '-' ? '' : ` ${name}`}\n`)
    })
  },
  seq,
  *tee(self) {
    const { flags, operands } = readOptions(self.argv.slice(1), ['a'])
    const text = yield* readAll()
    const { files } = self.surroundings
    for (const name of operands) {
      const path = resolvePath(name, self.directory)
      files.write(path, (flags.has('a') ? (files.read(path) ?? '') : '') + text)
    }
    yield* write(text)
    return 0
  },
  *yes({ argv }) {
    const line = `${argv.slice(1).join(' ') || 'y'}\n`
    const lines = line.repeat(Math.ceil(BUFFER / line.length))
    for (;;) yield* write(lines)
  },
}

/** So much is written at once where there is much to write (`BUFSIZ`). */
const BUFFER = 1024

/** What head and tail are told: how many lines, or with -c bytes. */
function countOf(self: Process) {
  const args = self.argv.slice(1).map((arg) => (/^-\d+$/.test(arg) ? `-n${arg.slice(1)}` : arg))
  const { values, operands, flags } = readOptions(args, ['n:', 'c:', 'f', 'F', 'q', 'follow', 'lines:', 'bytes:'])
  return {
    count: values.get('n') ?? values.get('lines') ?? '10',
    bytes: values.get('c') ?? values.get('bytes'),
    operands,
    flags,
  }
}

function* counted(next: Pieces): Part<{ lines: number; words: number; bytes: number }> {
  const counts = { lines: 0, words: 0, bytes: 0 }
  let within = false
  for (let piece = yield* next(); piece !== undefined; piece = yield* next()) {
    counts.lines += piece.split('\n').length - 1
    const words = piece.split(/\s+/)
    counts.words += words.filter(Boolean).length - (within && words[0] !== '' ? 1 : 0)
    within = words.at(-1) !== ''
    counts.bytes += byteLength(piece)
  }
  return counts
}

function* head(self: Process): Run {
  const { count, bytes, operands } = countOf(self)
  if (operands.length === 0 && bytes === undefined) {
    for (let left = Number(count); left > 0; left--) {
      const line = yield* readLine()
      if (line === undefined) break
      yield* write(line)
    }
    return 0
  }
  return yield* overPieces(self, operands, SEARCH, function* (next) {
    let left = Number(bytes ?? count)
    while (left > 0) {
      const piece = yield* next()
      if (piece === undefined) return
      const taken = beginning(piece, left, bytes === undefined)
      left -= taken.count
      yield* write(piece.slice(0, taken.length))
    }
  })
}

function* tail(self: Process): Run {
  const { count, bytes, operands, flags } = countOf(self)
  const wanted = bytes ?? count
  const number = Math.abs(Number(wanted))
  if (Number.isNaN(number)) {
    yield* complain(`tail: invalid number '${wanted}'\n`)
    return 1
  }
  const status = yield* overPieces(self, operands, SEARCH, function* (next) {
    if (wanted.startsWith('+')) return yield* from(number, bytes === undefined, next)
    let kept = ''
    let most = longestKept
    for (let piece = yield* next(); piece !== undefined; piece = yield* next()) {
      kept += piece
      if (kept.length <= most) continue
      kept = withinMemory(bytes === undefined ? lastLines(kept, number) : last(kept, number))
      most = 2 * Math.max(longestKept, kept.length)
    }
    const text = bytes === undefined ? lastLines(kept, number) : last(kept, number)
    yield* write(bytes === undefined && text !== '' && !text.endsWith('\n') ? `${text}\n` : text)
  })
  if (flags.has('f') || flags.has('F') || flags.has('follow')) yield* sleep(Number.POSITIVE_INFINITY)
  return status
}

/** What tail has read is looked at when there is so much of it. */
const longestKept = 64 * 1024

/** Everything from a line or a byte on, counted from 1. */
function* from(number: number, byLines: boolean, next: Pieces): Part<void> {
  let left = Math.max(0, number - 1)
  for (let piece = yield* next(); piece !== undefined; piece = yield* next()) {
    const skipped = beginning(piece, left, byLines)
    left -= skipped.count
    yield* write(piece.slice(skipped.length))
  }
}

/** How long the beginning of a text is that has at most so many lines or bytes, and how many whole ones it has. */
function beginning(text: string, most: number, byLines: boolean): { length: number; count: number } {
  if (!byLines) return { length: Math.min(most, text.length), count: Math.min(most, text.length) }
  let length = 0
  let count = 0
  for (; count < most; count++) {
    const end = text.indexOf('\n', length)
    if (end < 0) return { length: text.length, count }
    length = end + 1
  }
  return { length, count }
}

const last = (text: string, length: number) => (length === 0 ? '' : text.slice(-length))

function lastLines(text: string, count: number): string {
  let at = text.endsWith('\n') ? text.length - 1 : text.length
  for (let left = count; left > 0 && at >= 0; left--) at = at === 0 ? -1 : text.lastIndexOf('\n', at - 1)
  return count === 0 ? '' : text.slice(at + 1)
}
