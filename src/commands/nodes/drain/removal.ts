/** Evicts or deletes the pods of a node, and waits for their end (kubectl `pkg/drain/drain.go`). */

import { ApiError, UsageError } from '../../../api/contract/errors.js'
import type { ResourceInfo } from '../../../api/contract/names.js'
import { formatGoDuration } from '../../../model/objects/duration.js'
import type { Millis } from '../../../model/objects/object.js'
import type { Pod } from '../../../model/objects/types.js'
import { append } from '../../../model/values/append.js'
import type { Context } from '../../command.js'
import type { DryRun } from '../../output/dry-run.js'
import { resultPrinter } from '../../output/result.js'
import { isDeletedLongAgo } from './filters.js'
import { plainOutput } from './nodes.js'

export interface Removal {
  /** The `pods` resource. */
  readonly resource: ResourceInfo
  readonly node: string
  /** Delete even though there is the eviction subresource. */
  readonly disableEviction: boolean
  /** Seconds; negative: each pod's own. */
  readonly gracePeriod: number
  /** 0: forever. */
  readonly timeout: Millis
  readonly skipDeletedAfter: number
  readonly dryRun: DryRun
}

/** How long a refused eviction is left alone. */
const retryAfter: Millis = 5000

/** Throws the errors about single pods together, when the others are gone. */
export async function removePods(pods: readonly Pod[], removal: Removal, context: Context): Promise<void> {
  if (pods.length === 0) return
  if (removal.disableEviction) await deletePods(pods, removal, context)
  else await evictPods(pods, removal, context)
}

const deadlineOf = ({ timeout }: Removal, { client }: Context) =>
  timeout === 0 ? Number.POSITIVE_INFINITY : client.now() + timeout

async function deletePods(pods: readonly Pod[], removal: Removal, context: Context): Promise<void> {
  const { resource, gracePeriod, dryRun } = removal
  for (const { metadata } of pods) {
    const target = { resource, namespace: metadata.namespace ?? '', name: metadata.name }
    const grace = gracePeriod < 0 ? {} : { gracePeriodSeconds: gracePeriod }
    await context.client.delete(target, { dryRun: dryRun === 'server', ...grace }).catch((error: unknown) => {
      if (!isNotFound(error)) throw error
    })
  }
  const left = await awaitEnd(pods, deadlineOf(removal, context), 'deleted', removal, context)
  if (left.length > 0) throw new UsageError('context deadline exceeded')
}

async function evictPods(pods: readonly Pod[], removal: Removal, context: Context): Promise<void> {
  const deadline = deadlineOf(removal, context)
  const errors: unknown[] = []
  let waiting: readonly Pod[] = []
  let refused = pods
  while (refused.length + waiting.length > 0 && !context.signal.aborted) {
    const outcomes = new Map<Pod, Outcome>()
    for (const pod of refused) outcomes.set(pod, await evict(pod, deadline, removal, context, errors))
    const evicted = removal.dryRun === 'server' ? [] : refused.filter((pod) => outcomes.get(pod) === 'evicted')
    refused = refused.filter((pod) => outcomes.get(pod) === 'refused')
    const until = refused.length === 0 ? deadline : Math.min(deadline, context.client.now() + retryAfter)
    waiting = await awaitEnd([...waiting, ...evicted], until, 'evicted', removal, context, refused.length > 0)
    if (context.client.now() >= deadline && waiting.length > 0) {
      append(
        errors,
        waiting.map(({ metadata }) => notGone(metadata)),
      )
      waiting = []
    }
  }
  if (errors.length > 0) throw new AggregateError(errors)
}

const notGone = ({ name, namespace }: Pod['metadata']) =>
  new UsageError(
    `error when waiting for pod "${name}" in namespace "${namespace}" to terminate: context deadline exceeded`,
  )

type Outcome = 'evicted' | 'refused' | 'over'

async function evict(
  { metadata }: Pod,
  deadline: number,
  { resource, gracePeriod, dryRun, timeout }: Removal,
  { client, io }: Context,
  errors: unknown[],
): Promise<Outcome> {
  const { name, namespace = '' } = metadata
  const where = `pods/"${name}" -n "${namespace}"`
  io.out(`evicting pod ${namespace}/${name}${dryRun === 'server' ? ' (server dry run)' : ''}\n`)
  if (client.now() >= deadline) {
    errors.push(new UsageError(`error when evicting ${where}: global timeout reached: ${formatGoDuration(timeout)}`))
    return 'over'
  }
  const server = dryRun === 'server'
  const deleteOptions = {
    ...(gracePeriod < 0 ? {} : { gracePeriodSeconds: gracePeriod }),
    ...(server ? { dryRun: ['All'] } : {}),
  }
  const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace }, deleteOptions }
  try {
    await client.create(resource, namespace, eviction as never, { subresource: 'eviction', dryRun: server })
    return 'evicted'
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    if (isNotFound(error)) return 'over'
    const { message, code } = error.status
    if (code !== 429) {
      errors.push(new UsageError(`error when evicting ${where}: ${message}`))
      return 'over'
    }
    io.err(`error when evicting ${where} (will retry after 5s): ${message}\n`)
    return 'refused'
  }
}

const isNotFound = (error: unknown) => error instanceof ApiError && error.reason === 'NotFound'

/**
 * Says of each pod when it is gone. Returns those that are still there at the instant; `toTheEnd` lets the time pass
 * until then even when none is left.
 */
async function awaitEnd(
  pods: readonly Pod[],
  until: number,
  outcome: string,
  removal: Removal,
  context: Context,
  toTheEnd = false,
): Promise<readonly Pod[]> {
  const { resource, node, dryRun, skipDeletedAfter } = removal
  const print = await resultPrinter(plainOutput, dryRun, context)
  const { client, io, signal } = context
  const query = { resource, namespace: '', fieldSelector: `spec.nodeName=${node}` }
  const { items, metadata } = await client.list<Pod>(query)
  const alive = new Map(items.map((pod) => [pod.metadata.uid, pod]))
  const pending = new Map<string | undefined, Pod>()
  const settle = (pod: Pod) => print({ ...pod, apiVersion: 'v1', kind: 'Pod' }, outcome)
  for (const pod of pods) {
    const now = alive.get(pod.metadata.uid)
    if (now === undefined) settle(pod)
    else if (!isDeletedLongAgo(now, skipDeletedAfter, client.now())) pending.set(pod.metadata.uid, pod)
    else {
      const { name } = pod.metadata
      io.out(`pod "${name}" has DeletionTimestamp older than ${skipDeletedAfter} seconds, skipping\n`)
    }
  }
  await io.flush()
  if (pending.size === 0 && !toTheEnd) return []
  const since = metadata.resourceVersion === undefined ? {} : { resourceVersion: metadata.resourceVersion }
  for await (const { type, object } of client.watch({ ...query, ...since, until, signal })) {
    const { uid } = object.metadata
    const gone = type === 'DELETED' ? pending.get(uid) : undefined
    if (gone === undefined) continue
    settle(gone)
    pending.delete(uid)
    await io.flush()
    if (pending.size === 0 && !toTheEnd) break
  }
  return [...pending.values()]
}
