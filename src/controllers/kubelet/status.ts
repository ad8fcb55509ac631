import type { ContainerRun } from '../../model/objects/machine.js'
import type { Instant } from '../../model/objects/object.js'
import { formatResources, podLimits, podRequests } from '../../model/objects/pod-resources.js'
import { allContainers, type PodPhase, restartsAfter } from '../../model/objects/pods.js'
import { timestamp } from '../../model/objects/time.js'
import type { Container, ContainerStatus, Pod, PodStatus } from '../../model/objects/types.js'
import { entryOf } from '../../model/values/json-values.js'
import { compareKeys } from '../../model/values/order.js'
import { type Image, isPullFailure } from '../../runtime/catalogue/image.js'
import { userOf } from '../../runtime/containers/user.js'
import type { World } from '../machinery/controller.js'
import { observed } from '../machinery/observed-generation.js'
import { podConditions } from './conditions.js'
import { repository } from './node-status.js'
import { isHeldByHook, isRunning, type Waiting } from './sync.js'
import type { ContainerView, PodView } from './views.js'

/** The status that the kubelet reports of what it sees (`generateAPIPodStatus`). */
export function podStatus(view: PodView, world: World): PodStatus {
  const { pod, sandbox, hostIP, sandboxReady } = view
  const phase = phaseOf(view)
  const over = phase === 'Succeeded' || phase === 'Failed'
  // The first look at a pod does not end before its first image is there, and what comes of it is not told until then.
  const begins = initialWaiting(pod).reason
  const looked = view.containers.some(({ run, waiting }) => run !== undefined || (waiting?.reason ?? begins) !== begins)
  const ready = sandboxReady && (looked || world.features('SandboxReadyBeforePulls'))
  const ip = pod.spec.hostNetwork ? hostIP : looked && (sandboxReady || over) ? (sandbox?.ip ?? '') : ''
  const of = (wanted: (role: ContainerView['role']) => boolean) =>
    view.containers.filter(({ role }) => wanted(role)).map((container) => containerStatus(container, view, world))
  const inits = of((role) => role === 'init' || role === 'sidecar')
  const added = of((role) => role === 'ephemeral')
  return {
    ...pod.status,
    ...observed(pod, world),
    conditions: podConditions(view, phase, ready && !over, world),
    containerStatuses: of((role) => role === 'main').sort(byName),
    ...(added.length === 0 ? {} : { ephemeralContainerStatuses: added.sort(byName) }),
    hostIP,
    hostIPs: [{ ip: hostIP }],
    ...(inits.length === 0 ? {} : { initContainerStatuses: inits }),
    phase,
    ...view.expired,
    ...(ip === '' ? {} : { podIP: ip, podIPs: [{ ip }] }),
    ...givenResources(pod, world),
    startTime: pod.status.startTime ?? timestamp(world.now),
  }
}

/** What the pod as a whole has been given (`getEffectiveAllocatedResources`); what a running one's cgroups round is not told. */
function givenResources({ spec }: Pod, world: World): Pick<PodStatus, 'allocatedResources' | 'resources'> {
  if (!world.features('InPlacePodLevelResourcesVerticalScaling')) return {}
  const bound = spec.resources !== undefined || spec.overhead !== undefined
  if (!bound && !allContainers(spec).some(({ resources = {} }) => resources.requests || resources.limits)) {
    return { resources: {} }
  }
  const requests = formatResources(podRequests({ spec }))
  const limits = formatResources(podLimits({ spec }))
  return {
    ...(requests === undefined ? {} : { allocatedResources: requests }),
    resources: { ...(limits === undefined ? {} : { limits }), ...(requests === undefined ? {} : { requests }) },
  }
}

/** `SortedContainerStatuses`; those of init containers lie in the order of the spec. */
function byName(a: ContainerStatus, b: ContainerStatus): number {
  return compareKeys(a.name, b.name)
}

