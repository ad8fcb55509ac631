import { podCondition } from '../../model/objects/pods.js'
import { timestamp } from '../../model/objects/time.js'
import type { Pod, PodCondition } from '../../model/objects/types.js'
import type { World } from '../machinery/controller.js'
import { observed } from '../machinery/observed-generation.js'
import type { ContainerView, PodView } from './views.js'

interface Verdict {
  readonly status: boolean
  readonly reason?: string
  readonly message?: string
}

const yes: Verdict = { status: true }

/** The conditions that the kubelet owns, in its order, and then those of others. */
export function podConditions(view: PodView, phase: string, sandboxReady: boolean, world: World): PodCondition[] {
  const { pod } = view
  const containersReady = containersVerdict(view, phase)
  const verdicts: [string, Verdict][] = [
    ['PodReadyToStartContainers', { status: sandboxReady }],
    ['Initialized', initializedVerdict(view, phase)],
    ['Ready', readyVerdict(pod, containersReady)],
    ['ContainersReady', containersReady],
    ['PodScheduled', yes],
  ]
  const owned = new Set(verdicts.map(([type]) => type))
  const others = (pod.status.conditions ?? []).filter(({ type }) => !owned.has(type))
  return [...others, ...verdicts.map(([type, verdict]) => condition(pod, type, verdict, world))]
}

function condition(pod: Pod, type: string, { status, reason, message }: Verdict, world: World): PodCondition {
  const previous = podCondition(pod, type)
  const text = status ? 'True' : 'False'
  const since = previous?.status === text ? previous.lastTransitionTime : undefined
  return {
    lastProbeTime: null as never,
    lastTransitionTime: since ?? timestamp(world.now),
    ...(message === undefined ? {} : { message }),
    ...observed(pod, world),
    ...(reason === undefined ? {} : { reason }),
    status: text,
    type,
  }
}

/** `GenerateContainersReadyCondition`. */
function containersVerdict({ containers }: PodView, phase: string): Verdict {
  if (phase === 'Succeeded') return { status: false, reason: 'PodCompleted' }
  if (phase === 'Failed') return { status: false, reason: 'PodFailed' }
  const unready = containers.filter(({ role, ready }) => role !== 'init' && role !== 'ephemeral' && !ready)
  if (unready.length === 0) return yes
  return {
    status: false,
    reason: 'ContainersNotReady',
    message: `containers with unready status: [${listed(unready)}]`,
  }
}

/** `GeneratePodReadyCondition`: the containers, and whatever the pod's readiness gates ask for. */
function readyVerdict(pod: Pod, containersReady: Verdict): Verdict {
  if (!containersReady.status) return containersReady
  const wrong = (pod.spec.readinessGates ?? []).flatMap(({ conditionType }) => {
    const gate = podCondition(pod, conditionType)
    if (gate === undefined) return [`corresponding condition of pod readiness gate "${conditionType}" does not exist.`]
    if (gate.status === 'True') return []
    return [`the status of pod readiness gate "${conditionType}" is not "True", but ${gate.status}`]
  })
  return wrong.length === 0 ? yes : { status: false, reason: 'ReadinessGatesNotReady', message: wrong.join(', ') }
}

/** `GeneratePodInitializedCondition`. */
function initializedVerdict({ containers }: PodView, phase: string): Verdict {
  const incomplete = containers.filter(
    ({ role, run, started }) => (role === 'init' && run?.exitCode !== 0) || (role === 'sidecar' && !started),
  )
  if (phase === 'Succeeded') return { status: true, reason: 'PodCompleted' }
  const begun = containers.some(({ role, run }) => role === 'main' && run !== undefined)
  if (incomplete.length === 0 || begun) return yes
  const message = `containers with incomplete status: [${listed(incomplete)}]`
  return { status: false, reason: 'ContainersNotInitialized', message }
}

function listed(views: readonly ContainerView[]): string {
  return views.map(({ container }) => container.name).join(' ')
}
