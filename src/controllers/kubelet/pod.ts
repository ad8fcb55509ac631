import { secondsLong } from '../../model/objects/duration.js'
import type { ContainerRun, Machine, Sandbox } from '../../model/objects/machine.js'
import { type Instant, keyOf, type Millis, objectKey } from '../../model/objects/object.js'
import { allContainers, ephemeralContainers, isPodTerminal, restartsAfter } from '../../model/objects/pods.js'
import { instantOf } from '../../model/objects/time.js'
import type { Node, Pod, PodStatus } from '../../model/objects/types.js'
import { deepEqual } from '../../model/values/json-values.js'
import type { World } from '../machinery/controller.js'
import { endOf, finish, syncContainer, viewOf } from './containers.js'
import { sandboxDuration } from './durations.js'
import { isMirror, recreateMirrorPod } from './mirror-pods.js'
import { takeAddress } from './pod-addresses.js'
import { initialWaiting, podStatus } from './status.js'
import {
  type ContainerRuntime,
  isHeldByHook,
  isOfSandbox,
  isRunning,
  lastRun,
  recordEvent,
  roleOf,
  type Sync,
  sandboxKey,
  saveSandbox,
  type Waiting,
  wakeAt,
} from './sync.js'
import { graceOf, shorten, signal } from './termination.js'
import type { ContainerView } from './views.js'
import { mountVolumes } from './volumes.js'

const deadlineExceeded = {
  reason: 'DeadlineExceeded',
  message: 'Pod was active on the node longer than the specified deadline',
} as const

/** How many containers one look starts: of a pod with thousands, others have their turn in between. */
const MOST_STARTED = 20
/** How many preStop hooks it runs. */
const MOST_HOOKS = 5

/** Looks at one pod of a node whose kubelet runs, and does the next thing that there is to do. */
export function syncPod(
  pod: Pod,
  machine: Machine,
  world: World,
  runtime: ContainerRuntime,
): { after: Millis } | undefined {
  const sync = beginSync(pod, machine, world, runtime)
  if (isPodTerminal(pod)) {
    if (pod.metadata.deletionTimestamp !== undefined) removePod(sync)
    return undefined
  }
  // The first thing the kubelet does is to say that it has seen the pod.
  if (pod.status?.startTime === undefined) {
    if (pod.metadata.deletionTimestamp !== undefined) {
      removePod(sync)
      return undefined
    }
    report(sync, views(sync), false)
    return { after: 0 }
  }
  if (isMirror(pod) && pod.metadata.deletionTimestamp !== undefined) {
    recreateMirrorPod(sync)
    return undefined
  }
  const late = deadline(sync) <= world.now
  const containers = pod.metadata.deletionTimestamp !== undefined ? stop(sync) : late ? expire(sync) : run(sync)
  if (containers === undefined) return undefined
  save(sync)
  report(sync, containers, sandboxReady(sync), late)
  if (sync.pause) return { after: 0 }
  return sync.next === Number.POSITIVE_INFINITY ? undefined : { after: sync.next - world.now }
}

/** When a pod has been active for as long as it may be (`activeDeadlineHandler`). */
function deadline({ pod }: Sync): Instant {
  const { activeDeadlineSeconds } = pod.spec
  if (activeDeadlineSeconds === undefined) return Number.POSITIVE_INFINITY
  return instantOf(pod.status.startTime) + secondsLong(activeDeadlineSeconds)
}

function beginSync(pod: Pod, machine: Machine, world: World, runtime: ContainerRuntime): Sync {
  const found = world.get<Sandbox>(sandboxKey(pod))
  // A pod of the same name may have been here before.
  const sandbox = found?.podUid === pod.metadata.uid ? (found ?? newSandbox(pod)) : newSandbox(pod)
  const next = Number.POSITIVE_INFINITY
  return {
    world,
    runtime,
    stored: pod,
    pod,
    found: machine,
    machine,
    sandbox,
    plans: new Map(),
    started: false,
    pause: false,
    next,
  }
}

function newSandbox(pod: Pod): Sandbox {
  const { name, namespace = '', uid = '' } = pod.metadata
  return {
    apiVersion: 'kubesim/v1',
    kind: 'Sandbox',
    metadata: { name, namespace },
    node: pod.spec.nodeName ?? '',
    podUid: uid,
    ip: '',
    containers: {},
  }
}

/** Every container as it is. */
function views(sync: Sync): ContainerView[] {
  return [...allContainers(sync.pod.spec), ...ephemeralContainers(sync.pod.spec)].map((container) =>
    viewOf(container, roleOf(sync.pod, container), lastRun(sync.sandbox, container.name)),
  )
}

