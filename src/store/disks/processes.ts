import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import type { ProcessIdentity } from '../disk.js'

let sessions = 0

/** A new session of this process. */
export function newIdentity(): ProcessIdentity {
  return { host: hostname(), pid: process.pid, started: factsOf(process.pid)?.started ?? '', session: ++sessions }
}

/** Zero and negative numbers mean groups of processes to those who signal them (kill(2)). */
export const isNumberOfAProcess = (pid: unknown): pid is number => Number.isSafeInteger(pid) && (pid as number) > 0

/** Whether a process is one of this machine, which can be asked whether it still runs. */
export const isHere = (identity: Pick<ProcessIdentity, 'host'>): boolean => identity.host === hostname()

/** Whether a process still runs. One on another machine cannot be asked, and counts as alive. */
export const isAlive = (identity: ProcessIdentity): boolean => !isHere(identity) || stateOf(identity) !== 'dead'

/** What a process of this machine does: `stopped` by a signal (Ctrl-Z) it goes on when it is told to. */
export function stateOf(identity: ProcessIdentity): 'running' | 'stopped' | 'dead' {
  try {
    process.kill(identity.pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return 'dead'
  }
  const facts = factsOf(identity.pid)
  if (facts === undefined) return 'running'
  // A process that has ended, though its parent has not asked for its end yet.
  if (facts.state === 'Z' || facts.state === 'X') return 'dead'
  if (identity.started !== '' && facts.started !== identity.started) return 'dead'
  return facts.state === 'T' || facts.state === 't' ? 'stopped' : 'running'
}

/** Whom the files of this process belong to; undefined where there is no such number. */
export const ownUser = (): number | undefined => process.geteuid?.()

/**
 * Of proc(5)'s stat: the state of a process (field 3), and its start in clock ticks since boot (field 22), so that a pid
 * used again is told from its earlier holder. Undefined where there is no /proc: then the pid alone must do.
 */
function factsOf(pid: number): { readonly state: string; readonly started: string } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // The second field, the command in parentheses, may itself hold blanks and parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return { state: fields[0]!, started: fields[19]! }
  } catch {
    return undefined
  }
}
