import type { ContainerRun, Sandbox } from '../../model/objects/machine.js'
import type { Container } from '../../model/objects/types.js'
import { entryOf } from '../../model/values/json-values.js'
import { ArgumentListTooLong, checkLength } from '../../runtime/containers/argument-list.js'
import { serviceVariables } from '../../runtime/containers/environment.js'
import { rootProblem } from '../../runtime/containers/user.js'
import { impossibleMount } from '../../runtime/containers/volume-mounts.js'
import { ConfigError, resolveEnvironment } from './environment.js'
import { BACK_OFF_PERIOD, recordEvent, reportedWaiting, type Sync, type Waiting, wakeAt } from './sync.js'

/**
 * How many tries are told one by one. A recorder lets 25 events of an object through, and then one every five minutes
 * (`EventSourceObjectSpamFilter`), which says how often it has been tried meanwhile.
 */
const TRIES_TOLD = 24

type Failure = NonNullable<Sandbox['unconfigured']>[string]

/** What is known of a container whose environment names what is not there; a kubelet that has started anew knows nothing. */
function failureOf({ sandbox, machine }: Sync, { name }: Container): Failure | undefined {
  const failure = entryOf(sandbox.unconfigured, name)
  return failure !== undefined && failure.since >= machine.kubelet.since ? failure : undefined
}

/** Tries that are over by now, this one with them. */
function triesSince(failure: Failure, now: number): number {
  return Math.floor((now - failure.since) / BACK_OFF_PERIOD) + 1
}

/** Why a container is not tried now: the kubelet does not look when a config map comes, but when the time has come. */
export function awaitsRetry(sync: Sync, container: Container): Waiting | undefined {
  const failure = failureOf(sync, container)
  if (failure === undefined || entryOf(sync.sandbox.pulls, container.name) !== undefined) return undefined
  const tries = triesSince(failure, sync.world.now)
  const due = failure.since + (tries - 1) * BACK_OFF_PERIOD === sync.world.now
  if (due && tries > failure.tries) return undefined
  wakeAt(sync, failure.since + tries * BACK_OFF_PERIOD)
  return reportedWaiting(sync.pod, container.name)
}

/** How often a container has been tried since that was told last. */
export function untoldTries(sync: Sync, container: Container): number {
  const failure = failureOf(sync, container)
  return failure === undefined ? 1 : Math.max(1, triesSince(failure, sync.world.now) - failure.tries)
}

/**
 * Resolves the environment of a run that is to start, and looks at its mounts and at whom it would run as; says why the
 * container has to wait when that cannot be done.
 */
export function configure(sync: Sync, container: Container, run: ContainerRun): Waiting | undefined {
  const services = serviceVariables(run.services ?? [])
  try {
    const own = resolveEnvironment(sync.pod, container, services, sync.world, sync.sandbox.volumes)
    const problem = mountProblem(container, { ...run, environment: own }) ?? rootProblem(sync.pod, container)
    if (problem !== undefined) throw new ConfigError(problem)
    checkLength(container, { ...services, ...own })
    if (container.env !== undefined || container.envFrom !== undefined) run.environment = own
  } catch (error) {
    if (error instanceof ArgumentListTooLong) run.tooLong = true
    else if (!(error instanceof ConfigError)) throw error
    else return fail(sync, container, error.message)
  }
  setFailure(sync, container, undefined)
  return undefined
}

/** What the kubelet says when it cannot make the directory that is to be mounted (`makeMounts`). */
function mountProblem(container: Container, run: ContainerRun): string | undefined {
  const volume = impossibleMount(container, run)
  return volume && `failed to create subPath directory for volumeMount "${volume}" of container "${container.name}"`
}

function fail(sync: Sync, container: Container, message: string): Waiting {
  const times = untoldTries(sync, container)
  recordEvent(sync, { type: 'Warning', reason: 'Failed', message: `Error: ${message}`, times }, container)
  const { now } = sync.world
  const since = failureOf(sync, container)?.since ?? now
  const tries = triesSince({ since, tries: 0 }, now)
  setFailure(sync, container, { since, tries })
  const told = tries < TRIES_TOLD ? tries : Math.ceil((tries + 1) / TRIES_TOLD) * TRIES_TOLD
  wakeAt(sync, since + told * BACK_OFF_PERIOD)
  return { reason: 'CreateContainerConfigError', message }
}

function setFailure(sync: Sync, { name }: Container, failure: Failure | undefined): void {
  const { unconfigured = {}, ...sandbox } = sync.sandbox
  const { [name]: _, ...others } = unconfigured
  const all = failure === undefined ? others : { ...others, [name]: failure }
  sync.sandbox = Object.keys(all).length === 0 ? sandbox : { ...sandbox, unconfigured: all }
}
