/**
 * Transcripts: what is typed and exactly what is seen, on a virtual clock and a fixed seed.
 *
 *     % pace realistic            how fast the cluster is; before the first command
 *     $ kubesim get pods          a command line (quotes, `echo '…' |` in front, `<<EOF` and lines until `EOF` behind)
 *     NAME   READY   …            its standard output
 *     stderr: …                   its standard error, line by line
 *     exit: 1                     its exit code, where it is not 0
 *     @ name $ kubesim get …      a command whose output is kept as $name for later lines, and not shown
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { expect } from 'vitest'
import { parseLine } from '../../src/commands/simulation/demo/typed-line.js'
import { Cluster, type RunResult } from '../../src/index.js'

/** Types command lines on a new cluster of its own. */
export interface Typist {
  type(words: readonly string[], stdin: string | undefined): Promise<RunResult>
  leave(): Promise<void>
}

/** What a transcript's cluster is made with. */
export interface Setting {
  readonly clock: 'virtual'
  readonly seed: string
  readonly pace: 'realistic' | 'instant'
}

/** On a cluster in this process. */
export async function typeHere(create: Setting): Promise<Typist> {
  const cluster = await Cluster.open({ create, strict: true })
  return {
    type: (words, stdin) => cluster.run(words, stdin === undefined ? {} : { stdin }),
    leave: () => cluster.close(),
  }
}

/** Plays the transcript on a new cluster and compares; with UPDATE_TRANSCRIPTS set it writes what it saw instead. */
export async function playTranscript(path: string, sitDown = typeHere): Promise<void> {
  const expected = readFileSync(path, 'utf8')
  const lines = expected.split('\n')
  const realistic = lines.includes('% pace realistic')
  const typist = await sitDown({ clock: 'virtual', seed: 'transcript', pace: realistic ? 'realistic' : 'instant' })
  const seen: string[] = realistic ? ['% pace realistic\n'] : []
  const variables: Record<string, string> = {}
  try {
    for (const [at, line] of lines.entries()) {
      if (line.startsWith('# ')) seen.push(`${line}\n`)
      const typed = /^(?:@ (\w+) )?\$ (.*)$/.exec(line)
      if (typed === null) continue
      const document = hereDocument(line, lines.slice(at + 1))
      const { words, stdin = document && `${document.join('\n')}\n` } = parseLine(
        document === undefined ? typed[2]! : typed[2]!.replace(/ <<EOF$/, ''),
        variables,
      )
      const result = await typist.type(words, stdin)
      if (typed[1] !== undefined) variables[typed[1]] = result.stdout.trim()
      const shown = [line, ...(document === undefined ? [] : [...document, 'EOF'])].join('\n')
      seen.push(typed[1] === undefined ? transcribe(shown, result) : `${shown}\n`)
    }
  } finally {
    await typist.leave()
  }
  const actual = seen.join('\n')
  if (process.env.UPDATE_TRANSCRIPTS !== undefined) writeFileSync(path, actual)
  else expect(actual).toBe(expected)
}

/** The lines that a command line with `<<EOF` is given as its standard input. */
function hereDocument(line: string, following: readonly string[]): readonly string[] | undefined {
  return line.endsWith(' <<EOF') ? following.slice(0, following.indexOf('EOF')) : undefined
}

function transcribe(line: string, result: { stdout: string; stderr: string; exitCode: number }): string {
  const errors = result.stderr
    .split('\n')
    .flatMap((text, at, all) => (text === '' && at === all.length - 1 ? [] : [`stderr: ${text}\n`]))
  const exit = result.exitCode === 0 ? '' : `exit: ${result.exitCode}\n`
  const end = result.stdout === '' || result.stdout.endsWith('\n') ? '' : '[no newline]\n'
  return `${line}\n${result.stdout}${end}${errors.join('')}${exit}`
}
