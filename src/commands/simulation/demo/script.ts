/**
 * A lab as a text file: what is typed and what must be seen. Line by line:
 *
 *     # Heading               a step begins
 *     > text                  what the reader is told
 *     $ kubesim get pods      a command line of kubesim (or kubectl); quotes, `echo '…' |` before it, and `$name` are understood
 *     @ name $ kubesim …      the same, its output kept as `$name` and not shown
 *     = line                  a line that the output must contain, exactly
 *     ~ pattern               a regular expression in RE2's syntax that the output must match; ^ and $ are those of a line
 *     ! 6                     the exit code, where it is not 0
 */
import { UsageError } from '../../../api/contract/errors.js'
import { visible } from '../../../model/values/visible-text.js'
import { compilePattern, type Expectation, PatternError } from './expectation.js'
import { readLine, type TypedLine } from './typed-line.js'

export interface Lab {
  readonly steps: readonly Step[]
}

export interface Step {
  readonly title: string
  readonly actions: readonly Action[]
}

export type Action =
  | { readonly type: 'say'; readonly text: string }
  | {
      readonly type: 'type'
      /** As it stands in the file, for the reader. */
      readonly line: string
      readonly template: TypedLine
      readonly keepAs?: string
      readonly expect: Expectation
    }

/** What a stranger's lab may be: an evening's work, and no more than is read at once. It is as much as a config map holds. */
export const mostBytes = 1024 * 1024
const mostSteps = 1000
const mostLines = 20_000

/** Reads a lab; an error names the file and the line that is not understood. */
export function parseLab(text: string, file: string): Lab {
  const steps: { title: string; actions: Action[] }[] = []
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/)
  const refused = (at: number, why: string) => new UsageError(visible(`${file}, line ${at + 1}: ${why}`))
  if (lines.length > mostLines) throw refused(mostLines, `a lab has at most ${mostLines} lines`)
  for (const [at, line] of lines.entries()) {
    if (line.trim() === '') continue
    try {
      if (line.startsWith('# ')) steps.push({ title: line.slice(2), actions: [] })
      else addLine(line, steps.at(-1)?.actions)
      if (steps.length > mostSteps) throw new NotUnderstood(`a lab has at most ${mostSteps} steps`)
    } catch (error) {
      if (error instanceof NotUnderstood || error instanceof PatternError) throw refused(at, error.message)
      throw error
    }
  }
  if (steps.length === 0) throw new UsageError(`${file}: a lab begins with a heading ("# …")`)
  return { steps }
}

class NotUnderstood extends Error {}

function addLine(line: string, actions: Action[] | undefined): void {
  if (actions === undefined) throw new NotUnderstood('a lab begins with a heading ("# …")')
  const rest = line.slice(2)
  const kept = /^@ (\w+) \$ (.*)$/.exec(line)
  if (line.startsWith('> ')) actions.push({ type: 'say', text: rest })
  else if (line.startsWith('$ ')) actions.push({ ...typed(rest), expect: nothingExpected })
  else if (kept !== null) actions.push({ ...typed(kept[2]!), keepAs: kept[1]!, expect: nothingExpected })
  else expectMore(line, rest, actions)
}

const nothingExpected: Expectation = { lines: [], patterns: [], exitCode: 0 }

/** A lab types kubesim's commands alone: what a shell would make of the rest must not be guessed. */
function typed(line: string) {
  const { template, unclosed, operator } = readLine(line)
  if (unclosed !== undefined) throw new NotUnderstood(`the quote ${unclosed} is not closed`)
  if (operator !== undefined) {
    throw new NotUnderstood(`a lab has no shell, so that ${operator} means nothing outside quotes`)
  }
  const [program = ''] = template.words
  if (program !== 'kubesim' && program !== 'kubectl') {
    throw new NotUnderstood(`a lab types commands of kubesim, not of ${JSON.stringify(program)}`)
  }
  return { type: 'type', line, template } as const
}

function expectMore(line: string, rest: string, actions: Action[]): void {
  const action = actions.at(-1)
  if (action?.type !== 'type') throw new NotUnderstood('what is expected stands behind a command')
  actions[actions.length - 1] = { ...action, expect: withMore(action.expect, line, rest) }
}

function withMore(expect: Expectation, line: string, rest: string): Expectation {
  if (line.startsWith('= ')) return { ...expect, lines: [...expect.lines, rest] }
  if (line.startsWith('~ ')) return { ...expect, patterns: [...expect.patterns, compilePattern(rest)] }
  if (!line.startsWith('! ')) throw new NotUnderstood(`not understood: ${JSON.stringify(line)}`)
  if (!/^\d{1,3}$/.test(rest) || Number(rest) > 255) {
    throw new NotUnderstood(`an exit code is a number from 0 to 255, not ${JSON.stringify(rest)}`)
  }
  return { ...expect, exitCode: Number(rest) }
}
