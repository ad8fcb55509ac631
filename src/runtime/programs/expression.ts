/**
 * Regular expressions as grep and sed have them: the leftmost match is taken, and of these the longest (POSIX). RE2 finds
 * it in time that is linear in the text, whatever the expression: V8's own engine doubles with each character of a nested
 * one, and while it works no signal is heard.
 */
import { RE2JS, RE2JSException } from 're2js'
import { OutOfMemory } from '../processes/memory.js'

export interface Found {
  readonly start: number
  readonly end: number
  /** The whole match, and what its groups have matched. */
  readonly groups: readonly (string | undefined)[]
}

/** The matches in a line, from left to right. */
export interface Expression {
  /** All of them, or the first alone. */
  find(line: string, wanted?: 'all' | 'first'): Found[]
  /** At how many places of it one may be at once: so often each character is looked at. */
  readonly size: number
}

/** So often all of a line's characters are looked at, all in all; nobody is heard meanwhile. */
const MOST_LOOKS = 100_000_000
/** As many it takes to keep a match. */
const MATCH = 100

/** An expression in JavaScript's syntax, compiled. Throws a SyntaxError that says what is wrong with it. */
export function compileExpression(source: string, ignoreCase: boolean): Expression {
  if (/(?<!\\)(?:\\\\)*\\[1-9]/.test(source)) return backtracking(source, ignoreCase)
  const compiled = compile(source, RE2JS.LONGEST_MATCH | (ignoreCase ? RE2JS.CASE_INSENSITIVE : 0))
  const size = compiled.programSize()
  // Who looks for the longest match may look at all the rest of the line for each.
  const looksFar = /[*+]|\{\d+,\}/.test(source)
  return {
    size,
    find(line, wanted = 'all') {
      const matcher = compiled.matcher(line)
      const found: Found[] = []
      for (let looks = line.length * size; ; looks += MATCH + (looksFar ? line.length : 0)) {
        if (looks > MOST_LOOKS)
          throw new OutOfMemory(`an expression of ${size} places in a line of ${line.length} characters`)
        if (!matcher.find()) return found
        const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, at) => matcher.group(at) ?? undefined)
        found.push({ start: matcher.start(), end: matcher.end(), groups })
        if (wanted === 'first') return found
      }
    },
  }
}

function compile(source: string, flags: number): RE2JS {
  try {
    return RE2JS.compile(source, flags)
  } catch (error) {
    throw error instanceof RE2JSException ? new SyntaxError(error.message) : error
  }
}

/**
 * What refers to its own groups is no regular expression: V8 tries one way after the other. Of these there are as many as the
 * line has places, for each repetition once more; a repeated group that repeats something has no bound at all.
 */
function backtracking(source: string, ignoreCase: boolean): Expression {
  const regex = new RegExp(source, ignoreCase ? 'gi' : 'g')
  if (/\)(?:[*+?]|\{)/.test(source)) throw new SyntaxError('kubesim does not repeat groups beside references to them')
  const repetitions = source.match(/[*+?|]|\{/g)?.length ?? 0
  return {
    size: 1,
    find(line, wanted = 'all') {
      if (line.length ** (repetitions + 1) > MOST_LOOKS)
        throw new OutOfMemory(`${repetitions} repetitions beside a reference`)
      const found: Found[] = []
      for (const match of line.matchAll(regex)) {
        found.push({ start: match.index, end: match.index + match[0].length, groups: [...match] })
        if (wanted === 'first') return found
      }
      return found
    },
  }
}