/** `getPhase`. */
function phaseOf({ pod, containers, expired }: PodView): PodPhase {
  if (expired !== undefined) return 'Failed'
  const goesOn = ({ container, run }: ContainerView) => restartsAfter(container, pod.spec, run?.exitCode ?? 0)
  const mains = containers.filter(({ role }) => role === 'main')
  const succeeded = mains.every(({ run, waiting }) => run?.exitCode === 0 && waiting === undefined)
  // The last word on a pod that is being deleted, once everything has stopped.
  const leaving = pod.metadata.deletionTimestamp !== undefined
  if (leaving && !containers.some(({ run }) => isRunning(run))) return succeeded ? 'Succeeded' : 'Failed'
  const inits = containers.filter(({ role }) => role === 'init')
  const failed = ({ run, waiting }: ContainerView) => isOver(run) && run.exitCode !== 0 && waiting === undefined
  if (inits.some((view) => failed(view) && !goesOn(view))) return 'Failed'
  if (inits.some(({ run }) => !isOver(run) || run.exitCode !== 0)) return 'Pending'
  const sidecars = containers.filter(({ role }) => role === 'sidecar')
  if (mains.some(({ run }) => run === undefined || (run.attempt === 0 && isHeldByHook(run)))) return 'Pending'
  if ([...mains, ...sidecars].some(({ run }) => !isOver(run))) return 'Running'
  const startsAnew = mains.some(({ run, waiting }) => run?.changed === true && waiting === undefined)
  if (startsAnew || mains.some(goesOn)) return 'Running'
  return succeeded ? 'Succeeded' : 'Failed'
}

function isOver(run: ContainerRun | undefined): run is ContainerRun & { finishedAt: Instant } {
  return run?.finishedAt !== undefined
}

/** What was last said of a run, or of a container that has not run, and of what. */
interface Said {
  readonly of: readonly unknown[]
  readonly status: ContainerStatus
}

const said = new WeakMap<ContainerRun | Container, Said>()

/** The same as the last time, unless something is different: of thousands of containers a few change from look to look. */
function containerStatus(view: ContainerView, { pod, sandbox }: PodView, world: World): ContainerStatus {
  const { container, role, run, waiting, ready, started } = view
  const image = run === undefined ? undefined : world.images.resolve(run.image)
  const known = image === undefined || isPullFailure(image) ? undefined : image
  const previous = waiting === undefined ? entryOf(sandbox?.containers, container.name)?.at(-2) : run
  const of = [container, role, waiting?.reason, waiting?.message, ready, started, pod.spec, known, previous]
  const last = said.get(run ?? container)
  if (last?.of.every((part, at) => part === of[at])) return last.status
  const status = newStatus(view, pod, known, previous)
  said.set(run ?? container, { of, status })
  return status
}

function newStatus(
  { container, role, run, waiting, ready, started }: ContainerView,
  pod: Pod,
  known: Image | undefined,
  previous: ContainerRun | undefined,
): ContainerStatus {
  const requests = container.resources?.requests
  const mounts = (container.volumeMounts ?? []).map(mountStatus)
  return {
    ...(requests === undefined || run === undefined ? {} : { allocatedResources: requests }),
    ...(run === undefined ? {} : { containerID: `containerd://${run.id}` }),
    image: known?.name ?? container.image ?? '',
    imageID: known === undefined ? '' : `${repository(known.name)}@${known.digest}`,
    lastState: isOver(previous) ? { terminated: terminated(previous) } : {},
    name: container.name,
    ready: ready && role !== 'ephemeral',
    ...(run === undefined ? {} : { resources: container.resources ?? {} }),
    restartCount: run?.attempt ?? 0,
    ...(role === 'ephemeral' ? {} : { started }),
    state: stateOf(run, waiting, pod),
    ...(run === undefined ? {} : { user: told(userOf(pod, container)) }),
    ...(mounts.length === 0 ? {} : { volumeMounts: mounts }),
  } as ContainerStatus
}

function stateOf(run: ContainerRun | undefined, waiting: Waiting | undefined, pod: Pod) {
  if (waiting !== undefined) return { waiting }
  if (run === undefined) return { waiting: initialWaiting(pod) }
  if (isOver(run)) return { terminated: terminated(run) }
  return { running: { startedAt: timestamp(run.startedAt) } }
}

/** What a container waits for that nobody has tried to start. */
export function initialWaiting(pod: Pod): Waiting {
  return { reason: (pod.spec.initContainers ?? []).length > 0 ? 'PodInitializing' : 'ContainerCreating' }
}

function terminated(run: ContainerRun) {
  const { exitCode = 0, reason = exitCode === 0 ? 'Completed' : 'Error', message } = run
  const neverRan = reason === 'StartError'
  return {
    containerID: `containerd://${run.id}`,
    exitCode,
    finishedAt: timestamp(run.finishedAt ?? 0),
    ...(message === undefined ? {} : { message }),
    reason,
    startedAt: timestamp(neverRan ? 0 : run.startedAt),
  }
}

const told = ({ uid, gid, groups }: ReturnType<typeof userOf>) => ({
  linux: { gid, supplementalGroups: [...groups], uid },
})

function mountStatus({ mountPath, name, readOnly }: NonNullable<Container['volumeMounts']>[number]) {
  return { mountPath, name, ...(readOnly ? { readOnly: true, recursiveReadOnly: 'Disabled' } : {}) }
}
