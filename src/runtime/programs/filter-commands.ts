import { complain, type Run, readChunk, write } from '../processes/effects.js'
import { resolvePath } from '../processes/file-system.js'
import type { Command, Process } from '../processes/process.js'
import { ONE_BY_ONE } from '../processes/processor-time.js'
import { compileExpression, type Expression } from './expression.js'
import { readOptions } from './options.js'
import { sedScript, toRegex } from './regular-expressions.js'
import { withEscapes } from './text-escapes.js'
import { linesOf, overFiles, readFiles } from './text-input.js'

/** Commands that filter lines. */
export const filterCommands: Readonly<Record<string, Command>> = {
  grep,
  *sort(self) {
    const { flags, values, operands } = readOptions(self.argv.slice(1), ['n', 'r', 'u', 'f', 'k:', 't:'])
    let lines = linesOf(yield* readFiles(self, operands))
    const column = Number.parseInt(values.get('k') ?? '0', 10) - 1
    const keyOf = (line: string) => (column < 0 ? line : (line.split(values.get('t') ?? /\s+/)[column] ?? ''))
    const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
    lines.sort(
      (a, b) =>
        (flags.has('n') ? (Number.parseFloat(keyOf(a)) || 0) - (Number.parseFloat(keyOf(b)) || 0) : 0) ||
        compare(keyOf(a), keyOf(b)),
    )
    if (flags.has('r')) lines.reverse()
    if (flags.has('u')) lines = [...new Set(lines)]
    yield* write(lines.map((line) => `${line}\n`).join(''))
    return 0
  },
  *uniq(self) {
    const { flags, operands } = readOptions(self.argv.slice(1), ['c', 'd', 'u'])
    const groups: { line: string; count: number }[] = []
    for (const line of linesOf(yield* readFiles(self, operands))) {
      const last = groups.at(-1)
      if (last?.line === line) last.count++
      else groups.push({ line, count: 1 })
    }
    const kept = groups.filter(({ count }) => (flags.has('d') ? count > 1 : flags.has('u') ? count === 1 : true))
    yield* write(
      kept.map(({ line, count }) => `${flags.has('c') ? `${String(count).padStart(7)} ` : ''}${line}\n`).join(''),
    )
    return 0
  },
  *cut(self) {
    const { values, operands } = readOptions(self.argv.slice(1), ['d:', 'f:', 'c:', 'b:', 's'])
    const delimiter = values.get('d') ?? '\t'
    const ranges = (values.get('f') ?? values.get('c') ?? values.get('b') ?? '1').split(',').map(parseRange)
    const pick = <T>(items: readonly T[]) =>
      items.filter((_, index) => ranges.some(([from, to]) => index + 1 >= from && index + 1 <= to))
    for (const line of linesOf(yield* readFiles(self, operands))) {
      const whole = values.has('f') && !line.includes(delimiter)
      yield* write(
        `${whole ? line : values.has('f') ? pick(line.split(delimiter)).join(delimiter) : pick([...line]).join('')}\n`,
      )
    }
    return 0
  },
  *tr(self) {
    const { flags, operands } = readOptions(self.argv.slice(1), ['d', 's', 'c'], true)
    const [from, to] = [characterSet(operands[0] ?? ''), characterSet(operands[1] ?? '')]
    const places = new Map(from.map((one, index) => [one, index] as const).reverse())
    const squeezed = flags.has('s') ? new Set(to.length > 0 ? to : from) : new Set<string>()
    const { steps } = self.surroundings
    const complement = flags.has('c')
    const changed = (one: string) => {
      const at = places.get(one)
      if (flags.has('d')) return (at !== undefined) === complement ? one : ''
      if (to.length === 0 || (at === undefined) !== complement) return one
      return to[Math.min(at ?? to.length, to.length - 1)]!
    }
    let before = ''
    for (let piece = yield* readChunk(); piece !== undefined; piece = yield* readChunk()) {
      if (steps.spend(piece.length * ONE_BY_ONE)) yield steps.take()
      const kept: string[] = []
      for (const letter of piece) {
        const one = changed(letter)
        if (one === '' || (one === before && squeezed.has(one))) continue
        kept.push(one)
        before = one
      }
      yield* write(kept.join(''))
    }
    return 0
  },
  *sed(self) {
    const { flags, values, operands } = readOptions(self.argv.slice(1), ['n', 'i', 'e:', 'E', 'r'])
    const [script = '', ...names] = values.has('e') ? [values.get('e') ?? '', ...operands] : operands
    const edit = sedScript(script, flags.has('E') || flags.has('r'))
    if (typeof edit === 'string') {
      yield* complain(`sed: ${edit}\n`)
      return 1
    }
    const apply = (text: string) =>
      linesOf(text)
        .flatMap((line, index) => edit(line, index + 1, flags.has('n')))
        .map((line) => `${line}\n`)
        .join('')
    return yield* overFiles(self, names, function* (text, name) {
      if (flags.has('i')) self.surroundings.files.write(resolvePath(name, self.directory), apply(text))
      else yield* write(apply(text))
    })
  },
}

function* grep(self: Process): Run {
  const { flags, values, operands } = readOptions(self.argv.slice(1), [
    'i',
    'v',
    'c',
    'n',
    'o',
    'q',
    'E',
    'F',
    'w',
    'r',
    'e:',
    'm:',
    'A:',
    'B:',
    'color',
  ])
  const [pattern = '', ...names] = values.has('e') ? [values.get('e') ?? '', ...operands] : operands
  let expression: Expression
  try {
    const source = flags.has('F') ? pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : toRegex(pattern, flags.has('E'))
    expression = compileExpression(flags.has('w') ? `\\b(?:${source})\\b` : source, flags.has('i'))
  } catch {
    yield* complain(`grep: bad regex '${pattern}'\n`)
    return 2
  }
  let found = 0
  const status = yield* overFiles(self, names, function* (text, name) {
    const prefix = names.length > 1 ? `${name}:` : ''
    const matching = linesOf(text)
      .map((line, index) => ({ line, index, hits: expression(line) }))
      .filter(({ hits }) => hits.length > 0 !== flags.has('v'))
    found += matching.length
    if (flags.has('q')) return
    if (flags.has('c')) return yield* write(`${prefix}${matching.length}\n`)
    for (const { line, index, hits } of matching.slice(0, Number(values.get('m') ?? matching.length))) {
      const shown = flags.has('o') ? hits.flatMap(({ groups: [whole] }) => whole || []) : [line]
      for (const one of shown) yield* write(`${prefix}${flags.has('n') ? `${index + 1}:` : ''}${one}\n`)
    }
  })
  return status !== 0 ? status : Number(found === 0)
}

function parseRange(text: string): [number, number] {
  const [from = '', to] = text.split('-')
  return [Number(from || 1), to === undefined ? Number(from) : to === '' ? Number.POSITIVE_INFINITY : Number(to)]
}

function characterSet(text: string): string[] {
  const named = text
    .replace('[:upper:]', 'A-Z')
    .replace('[:lower:]', 'a-z')
    .replace('[:digit:]', '0-9')
    .replace('[:space:]', ' \\n\\t')
  const characters = [...withEscapes(named)]
  const set: string[] = []
  for (let at = 0; at < characters.length; at++) {
    const [first = '', dash, last] = characters.slice(at, at + 3)
    if (dash === '-' && last !== undefined) {
      for (let code = first.charCodeAt(0); code <= last.charCodeAt(0); code++) set.push(String.fromCharCode(code))
      at += 2
    } else set.push(first)
  }
  return set
}
