import { secondsLong } from '../../model/objects/duration.js'
import type { Millis } from '../../model/objects/object.js'
import { instantOf } from '../../model/objects/time.js'
import type { Container } from '../../model/objects/types.js'
import { performPreStop } from './hooks.js'
import { changeRun, isRunning, lastRun, planOf, recordEvent, type Sync } from './sync.js'

/** Killed by a signal: 128 and its number. */
const KILLED = 137

/** What it has between the signals however short its time is (`minimumGracePeriodInSeconds`). */
const SHORTEST_GRACE: Millis = 2_000

/** What a pod's containers have to stop in. */
export function graceOf({ pod }: Sync): Millis {
  return secondsLong(pod.spec.terminationGracePeriodSeconds ?? 30)
}

/**
 * Runs the preStop hook, sends SIGTERM, and SIGKILL when the grace period is over; settles how and when the container will
 * end.
 */
export function signal(sync: Sync, container: Container, grace: Millis, message: string): void {
  const run = lastRun(sync.sandbox, container.name)
  if (!isRunning(run) || run.ends !== undefined) return
  recordEvent(sync, { type: 'Normal', reason: 'Killing', message }, container)
  const spent = performPreStop(sync, container, grace)
  const left = Math.max(grace - Math.floor(spent / 1000) * 1000, SHORTEST_GRACE)
  const { after, code } = planOf(sync, container, lastRun(sync.sandbox, container.name)!).onTerminate
  const at = sync.world.now + spent
  const ends = after <= left ? { at: at + after, exitCode: code } : { at: at + left, exitCode: KILLED }
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
