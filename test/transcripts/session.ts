/**
 * Transcripts: what is typed and exactly what is seen, on a virtual clock and a fixed seed.
 *
 *     $ kubesim get pods          a command line (quotes, `echo '…' |` in front)
 *     NAME   READY   …            its standard output
 *     stderr: …                   its standard error, line by line
 *     exit: 1                     its exit code, where it is not 0
 *     @ name $ kubesim get …      a command whose output is kept as $name for later lines, and not shown
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { expect } from 'vitest'
import { parseLine } from '../../src/commands/demo/script.js'
import { Cluster } from '../../src/index.js'

/** Plays the transcript on a new cluster and compares; with UPDATE_TRANSCRIPTS set it writes what it saw instead. */
export async function playTranscript(path: string): Promise<void> {
  const expected = readFileSync(path, 'utf8')
  const cluster = await Cluster.open({ create: { clock: 'virtual', seed: 'transcript' } })
  const seen: string[] = []
  const variables: Record<string, string> = {}
  try {
    for (const line of expected.split('\n')) {
      if (line.startsWith('# ')) seen.push(`${line}\n`)
      const typed = /^(?:@ (\w+) )?\$ (.*)$/.exec(line)
      if (typed === null) continue
      const { words, stdin } = parseLine(typed[2]!, variables)
      const result = await cluster.run(words, stdin === undefined ? {} : { stdin })
      if (typed[1] !== undefined) variables[typed[1]] = result.stdout.trim()
      seen.push(typed[1] === undefined ? transcribe(line, result) : `${line}\n`)
    }
  } finally {
    await cluster.close()
  }
  const actual = seen.join('\n')
  if (process.env.UPDATE_TRANSCRIPTS !== undefined) writeFileSync(path, actual)
  else expect(actual).toBe(expected)
}

function transcribe(line: string, result: { stdout: string; stderr: string; exitCode: number }): string {
  const errors = result.stderr
    .split('\n')
    .flatMap((text, at, all) => (text === '' && at === all.length - 1 ? [] : [`stderr: ${text}\n`]))
  const exit = result.exitCode === 0 ? '' : `exit: ${result.exitCode}\n`
  const end = result.stdout === '' || result.stdout.endsWith('\n') ? '' : '[no newline]\n'
  return `${line}\n${result.stdout}${end}${errors.join('')}${exit}`
}
