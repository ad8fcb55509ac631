import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import type { Party } from '../disk.js'

let sessions = 0

/** A new session of this process. */
export function newParty(): Party {
  return { host: hostname(), pid: process.pid, started: startOf(process.pid) ?? '', session: ++sessions }
}

/** Whether a process still runs. One on another machine cannot be asked, and counts as alive. */
export function isAlive(party: Party): boolean {
  if (party.host !== hostname()) return true
  try {
    process.kill(party.pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
  }
  const started = startOf(party.pid)
  return started === undefined || party.started === '' || started === party.started
}

/**
 * The start of a process in clock ticks since boot (field 22 of proc(5)'s stat), so that a pid used again is told from
 * its earlier holder. Undefined where there is no /proc: then the pid alone must do.
 */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // The second field, the command in parentheses, may itself hold blanks and parentheses.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  } catch {
    return undefined
  }
}
