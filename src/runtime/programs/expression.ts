/**
 * Regular expressions as grep and sed have them: the leftmost match is taken, and of these the longest (POSIX). RE2 finds
 * it in time that is linear in the text, whatever the expression: V8's own engine doubles with each character of a nested
 * one, and while it works no signal is heard.
 */
import { RE2JS, RE2JSException } from 're2js'

export interface Found {
  readonly start: number
  readonly end: number
  /** The whole match, and what its groups have matched. */
  readonly groups: readonly (string | undefined)[]
}

/** All matches in a line, from left to right. */
export type Expression = (line: string) => Found[]

/** An expression in JavaScript's syntax, compiled. Throws a SyntaxError that says what is wrong with it. */
export function compileExpression(source: string, ignoreCase: boolean): Expression {
  // What refers to its own groups is no regular expression; whoever uses that has few letters to match.
  if (/(?<!\\)(?:\\\\)*\\[1-9]/.test(source)) return backtracking(source, ignoreCase)
  const compiled = compile(source, RE2JS.LONGEST_MATCH | (ignoreCase ? RE2JS.CASE_INSENSITIVE : 0))
  return (line) => {
    const matcher = compiled.matcher(line)
    const found: Found[] = []
    while (matcher.find()) {
      const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, at) => matcher.group(at) ?? undefined)
      found.push({ start: matcher.start(), end: matcher.end(), groups })
    }
    return found
  }
}

function compile(source: string, flags: number): RE2JS {
  try {
    return RE2JS.compile(source, flags)
  } catch (error) {
    throw error instanceof RE2JSException ? new SyntaxError(error.message) : error
  }
}

function backtracking(source: string, ignoreCase: boolean): Expression {
  const regex = new RegExp(source, ignoreCase ? 'gi' : 'g')
  return (line) =>
    [...line.matchAll(regex)].map((match) => ({
      start: match.index,
      end: match.index + match[0].length,
      groups: [...match],
    }))
}