/** Starts what should run: volumes and network first, then init containers one by one, then all others. */
function run(sync: Sync): ContainerView[] {
  if (Number.isFinite(deadline(sync))) wakeAt(sync, deadline(sync))
  if (!mountVolumes(sync) || !networkReady(sync)) return views(sync)
  const underWay = initialWaiting(sync.pod)
  const added = ephemeralContainers(sync.pod.spec).map((one) => syncContainer(sync, one, 'ephemeral', underWay))
  return [...runInOrder(sync, underWay), ...added]
}

function runInOrder(sync: Sync, underWay: Waiting): ContainerView[] {
  const seen: ContainerView[] = []
  const all = () => views(sync).filter(({ role }) => role !== 'ephemeral')
  for (const container of sync.pod.spec.initContainers ?? []) {
    const role = roleOf(sync.pod, container)
    // Once the main containers have begun, init containers that are over stay over.
    const view =
      role === 'init' && begun(sync) ? viewOf(container, role, lastRun(sync.sandbox, container.name)) : undefined
    const looked = view ?? syncContainer(sync, container, role, underWay)
    seen.push(looked)
    const done = role === 'sidecar' ? looked.started || begun(sync) : isDone(sync, looked.run)
    if (!done || sync.pause) return [...seen, ...all().slice(seen.length)]
  }
  return finishSidecars(sync, [...seen, ...runMains(sync, underWay)])
}

/** A runtime starts one container after the other; what has been started is shown before the next many are. */
function runMains(sync: Sync, underWay: Waiting): ContainerView[] {
  let started = 0
  let hooked = false
  return sync.pod.spec.containers.map((container) => {
    const before = lastRun(sync.sandbox, container.name)
    if (started === MOST_STARTED) sync.pause = true
    // It waits for the hook of one before it starts the next.
    if (started === MOST_STARTED || (hooked && !isRunning(before))) return viewOf(container, 'main', before)
    const view = syncContainer(sync, container, 'main', underWay)
    if (view.run?.id !== before?.id) started++
    hooked ||= isHeldByHook(view.run)
    return view
  })
}

function begun(sync: Sync): boolean {
  return sync.pod.spec.containers.some(({ name }) => isOfSandbox(sync, lastRun(sync.sandbox, name)))
}

function isDone(sync: Sync, run: ContainerRun | undefined): boolean {
  return run?.exitCode === 0 && isOfSandbox(sync, run)
}

/** When the main containers are over for good, the sidecars go too. */
function finishSidecars(sync: Sync, seen: ContainerView[]): ContainerView[] {
  const overForGood = ({ container, run, waiting }: ContainerView) =>
    run?.finishedAt !== undefined &&
    run.changed !== true &&
    waiting === undefined &&
    !restartsAfter(container, sync.pod.spec, run.exitCode ?? 0)
  const mains = seen.filter(({ role }) => role === 'main')
  if (sync.pause || !mains.every(overForGood)) return seen
  return seen.map((view) => (view.role === 'sidecar' ? stopContainer(sync, view, graceOf(sync)) : view))
}

function networkReady(sync: Sync): boolean {
  const { world, pod } = sync
  if (sync.sandbox.readyAt === undefined || isSandboxLost(sync)) {
    if (sync.sandbox.readyAt !== undefined) leaveSandbox(sync)
    const node = world.get<Node>(objectKey('nodes', '', sync.machine.metadata.name))
    if (node === undefined) return false
    const ip = pod.spec.hostNetwork ? addressOf(sync.machine) : takeAddress(sync, node)
    sync.sandbox = { ...sync.sandbox, ip, readyAt: world.now + sandboxDuration(pod.metadata.uid ?? '', world) }
  }
  if (!sandboxReady(sync)) {
    wakeAt(sync, sync.sandbox.readyAt ?? 0)
    return false
  }
  const podIP = sync.sandbox.ip
  if (pod.status.podIP !== podIP) {
    const addresses = { podIP, podIPs: [{ ip: podIP }], hostIP: addressOf(sync.machine) }
    sync.pod = { ...pod, status: { ...pod.status, ...addresses } }
  }
  return true
}

