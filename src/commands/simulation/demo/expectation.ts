/** What a lab's command must show, and what its output lacks of it. */
import { RE2JS, RE2JSException } from 're2js'

export interface Expectation {
  readonly lines: readonly string[]
  readonly patterns: readonly Pattern[]
  readonly exitCode: number
}

interface Pattern {
  readonly source: string
  matches(text: string): boolean
}

/** What is looked for takes the length of the pattern times that of the output. */
const longestPattern = 1000

/** A pattern that RE2 does not take. */
export class PatternError extends Error {}

/**
 * A pattern of a lab, whoever wrote it: RE2 finds it in time that is linear in the output, where V8's own engine doubles with
 * each character of a nested one. It lacks look-around and references to groups (https://github.com/google/re2/wiki/Syntax).
 */
export function compilePattern(source: string): Pattern {
  if (source.length > longestPattern) throw new PatternError(`a pattern has at most ${longestPattern} letters`)
  try {
    const compiled = RE2JS.compile(source, RE2JS.MULTILINE)
    return { source, matches: (text) => compiled.test(text) }
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error
    throw new PatternError(`the pattern is not one of RE2, which has no look-around and no \\1: ${error.message}`)
  }
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
    ...expect.patterns.filter(({ matches }) => !matches(output)).map(({ source }) => `expected: ${source}`),
  ]
}
