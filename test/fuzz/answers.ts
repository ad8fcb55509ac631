/** What every command line is answered with, whatever was typed. */
import { expect } from 'vitest'
import type { RunResult } from '../../src/index.js'

/** Exit codes that commands have of their own: 0, 1, and 2 of those that compare. */
const greatestExitCode = 2

/** Words of JavaScript, and of failures of ours, which no user may see. */
const ours = /has a bug|\bundefined\b|\[object |\bNaN\b|TypeError|RangeError/

/** Runs it; throws when it fails otherwise than commands do, or prints what nobody should read. `quiet`: a 1 may be all it says. */
export async function expectAnswer(what: string, run: () => Promise<RunResult>, quiet = false): Promise<RunResult> {
  const result = await run().catch((error: Error) => {
    throw new Error(`${what}\n${error.stack}`, { cause: error })
  })
  const { exitCode, stdout, stderr } = result
  const said = `${what}\n${stdout}${stderr}`
  expect(exitCode, said).toBeLessThanOrEqual(greatestExitCode)
  if (exitCode !== 0 && !(quiet && exitCode === 1)) expect(`${stdout}${stderr}`, said).not.toBe('')
  expect(`${stdout}${stderr}`, said).not.toMatch(ours)
  return result
}