/** What ran on a machine that was switched off needs a new network, unless it will not run again (`computePodActions`). */
function isSandboxLost({ sandbox, machine, pod }: Sync): boolean {
  if (sandbox.readyAt === undefined || sandbox.readyAt >= machine.power.since) return false
  const runs = pod.spec.containers.map((container) => ({ container, run: lastRun(sandbox, container.name) }))
  if (runs.every(({ run }) => run === undefined)) return true
  return runs.some(({ container, run }) => restartsAfter(container, pod.spec, run?.exitCode ?? 1))
}

function leaveSandbox(sync: Sync): void {
  for (const container of [...allContainers(sync.pod.spec), ...ephemeralContainers(sync.pod.spec)]) {
    const run = lastRun(sync.sandbox, container.name)
    if (isRunning(run)) finish(sync, container, endOf(sync, container, run)!)
  }
  const message = 'Pod sandbox changed, it will be killed and re-created.'
  recordEvent(sync, { type: 'Normal', reason: 'SandboxChanged', message })
}

function sandboxReady({ sandbox, world }: Sync): boolean {
  return sandbox.readyAt !== undefined && sandbox.readyAt <= world.now
}

function addressOf(machine: Machine): string {
  return machine.address ?? ''
}

/** Time is up for the pod: everything in it is stopped, and it has failed. */
function expire(sync: Sync): ContainerView[] {
  const begun = Object.values(sync.sandbox.containers).some((runs) => runs.at(-1)?.ends !== undefined)
  if (!begun) recordEvent(sync, { type: 'Normal', ...deadlineExceeded })
  return stopAll(sync, graceOf(sync))
}

/** Graceful termination; undefined once the pod is gone. */
function stop(sync: Sync): ContainerView[] | undefined {
  const all = stopAll(sync, secondsLong(sync.pod.metadata.deletionGracePeriodSeconds ?? 30))
  const everRan = all.some(({ role, run }) => role === 'main' && run !== undefined)
  if (!all.some(({ run }) => isRunning(run)) && !everRan) {
    removePod(sync)
    return undefined
  }
  // The last status is shown before the pod goes.
  sync.pause ||= !all.some(({ run }) => isRunning(run))
  return all
}

/** Main containers first, then sidecars. */
function stopAll(sync: Sync, grace: Millis): ContainerView[] {
  let hooks = 0
  const stopNow = (view: ContainerView) => {
    const begins = isRunning(view.run) && view.run.ends === undefined
    if (begins && view.container.lifecycle?.preStop !== undefined && ++hooks > MOST_HOOKS) {
      sync.pause = true
      return view
    }
    return stopContainer(sync, view, grace)
  }
  const mains = views(sync).map((view) => (view.role === 'sidecar' ? view : stopNow(view)))
  const mainsOver = mains.every(({ role, run }) => role === 'sidecar' || !isRunning(run))
  return mainsOver ? mains.map((view) => (view.role === 'sidecar' ? stopNow(view) : view)) : mains
}

function stopContainer(sync: Sync, view: ContainerView, grace: Millis): ContainerView {
  const { container, role } = view
  if (!isRunning(view.run)) return view
  // What the plug was pulled on runs no more, and is not stopped again.
  const gone = view.run.startedAt < sync.machine.power.since
  if (view.run.ends === undefined && !gone) signal(sync, container, grace, `Stopping container ${container.name}`)
  else if (sync.pod.metadata.deletionTimestamp !== undefined) shorten(sync, container)
  const run = lastRun(sync.sandbox, container.name)!
  const end = endOf(sync, container, run)!
  if (end.at > sync.world.now) wakeAt(sync, end.at)
  return viewOf(container, role, end.at > sync.world.now ? run : finish(sync, container, end))
}

function removePod(sync: Sync): void {
  if (sync.world.get(sandboxKey(sync.pod)) !== undefined) sync.world.remove(sandboxKey(sync.pod))
  sync.world.remove(keyOf('pods', sync.pod), { gracePeriodSeconds: 0 })
}

/** Writes what the node's runtime now holds. */
function save(sync: Sync): void {
  const { world, machine } = sync
  saveSandbox(sync)
  if (machine !== sync.found) world.update('machines', machine)
}

function report(sync: Sync, containers: readonly ContainerView[], ready: boolean, late = false): void {
  const { stored: pod, world, sandbox, machine } = sync
  const expired = late && !containers.some(({ run }) => isRunning(run)) ? { expired: deadlineExceeded } : {}
  const view = { pod, sandbox, containers, hostIP: addressOf(machine), sandboxReady: ready, ...expired }
  const status: PodStatus = podStatus(view, world)
  if (!deepEqual(status, pod.status)) world.updateStatus<Pod>('pods', { ...pod, status })
}
