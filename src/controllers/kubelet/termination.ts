import { secondsLong } from '../../model/objects/duration.js'
import type { Millis } from '../../model/objects/object.js'
import { instantOf } from '../../model/objects/time.js'
import type { Container } from '../../model/objects/types.js'
import { changeRun, isRunning, lastRun, planOf, recordEvent, type Sync } from './sync.js'

/** Killed by a signal: 128 and its number. */
const KILLED = 137

/** Sends SIGTERM, and SIGKILL when the grace period is over; settles how and when the container will end. */
export function signal(sync: Sync, container: Container, grace: Millis, message: string): void {
  const run = lastRun(sync.sandbox, container.name)
  if (!isRunning(run) || run.ends !== undefined) return
  recordEvent(sync, { type: 'Normal', reason: 'Killing', message }, container)
  const { onTerminate } = planOf(sync, container, run)
  const takes = preStopDuration(container) + onTerminate.after
  const { now } = sync.world
  const ends = takes <= grace ? { at: now + takes, exitCode: onTerminate.code } : { at: now + grace, exitCode: KILLED }
  changeRun(sync, container.name, { ends })
}

/** A second deletion may shorten the grace period (`delete --now` after `delete`). */
export function shorten(sync: Sync, container: Container): void {
  const run = lastRun(sync.sandbox, container.name)
  if (!isRunning(run) || run.ends === undefined) return
  // Deletion timestamps are cut to whole seconds.
  const deadline = Math.max(sync.world.now, instantOf(sync.pod.metadata.deletionTimestamp) + 999)
  if (run.ends.at > deadline) changeRun(sync, container.name, { ends: { at: deadline, exitCode: KILLED } })
}

/** What a preStop hook takes of the grace period: `sleep` is honoured, other hooks are done at once. */
function preStopDuration({ lifecycle }: Container): Millis {
  const hook = lifecycle?.preStop
  if (hook?.sleep !== undefined) return secondsLong(hook.sleep.seconds)
  const command = hook?.exec?.command ?? []
  const words = command.length === 3 && command[1] === '-c' ? (command[2] ?? '').trim().split(/\s+/) : command
  const [program = '', seconds = ''] = words
  return /(^|\/)sleep$/.test(program) && words.length === 2 && /^\d+s?$/.test(seconds)
    ? Number.parseInt(seconds, 10) * 1000
    : 0
}
