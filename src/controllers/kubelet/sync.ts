import type { ContainerRun, Machine, Sandbox } from '../../model/objects/machine.js'
import { type Instant, type Millis, type ObjectKey, objectKey } from '../../model/objects/object.js'
import { ephemeralContainers, isSidecar } from '../../model/objects/pods.js'
import type { Container, Pod, PodStatus } from '../../model/objects/types.js'
import { deepEqual, entryOf } from '../../model/values/json-values.js'
import type { askHttp, runHook } from '../../runtime/containers/hooks.js'
import type { CommandOutcome } from '../../runtime/containers/probes.js'
import type { ProcessPlan } from '../../runtime/containers/process-plan.js'
import type { EventInput, World } from '../machinery/controller.js'

/** The container runtime of a node, as the kubelet needs it; `runtime/` implements it. */
export interface ContainerRuntime {
  startRun(pod: Pod, container: Container, attempt: number, world: World): ContainerRun
  planOf(pod: Pod, container: Container, run: ContainerRun, world: World, sandbox: Sandbox): ProcessPlan
  /** What a run that is over has left in the pod's emptyDir volumes. */
  leftBehind(pod: Pod, container: Container, run: ContainerRun, world: World): NonNullable<Sandbox['volumes']>
  /** The last words of a run that is over; empty without. */
  terminationMessage(pod: Pod, container: Container, run: ContainerRun, world: World): string
  readonly probes: ProbeRuntime
  readonly runHook: typeof runHook
  readonly askHttp: typeof askHttp
}

/** What probes meet in containers. */
export interface ProbeRuntime {
  /** The status of an HTTP answer; 0 when it is none, undefined when nothing listens. */
  probeHttp(
    pod: Pod,
    port: number,
    path: string,
    headers: readonly (readonly [string, string])[],
    world: World,
  ): number | undefined
  probeCommand(
    pod: Pod,
    container: Container,
    run: ContainerRun,
    command: readonly string[],
    timeout: Millis,
    world: World,
  ): CommandOutcome
  /** Whether what probes find may change with time alone. */
  changesByItself(pod: Pod, container: Container, run: ContainerRun, world: World): boolean
}

export type ContainerRole = 'init' | 'sidecar' | 'main' | 'ephemeral'

export function roleOf(pod: Pod, container: Container): ContainerRole {
  if (ephemeralContainers(pod.spec).includes(container)) return 'ephemeral'
  if (!pod.spec.initContainers?.includes(container)) return 'main'
  return isSidecar(container) ? 'sidecar' : 'init'
}

/** What a kubelet calls a container when it says why it ends it. */
export function containerTitle(pod: Pod, container: Container): string {
  return pod.spec.initContainers?.includes(container) ? 'Init container' : 'Container'
}

/** Why a container is not running, as its status will say. */
export interface Waiting {
  readonly reason: string
  readonly message?: string
}

/** One look of the kubelet at one pod: what it reads, what it will write, and when it wants to look again. */
export interface Sync {
  readonly world: World
  readonly runtime: ContainerRuntime
  /** As it is stored, and as its containers see it: with the address of its sandbox. */
  readonly stored: Pod
  pod: Pod
  /** The node's machine, as it is and as it will be written: with the images pulled and the address taken. */
  readonly found: Machine
  machine: Machine
  /** The sandbox as it will be written; parts of it are replaced, never mutated. */
  sandbox: Sandbox
  /** The part that this look has replaced and nobody else has seen: of thousands of containers not each needs a new one. */
  fresh?: Sandbox['containers']
  /** Whether containers have been started that others do not see yet. */
  started: boolean
  /** What programs do, as far as it has been asked during this look. */
  readonly plans: Map<ContainerRun, ProcessPlan>
  /** There is more to do at once, but what has been done is to be shown first. */
  pause: boolean
  next: Instant
}

export function sandboxKey({ metadata }: Pod): ObjectKey {
  return objectKey('sandboxes', metadata.namespace ?? '', metadata.name)
}

/** Writes the sandbox, so that others see what is in it: what a program does depends on what else runs in its pod. */
export function saveSandbox(sync: Sync): void {
  const { world, sandbox } = sync
  const stored = world.get<Sandbox>(sandboxKey(sync.pod))
  const isEmpty = sandbox.readyAt === undefined && sandbox.unmounted === undefined
  if (stored === sandbox || (stored === undefined && isEmpty)) return
  const changed = sync.fresh !== undefined
  sync.started = false
  delete sync.fresh
  if (stored === undefined) sync.sandbox = world.create('sandboxes', sandbox)
  else if (!changed && deepEqual(stored, sandbox)) sync.sandbox = stored
  else sync.sandbox = world.update('sandboxes', { ...sandbox, metadata: stored.metadata })
}

