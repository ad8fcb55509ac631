import { byteLength } from '../../model/values/byte-text.js'
import { type Run, readAll, readLine, sleep, write } from '../processes/effects.js'
import { resolvePath } from '../processes/file-system.js'
import type { Command, Process } from '../processes/process.js'
import { readOptions } from './options.js'
import { format, withEscapes } from './text-escapes.js'
import { linesOf, overFiles } from './text-input.js'

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
    return yield* overFiles(self, readOptions(self.argv.slice(1), ['n', 'A']).operands, function* (text) {
      yield* write(text)
    })
  },
  head,
  tail,
  *wc(self) {
    const { flags, operands } = readOptions(self.argv.slice(1), ['l', 'w', 'c', 'm'])
    const wanted = (letter: string) => flags.size === 0 || flags.has(letter)
    return yield* overFiles(self, operands, function* (text, name) {
      const counts = [
        ...(wanted('l') ? [text.split('\n').length - 1] : []),
        ...(wanted('w') ? [text.split(/\s+/).filter(Boolean).length] : []),
        ...(wanted('c') || flags.has('m') ? [byteLength(text)] : []),
      ]
      const padded =
        counts.length === 1 && name === '-' ? String(counts[0]) : counts.map((one) => String(one).padStart(7)).join(' ')
      yield* write(`${padded}${name === '-' ? '' : ` ${name}`}\n`)
    })
  },
  *seq({ argv }) {
    const numbers = argv.slice(1).map(Number)
    const [first, step, last] =
      numbers.length === 1 ? [1, 1, numbers[0]] : numbers.length === 2 ? [numbers[0], 1, numbers[1]] : numbers
    const more = (number: number) => ((step ?? 1) > 0 ? number <= (last ?? 0) : number >= (last ?? 0))
    let lines = ''
    for (let number = first ?? 1; more(number); number += step || 1) {
      lines += `${number}\n`
      if (lines.length < BUFFER) continue
      yield* write(lines)
      lines = ''
    }
    yield* write(lines)
    return 0
  },
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
  return yield* overFiles(self, operands, function* (text) {
    const lines = linesOf(text).slice(0, Number(count))
    yield* write(bytes === undefined ? lines.map((line) => `${line}\n`).join('') : text.slice(0, Number(bytes)))
  })
}

function* tail(self: Process): Run {
  const { count, bytes, operands, flags } = countOf(self)
  const number = Math.abs(Number(count))
  const status = yield* overFiles(self, operands, function* (text) {
    if (bytes !== undefined) return yield* write(text.slice(-Number(bytes)))
    const lines = linesOf(text)
    const kept = count.startsWith('+') ? lines.slice(number - 1) : number === 0 ? [] : lines.slice(-number)
    yield* write(kept.map((line) => `${line}\n`).join(''))
  })
  if (flags.has('f') || flags.has('F') || flags.has('follow')) yield* sleep(Number.POSITIVE_INFINITY)
  return status
}
