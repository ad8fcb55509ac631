/** What a lab's command must show, and what its output lacks of it. */
import { matchesRegexp, regexpProblem } from '../../../model/go/regexp.js'
import { RegexpError } from '../../../model/go/regexp-error.js'

export interface Expectation {
  readonly lines: readonly string[]
  readonly patterns: readonly Pattern[]
  readonly exitCode: number
}

interface Pattern {
  readonly source: string
  matches(text: string): boolean
}

/** Nobody reads longer ones. */
const longestPattern = 1000

/** A pattern that RE2 does not take. */
export class PatternError extends Error {}

/**
 * A pattern of a lab, whoever wrote it. RE2 lacks look-around and references to groups
 * (https://github.com/google/re2/wiki/Syntax).
 */
export function compilePattern(source: string): Pattern {
  if (source.length > longestPattern) throw new PatternError(`a pattern has at most ${longestPattern} letters`)
  const problem = regexpProblem(source)
  if (problem !== undefined) {
    throw new PatternError(`the pattern is not one of RE2, which has no look-around and no \\1: ${problem}`)
  }
  return { source, matches: (text) => matchesRegexp(`(?m)${source}`, text) }
}

export interface Result {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number
}

/** What the output lacks, in words; empty when all is as expected. */
export function shortcomings(result: Result, expect: Expectation): string[] {
  const output = result.stdout + result.stderr
  const lines = new Set(output.split(/\r?\n/))
  return [
    ...(result.exitCode === expect.exitCode ? [] : [`exit code ${result.exitCode}, expected ${expect.exitCode}`]),
    ...expect.lines.filter((line) => !lines.has(line)).map((line) => `expected the line: ${line}`),
    ...expect.patterns.flatMap((pattern) => mismatch(pattern, output)),
  ]
}

/** What is looked for takes the length of the pattern times that of the output: where that is too much it is not looked for. */
function mismatch({ source, matches }: Pattern, output: string): string[] {
  try {
    return matches(output) ? [] : [`expected: ${source}`]
  } catch (error) {
    if (error instanceof RegexpError) return [`expected: ${source} (${error.message})`]
    throw error
  }
}