/** What the program of a run does. */
export function planOf(sync: Sync, container: Container, run: ContainerRun): ProcessPlan {
  const plan = sync.plans.get(run) ?? sync.runtime.planOf(sync.pod, container, run, sync.world, sync.sandbox)
  sync.plans.set(run, plan)
  return plan
}

export function wakeAt(sync: Sync, at: Instant): void {
  sync.next = Math.min(sync.next, at)
}

export function lastRun(sandbox: Sandbox | undefined, container: string): ContainerRun | undefined {
  return entryOf(sandbox?.containers, container)?.at(-1)
}

/** The last run's record with some of it changed. */
export function changeRun(sync: Sync, container: string, change: Partial<ContainerRun>): ContainerRun {
  return replaceRun(sync, container, { ...lastRun(sync.sandbox, container)!, ...change })
}

export function replaceRun(sync: Sync, container: string, run: ContainerRun): ContainerRun {
  setRuns(sync, container, [...(entryOf(sync.sandbox.containers, container) ?? []).slice(0, -1), run])
  return run
}

/** Of the runs that are over the kubelet keeps one (`MaxPerPodContainerCount`). */
export function addRun(sync: Sync, container: string, run: ContainerRun): void {
  setRuns(sync, container, [...(entryOf(sync.sandbox.containers, container) ?? []).slice(-1), run])
}

function setRuns(sync: Sync, container: string, runs: ContainerRun[]): void {
  if (sync.fresh === undefined || sync.fresh !== sync.sandbox.containers) {
    sync.fresh = { ...sync.sandbox.containers }
    sync.sandbox = { ...sync.sandbox, containers: sync.fresh }
  }
  sync.fresh[container] = runs
}

export function isRunning(run: ContainerRun | undefined): run is ContainerRun {
  return run !== undefined && run.finishedAt === undefined
}

/** Whether a run's postStart hook is not over, or ends it: nobody is told yet that it runs. */
export function isHeldByHook(run: ContainerRun | undefined): boolean {
  return isRunning(run) && run.postStart !== undefined
}

/** Whether a run belongs to the pod's present network, and not to one that was lost with its machine's power. */
export function isOfSandbox({ sandbox }: Sync, run: ContainerRun | undefined): boolean {
  return run !== undefined && run.startedAt >= (sandbox.readyAt ?? 0)
}

const places: Readonly<Record<ContainerRole, string>> = {
  init: 'initContainers',
  sidecar: 'initContainers',
  main: 'containers',
  ephemeral: 'ephemeralContainers',
}

type PodEvent = Pick<EventInput, 'type' | 'reason' | 'message' | 'times'>

/** A kubelet that backs off looks again every ten to fifteen seconds (`backOffPeriod`), and each time says so. */
export const BACK_OFF_PERIOD: Millis = 12_500

/** Says at the end of a back-off what has been said again and again meanwhile. */
export function recordRepeated(sync: Sync, event: PodEvent, container: Container, lasted: Millis): void {
  const times = Math.floor(lasted / BACK_OFF_PERIOD)
  if (times > 0) recordEvent(sync, { ...event, times }, container)
}

/** The recorder of the kubelet on a machine. */
export function recorderOn({ metadata, kubelet }: Machine) {
  return { source: 'kubelet', host: metadata.name, since: kubelet.since } as const
}

export function recordEvent(sync: Sync, event: PodEvent, container?: Container): void {
  const path =
    container === undefined ? {} : { fieldPath: `spec.${places[roleOf(sync.pod, container)]}{${container.name}}` }
  sync.world.event({ about: sync.pod, ...event, ...path, ...recorderOn(sync.machine) })
}

const waitingByName = new WeakMap<PodStatus, ReadonlyMap<string, Waiting | undefined>>()

/** What the status has said so far of why a container waits: a failure is told once, not at every look. */
export function reportedWaiting({ status }: Pod, container: string): Waiting | undefined {
  if (status === undefined) return undefined
  let known = waitingByName.get(status)
  if (known === undefined) {
    const { initContainerStatuses = [], containerStatuses = [], ephemeralContainerStatuses = [] } = status
    const all = [...initContainerStatuses, ...containerStatuses, ...ephemeralContainerStatuses]
    known = new Map(all.map(({ name, state }) => [name, state?.waiting as Waiting | undefined]))
    waitingByName.set(status, known)
  }
  return known.get(container)
}
