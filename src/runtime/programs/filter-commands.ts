import { complain, type Run, readChunk, write } from '../processes/effects.js'
import { resolvePath } from '../processes/file-system.js'
import { OutOfMemory, withinMemory } from '../processes/memory.js'
import type { Command, Process } from '../processes/process.js'
import { ONE_BY_ONE, SEARCH } from '../processes/processor-time.js'
import { compileExpression, type Expression, type Found } from './expression.js'
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
    if (column < 0 && !flags.has('n')) lines.sort()
    else {
      const keyOf = (line: string) => (column < 0 ? line : (line.split(values.get('t') ?? /\s+/)[column] ?? ''))
      const keyed = lines.map((line) => {
        const key = keyOf(line)
        return { line, key, number: flags.has('n') ? Number.parseFloat(key) || 0 : 0 }
      })
      keyed.sort((a, b) => a.number - b.number || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
      lines = keyed.map(({ line }) => line)
    }
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
    const list = values.get('f') ?? values.get('c') ?? values.get('b') ?? '1'
    const ranges = parseRanges(list)
    if (ranges === undefined) {
      yield* complain(`cut: invalid ${self.surroundings.tools === 'busybox' ? `range '${list}'` : 'field value'}\n`)
      return 1
    }
    const pick = <T>(items: readonly T[]) => ranges.flatMap(([from, to]) => items.slice(from - 1, to))
    const cutLine = (line: string) =>
      !values.has('f')
        ? pick([...line]).join('')
        : line.includes(delimiter)
          ? pick(line.split(delimiter)).join(delimiter)
          : line
    const { steps } = self.surroundings
    for (const line of linesOf(yield* readFiles(self, operands))) {
      if (steps.look((line.length + ranges.length) * ONE_BY_ONE)) yield steps.take()
      yield* write(`${cutLine(line)}\n`)
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
    const { steps, files } = self.surroundings
    return yield* overFiles(self, names, function* (text, name) {
      let edited = ''
      for (const [index, line] of linesOf(text).entries()) {
        if (steps.look(line.length * edit.size * SEARCH)) yield steps.take()
        for (const one of edit.apply(line, index + 1, flags.has('n'))) edited = withinMemory(`${edited}${one}\n`)
      }
      if (flags.has('i')) files.write(resolvePath(name, self.directory), edited)
      else yield* write(edited)
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
  const { steps } = self.surroundings
  let found = 0
  const status = yield* overFiles(self, names, function* (text, name) {
    const prefix = names.length > 1 ? `${name}:` : ''
    const matching: { line: string; index: number; hits: Found[] }[] = []
    for (const [index, line] of linesOf(text).entries()) {
      if (steps.look(line.length * expression.size * SEARCH)) yield steps.take()
      const hits = expression.find(line, flags.has('o') ? 'all' : 'first')
      if (hits.length > 0 !== flags.has('v')) matching.push({ line, index, hits })
    }
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

/** `2,4-6,9-`: from the first to the last, without what lies in another; undefined when it is no such list. */
function parseRanges(list: string): [from: number, to: number][] | undefined {
  const ranges: [number, number][] = []
  for (const text of list.split(',')) {
    const [, from = '', dash, to = ''] = /^(\d*)(?:(-)(\d*))?$/.exec(text) ?? []
    const first = Number(from || (dash === undefined ? 0 : 1))
    const last = dash === undefined ? first : to === '' ? Number.POSITIVE_INFINITY : Number(to)
    if (first === 0 || last < first || (from === '' && to === '')) return undefined
    ranges.push([first, last])
  }
  ranges.sort(([a], [b]) => a - b)
  let end = 0
  return ranges.flatMap(([from, to]) => {
    const start = Math.max(from, end + 1)
    end = Math.max(end, to)
    return start > to ? [] : [[start, to]]
  })
}

/** So many characters there are. */
const ALPHABET = 0x10000

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
      if (set.length > ALPHABET) throw new OutOfMemory(`a set of ${set.length} characters`)
      for (let code = first.charCodeAt(0); code <= last.charCodeAt(0); code++) set.push(String.fromCharCode(code))
      at += 2
    } else set.push(first)
  }
  return set
}
