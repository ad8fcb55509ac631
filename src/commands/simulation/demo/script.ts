/**
 * A lab as a text file: what is typed and what must be seen. Line by line:
 *
 *     # Heading               a step begins
 *     > text                  what the reader is told
 *     $ kubesim get pods      a command line; quotes, `echo '…' |` before it, and `$name` are understood
 *     @ name $ kubesim …      the same, its output kept as `$name` and not shown
 *     = line                  a line that the output must contain, exactly
 *     ~ pattern               a regular expression that the output must match
 *     ! 6                     the exit code, where it is not 0
 */

export interface Lab {
  readonly steps: readonly Step[]
}

export interface Step {
  readonly title: string
  readonly actions: readonly Action[]
}

export type Action =
  | { readonly type: 'say'; readonly text: string }
  | { readonly type: 'type'; readonly line: string; readonly keepAs?: string; readonly expect: Expectation }

export interface Expectation {
  readonly lines: readonly string[]
  readonly patterns: readonly string[]
  readonly exitCode: number
}

/** Throws an Error that names the line it does not understand. */
export function parseLab(text: string): Lab {
  const steps: { title: string; actions: Action[] }[] = []
  for (const [at, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    if (line.startsWith('# ')) steps.push({ title: line.slice(2), actions: [] })
    else addLine(line, steps.at(-1)?.actions, at + 1)
  }
  return { steps }
}

function addLine(line: string, actions: Action[] | undefined, number: number): void {
  if (actions === undefined) throw new Error(`line ${number}: a lab begins with a heading ("# …")`)
  const rest = line.slice(2)
  const kept = line.match(/^@ (\w+) \$ (.*)$/)
  if (line.startsWith('> ')) actions.push({ type: 'say', text: rest })
  else if (line.startsWith('$ ')) actions.push({ type: 'type', line: rest, expect: nothingExpected })
  else if (kept !== null) actions.push({ type: 'type', line: kept[2]!, keepAs: kept[1]!, expect: nothingExpected })
  else expectMore(line, rest, actions, number)
}

const nothingExpected: Expectation = { lines: [], patterns: [], exitCode: 0 }

function expectMore(line: string, rest: string, actions: Action[], number: number): void {
  const action = actions.at(-1)
  if (action?.type !== 'type') throw new Error(`line ${number}: what is expected stands behind a command`)
  const { expect } = action
  const more: Expectation | undefined = line.startsWith('= ')
    ? { ...expect, lines: [...expect.lines, rest] }
    : line.startsWith('~ ')
      ? { ...expect, patterns: [...expect.patterns, rest] }
      : line.startsWith('! ')
        ? { ...expect, exitCode: Number(rest) }
        : undefined
  if (more === undefined) throw new Error(`line ${number}: not understood: ${line}`)
  actions[actions.length - 1] = { ...action, expect: more }
}

export interface Result {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number
}

/** What the output lacks, in words; empty when all is as expected. */
export function shortcomings(result: Result, expect: Expectation): string[] {
  const output = result.stdout + result.stderr
  const lines = new Set(output.split('\n'))
  return [
    ...(result.exitCode === expect.exitCode ? [] : [`exit code ${result.exitCode}, expected ${expect.exitCode}`]),
    ...expect.lines.filter((line) => !lines.has(line)).map((line) => `expected the line: ${line}`),
    ...expect.patterns
      .filter((pattern) => !new RegExp(pattern, 'm').test(output))
      .map((pattern) => `expected: ${pattern}`),
  ]
}

/** A typed line in parts: the words after the program's name, and what is piped into it. */
export interface TypedLine {
  readonly words: readonly string[]
  readonly stdin: string | undefined
}

/** Understands single and double quotes, `$name`, and one `echo '…' |` in front. */
export function parseLine(line: string, variables: Readonly<Record<string, string>>): TypedLine {
  const filled = line.replace(/\$(\w+)/g, (all, name: string) => variables[name] ?? all)
  const piped = filled.match(/^(?:echo|printf '%s\\n') ('[^']*'|"[^"]*") \| (.*)$/s)
  const words = splitWords(piped?.[2] ?? filled)
  return { words: words.slice(1), stdin: piped === null ? undefined : `${splitWords(piped[1]!)[0]}\n` }
}

function splitWords(line: string): string[] {
  return [...line.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(([word]) =>
    word.replace(/'([^']*)'|"([^"]*)"/g, (_, single?: string, double?: string) => single ?? double ?? ''),
  )
}
