import type { LogQuery } from '../../api/contract/client.js'
import type { ContainerRun } from '../../model/objects/machine.js'
import { type Instant, objectKey } from '../../model/objects/object.js'
import { instantOf } from '../../model/objects/time.js'
import type { Container, Pod } from '../../model/objects/types.js'
import { byteLength } from '../../model/values/byte-text.js'
import { entryOf } from '../../model/values/json-values.js'
import { containerNamed, sandboxOf, viewOf } from '../containers/container.js'
import { badRequest, dialFailure, podNotFound } from '../containers/errors.js'
import { machineFault } from '../containers/machine-fault.js'
import { traceOf } from '../containers/main-program.js'
import type { RuntimeWorld } from '../containers/world.js'
import type { Host } from './host.js'

interface LogLine {
  readonly at: Instant
  readonly text: string
  /** Goes on with the next. */
  readonly partial?: boolean
}

/** How long a virtual clock stands still before it moves on for somebody who follows a log; Ctrl-C gets through. */
const jumpDelay = 2

/** What a reading of a log gives: its lines, and how it goes on. */
interface Reading {
  readonly id: string
  readonly lines: readonly LogLine[]
  /** How many lines came before these and are gone. */
  readonly dropped: number
  readonly over: boolean
  /** When the program writes next by itself, as far as is known. */
  readonly next: Instant | undefined
}

/** `Client.logs`: the log's text in chunks, newlines included; following, it waits for more until the container ends. */
export async function* readLogs(host: Host, query: LogQuery): AsyncIterable<string> {
  const first = await host.transact((world) => read(query, world))
  if (first === undefined || isAborted(query)) return
  const budget = { left: query.limitBytes ?? Number.POSITIVE_INFINITY }
  yield* chunks(selected(first.lines, query, host.now()), query, budget)
  let reading = first
  let seen = first.dropped + first.lines.length
  while (query.follow === true && !reading.over && budget.left > 0 && !isAborted(query)) {
    await host.changed(reading.next, query.signal, jumpDelay)
    if (isAborted(query)) return
    const latest = await host.transact((world) => readAgain(query, reading.id, world))
    if (latest === undefined) return
    yield* chunks(latest.lines.slice(Math.max(0, seen - latest.dropped)), query, budget)
    seen = latest.dropped + latest.lines.length
    reading = latest
  }
}

function read(query: LogQuery, world: RuntimeWorld): Reading | undefined {
  const pod = world.get<Pod>(objectKey('pods', query.namespace, query.pod))
  if (pod === undefined) throw podNotFound(query.pod)
  const container = containerNamed(pod, query.container)
  if (container === undefined) throw badRequest(`container ${query.container} is not valid for pod ${query.pod}`)
  if (pod.spec.nodeName === undefined) return undefined
  const fault = machineFault(pod.spec.nodeName, world)
  if (fault !== undefined) throw dialFailure(fault.address, fault.reason)
  const run = wantedRun(pod, container, query, world)
  return readRun(pod, container, run, world)
}

/** The run whose log is wanted; throws the kubelet's words when there is none. */
function wantedRun(
  pod: Pod,
  container: Container,
  { previous = false, pod: name }: LogQuery,
  world: RuntimeWorld,
): ContainerRun {
  const runs = entryOf(sandboxOf(pod, world)?.containers, container.name) ?? []
  const wanted = previous ? runs.at(-2) : runs.at(-1)
  if (wanted !== undefined) return wanted
  if (previous)
    throw badRequest(
      `previous terminated container ${JSON.stringify(container.name)} in pod ${JSON.stringify(name)} not found`,
    )
  const statuses = [...(pod.status.containerStatuses ?? []), ...(pod.status.initContainerStatuses ?? [])]
  const reason = statuses.find((one) => one.name === container.name)?.state?.waiting?.reason ?? 'ContainerCreating'
  const why =
    reason === 'ErrImagePull'
      ? "image can't be pulled"
      : reason === 'ImagePullBackOff'
        ? 'trying and failing to pull image'
        : reason
  throw badRequest(
    `container ${JSON.stringify(container.name)} in pod ${JSON.stringify(name)} is waiting to start: ${why}`,
  )
}

function readAgain(query: LogQuery, id: string, world: RuntimeWorld): Reading | undefined {
  const pod = world.get<Pod>(objectKey('pods', query.namespace, query.pod))
  const container = pod === undefined ? undefined : containerNamed(pod, query.container)
  if (pod === undefined || container === undefined) return undefined
  const run = entryOf(sandboxOf(pod, world)?.containers, container.name)?.find((one) => one.id === id)
  return run === undefined ? undefined : readRun(pod, container, run, world)
}

/** What the program has printed by itself up to now, with what was recorded, in the order of time. */
function readRun(pod: Pod, container: Container, run: ContainerRun, world: RuntimeWorld): Reading {
  const recorded = run.lines.map(([at, , text]): LogLine => ({ at, text }))
  const over = run.finishedAt !== undefined
  const view = viewOf(pod, container, run, world)
  if (view === undefined || run.reason === 'StartError')
    return { id: run.id, lines: recorded, dropped: 0, over, next: undefined }
  const { trace } = traceOf(view)
  const until = run.finishedAt ?? world.now
  const printed = trace.lines
    .map(({ after, text, partial = false }): LogLine => ({ at: run.startedAt + after, text, partial }))
    .filter(({ at }) => at <= until)
  const pending = trace.lines[printed.length]
  const resumes = trace.halt === undefined ? run.startedAt + trace.elapsed : undefined
  return {
    id: run.id,
    lines: recorded.length === 0 ? printed : [...printed, ...recorded].sort((a, b) => a.at - b.at),
    dropped: trace.dropped,
    over,
    next: over ? undefined : pending === undefined ? resumes : run.startedAt + pending.after,
  }
}

function selected(lines: readonly LogLine[], query: LogQuery, now: Instant): readonly LogLine[] {
  const since = Math.max(
    query.sinceSeconds === undefined ? 0 : now - query.sinceSeconds * 1000,
    query.sinceTime === undefined ? 0 : instantOf(query.sinceTime),
  )
  const recent = since > 0 ? lines.filter(({ at }) => at >= since) : lines
  return query.tailLines === undefined || query.tailLines < 0
    ? recent
    : query.tailLines === 0
      ? []
      : recent.slice(-query.tailLines)
}

function* chunks(lines: readonly LogLine[], { timestamps }: LogQuery, budget: { left: number }): Iterable<string> {
  let begins = true
  for (const { at, text, partial = false } of lines) {
    if (budget.left <= 0) return
    const stamp = timestamps === true && begins ? `${new Date(at).toISOString().slice(0, 23)}000000Z ` : ''
    const line = `${stamp}${text}${partial ? '' : '\n'}`.slice(0, budget.left)
    begins = !partial
    budget.left -= byteLength(line)
    yield line
  }
}

function isAborted({ signal }: LogQuery): boolean {
  return signal?.aborted === true
}
