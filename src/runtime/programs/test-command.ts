import { complain, type Run } from '../processes/effects.js'
import { resolvePath } from '../processes/file-system.js'
import type { Process } from '../processes/process.js'

/** Each may stand before all the rest. */
const MOST_WORDS = 1_000

/** `test` and `[`. */
export function* testCommand(self: Process): Run {
  const bracket = self.argv[0] === '['
  if (bracket && self.argv.at(-1) !== ']') {
    yield* complain('[: missing ]\n')
    return 2
  }
  const words = self.argv.slice(1, bracket ? -1 : undefined)
  if (words.length > MOST_WORDS) {
    yield* complain(`${self.argv[0]}: too many arguments\n`)
    return 2
  }
  const fault = words.find(
    (word, at) =>
      /^-(eq|ne|lt|le|gt|ge)$/.test(word) &&
      [words[at - 1], words[at + 1]].some((one) => !/^\s*-?\d+\s*$/.test(one ?? '')),
  )
  if (fault !== undefined) {
    const at = words.indexOf(fault)
    const wrong = [words[at - 1], words[at + 1]].find((one) => !/^\s*-?\d+\s*$/.test(one ?? '')) ?? ''
    yield* complain(
      `${self.argv[0]}: ${self.surroundings.tools === 'busybox' ? `bad number: ${wrong}` : `${wrong}: integer expression expected`}\n`,
    )
    return 2
  }
  return disjunction(words, self) ? 0 : 1
}

function disjunction(words: readonly string[], self: Process): boolean {
  const or = words.indexOf('-o', 1)
  if (or > 0) return disjunction(words.slice(0, or), self) || disjunction(words.slice(or + 1), self)
  const and = words.indexOf('-a', 1)
  if (and > 0) return disjunction(words.slice(0, and), self) && disjunction(words.slice(and + 1), self)
  if (words[0] === '!' && words.length > 1) return !disjunction(words.slice(1), self)
  if (words[0] === '(' && words.at(-1) === ')') return disjunction(words.slice(1, -1), self)
  return primary(words, self)
}

function primary(words: readonly string[], self: Process): boolean {
  const [first = '', second, third = ''] = words
  if (words.length < 2) return first !== ''
  if (words.length === 2) return unary(first, second ?? '', self)
  const [a, b] = [Number(first), Number(third)]
  const comparisons: Record<string, () => boolean> = {
    '=': () => first === third,
    '==': () => first === third,
    '!=': () => first !== third,
    '<': () => first < third,
    '>': () => first > third,
    '-eq': () => a === b,
    '-ne': () => a !== b,
    '-lt': () => a < b,
    '-le': () => a <= b,
    '-gt': () => a > b,
    '-ge': () => a >= b,
  }
  return Object.hasOwn(comparisons, second ?? '') ? comparisons[second ?? '']?.() === true : false
}

function unary(operator: string, operand: string, self: Process): boolean {
  const { files } = self.surroundings
  const path = resolvePath(operand, self.directory)
  const content = files.read(path)
  const checks: Record<string, () => boolean> = {
    '-z': () => operand === '',
    '-n': () => operand !== '',
    '-e': () => files.exists(path),
    '-f': () => content !== undefined,
    '-r': () => files.exists(path),
    '-w': () => files.exists(path),
    '-x': () => files.exists(path) || self.surroundings.find(operand, self.directory) !== undefined,
    '-s': () => content !== undefined && content !== '',
    '-d': () => files.isDirectory(path),
    '-t': () => self.terminal.in,
    '-L': () => false,
  }
  return Object.hasOwn(checks, operator) ? checks[operator]?.() === true : false
}
