import type { ContainerRun, ProbeState } from '../../model/objects/machine.js'
import type { Instant, Millis } from '../../model/objects/object.js'
import type { Container } from '../../model/objects/types.js'
import { entryOf } from '../../model/values/json-values.js'
import { answerProbe, type Probe } from './probe-answers.js'
import { changeRun, containerTitle, recordEvent, roleOf, type Sync, wakeAt } from './sync.js'

type ProbeKind = 'startup' | 'liveness' | 'readiness'

/** What the probes demand: a message when the container must be killed. */
export interface ProbeOutcome {
  readonly kill?: string
}

const names = { startup: 'Startup', liveness: 'Liveness', readiness: 'Readiness' } as const
/** After this many failures in a row client-go's spam filter lets through one event in five minutes. */
const EVENTS_BEFORE_FILTER = 25
const SELDOM = 5 * 60_000

/**
 * Runs the probes that are due. As long as nothing changes in the container, a probe that has succeeded would succeed
 * again, and is left out; one that fails is repeated period by period, since each failure is told and counted.
 */
export function probeContainer(sync: Sync, container: Container, run: ContainerRun): ProbeOutcome {
  const { startupProbe, readinessProbe, livenessProbe } = container
  let startedUp = run.startedAt
  if (startupProbe !== undefined) {
    const known = run.probes?.startup
    const state = known?.passed === true ? known : probe(sync, container, run, 'startup', startupProbe, run.startedAt)
    if (state?.passed === false) return { kill: killMessage(sync, container, 'startup') }
    if (state?.passed !== true) return {}
    startedUp = state.at
  }
  if (readinessProbe !== undefined) probe(sync, container, run, 'readiness', readinessProbe, startedUp)
  if (livenessProbe !== undefined) {
    const state = probe(sync, container, run, 'liveness', livenessProbe, run.startedAt)
    if (state?.passed === false) return { kill: killMessage(sync, container, 'liveness') }
  }
  return {}
}

/** `computePodActions`, and `computeInitContainerActions` for sidecars, which it always starts again. */
function killMessage({ pod }: Sync, container: Container, probe: string): string {
  const message = `${containerTitle(pod, container)} ${container.name} failed ${probe} probe`
  return roleOf(pod, container) === 'sidecar' || pod.spec.restartPolicy === 'Never'
    ? message
    : `${message}, will be restarted`
}

/** One worker's turn: probes now if a tick falls on now, and asks for the next tick that matters. */
function probe(
  sync: Sync,
  container: Container,
  run: ContainerRun,
  kind: ProbeKind,
  spec: Probe,
  anchor: Instant,
): ProbeState | undefined {
  const { now } = sync.world
  const state = run.probes?.[kind]
  const settled = state !== undefined && state.passed === state.streak.success
  const period = (spec.periodSeconds ?? 10) * 1000
  const answers = () => answerProbe(sync, container, run, spec)
  if (settled && state.passed && answers().success) {
    if (changesByItself(sync, container, run)) wakeAt(sync, tickAt(anchor, period, now + 1))
    return state
  }
  const tick = tickAt(anchor, period, earliest(run, kind, spec, anchor, now, state))
  if (tick > now) {
    const seldom = settled && state.streak.count >= EVENTS_BEFORE_FILTER && !answers().success
    wakeAt(sync, seldom ? Math.max(tick, state.at + SELDOM) : tick)
    return state
  }
  const answer = answers()
  const next = nextState(state, answer.success, spec, now, Math.max(1, Math.round((now - (state?.at ?? now)) / period)))
  const probes = { ...lastProbes(sync, container), [kind]: next }
  changeRun(sync, container.name, { probes })
  if (!answer.success) {
    const message = `${names[kind]} probe ${answer.message}`
    recordEvent(sync, { type: 'Warning', reason: 'Unhealthy', message }, container)
  }
  if (!answer.success || next.passed !== true || changesByItself(sync, container, run)) {
    wakeAt(sync, now + (next.passed === false && next.streak.count >= EVENTS_BEFORE_FILTER ? SELDOM : period))
  }
  return next
}

function changesByItself(sync: Sync, container: Container, run: ContainerRun): boolean {
  return sync.runtime.probes.changesByItself(sync.pod, container, run, sync.world)
}

function lastProbes(sync: Sync, container: Container): ContainerRun['probes'] {
  return entryOf(sync.sandbox.containers, container.name)?.at(-1)?.probes
}

/**
 * Ticks come period by period. The kubelet triggers the readiness probe when the container has started, while the
 * others have to wait for their worker's next tick.
 */
function earliest(
  run: ContainerRun,
  kind: ProbeKind,
  spec: Probe,
  anchor: Instant,
  now: Instant,
  state: ProbeState | undefined,
): Instant {
  const delayed = run.startedAt + (spec.initialDelaySeconds ?? 0) * 1000
  const first = kind === 'readiness' ? anchor : anchor + 1
  return Math.max(first, delayed, now, (state?.at ?? 0) + 1)
}

function tickAt(anchor: Instant, period: Millis, from: Instant): Instant {
  return anchor + Math.ceil((from - anchor) / period) * period
}

function nextState(
  state: ProbeState | undefined,
  success: boolean,
  { successThreshold = 1, failureThreshold = 3 }: Probe,
  at: Instant,
  ticks: number,
): ProbeState {
  const same = state?.streak.success === success
  const count = same ? state.streak.count + ticks : 1
  const reached = count >= (success ? successThreshold : failureThreshold)
  const passed = reached ? success : state?.passed
  return { at, ...(passed === undefined ? {} : { passed }), streak: { success, count } }
}
