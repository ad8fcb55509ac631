/** Which pods of a node a drain may remove (kubectl `pkg/drain/filters.go`). */
import { ApiError } from '../../../api/contract/errors.js'
import { isPodTerminal } from '../../../model/objects/pods.js'
import { instantOf } from '../../../model/objects/time.js'
import type { Pod } from '../../../model/objects/types.js'
import type { Context } from '../../command.js'

/** What the flags of `drain` allow. */
export interface DrainRules {
  /** Pods that nothing would create anew may go. */
  readonly force: boolean
  readonly ignoreDaemonSets: boolean
  readonly deleteEmptyDirData: boolean
  /** Pods whose deletion is longer ago are left alone; seconds, 0: none. */
  readonly skipDeletedAfter: number
}

export interface Verdict {
  readonly pod: Pod
  readonly remove: boolean
  /** Told before the drain begins. */
  readonly warning?: string
  /** Keeps the node from being drained. */
  readonly error?: string
}

type Filter = (pod: Pod, rules: DrainRules, context: Context) => Promise<Omit<Verdict, 'pod'>>

const fine = { remove: true }
const passed = { remove: false }

const skipDeleted: Filter = async (pod, { skipDeletedAfter }, { client }) =>
  isDeletedLongAgo(pod, skipDeletedAfter, client.now()) ? passed : fine

/** Whether a pod's deletion is more than so many seconds ago; never with 0. */
export function isDeletedLongAgo({ metadata }: Pod, seconds: number, now: number): boolean {
  if (seconds <= 0 || metadata.deletionTimestamp === undefined) return false
  return Math.trunc((now - instantOf(metadata.deletionTimestamp)) / 1000) > seconds
}

/** A DaemonSet would put its pods back at once: they stay, whatever the flags, while it is there. */
const daemonSet: Filter = async (pod, { force, ignoreDaemonSets }, context) => {
  const owner = controllerOf(pod)
  if (owner?.kind !== 'DaemonSet' || isPodTerminal(pod)) return fine
  try {
    await getDaemonSet(pod.metadata.namespace ?? '', owner.name, context)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    const orphan = error.reason === 'NotFound' && force
    return orphan ? { remove: true, warning: error.message } : { remove: false, error: error.message }
  }
  return ignoreDaemonSets
    ? { remove: false, warning: 'ignoring DaemonSet-managed Pods' }
    : { remove: false, error: 'DaemonSet-managed Pods (use --ignore-daemonsets to ignore)' }
}

async function getDaemonSet(namespace: string, name: string, { client }: Context): Promise<void> {
  const resource = (await client.resources()).find(({ group, plural }) => group === 'apps' && plural === 'daemonsets')
  if (resource === undefined) throw new ApiError(404, 'NotFound', 'the server could not find the requested resource')
  await client.get({ resource, namespace, name })
}

/** Pods that a kubelet runs from a file cannot be deleted through the API. */
const mirrorPod: Filter = async ({ metadata }) =>
  metadata.annotations?.['kubernetes.io/config.mirror'] === undefined ? fine : passed

const localStorage: Filter = async (pod, { deleteEmptyDirData }) => {
  const local = pod.spec.volumes?.some(({ emptyDir }) => emptyDir !== undefined) === true
  if (!local || isPodTerminal(pod)) return fine
  return deleteEmptyDirData
    ? { remove: true, warning: 'deleting Pods with local storage' }
    : { remove: false, error: 'Pods with local storage (use --delete-emptydir-data to override)' }
}

const unmanaged: Filter = async (pod, { force }) => {
  if (isPodTerminal(pod) || controllerOf(pod) !== undefined) return fine
  return force
    ? { remove: true, warning: 'deleting Pods that declare no controller' }
    : { remove: false, error: 'Pods that declare no controller (use --force to override)' }
}

const controllerOf = ({ metadata }: Pod) => metadata.ownerReferences?.find(({ controller }) => controller === true)

/** The first that keeps a pod decides; of several warnings the last filter's is told, or none if it has none. */
const filters: readonly Filter[] = [skipDeleted, daemonSet, mirrorPod, localStorage, unmanaged]

export async function judge(pod: Pod, rules: DrainRules, context: Context): Promise<Verdict> {
  let verdict: Omit<Verdict, 'pod'> = fine
  for (const filter of filters) {
    verdict = await filter(pod, rules, context)
    if (!verdict.remove) break
  }
  return { pod, ...verdict }
}

/** `cannot delete <why>: ns/a, ns/b`, a text for each reason. */
export function errorsOf(verdicts: readonly Verdict[]): string[] {
  return grouped(verdicts, ({ error }) => error).map((text) => `cannot delete ${text}`)
}

/** `<why>: ns/a, ns/b; …`; empty when there is nothing to be warned of. */
export function warningsOf(verdicts: readonly Verdict[]): string {
  return grouped(verdicts, ({ warning }) => warning).join('; ')
}

function grouped(verdicts: readonly Verdict[], of: (verdict: Verdict) => string | undefined): string[] {
  const pods = new Map<string, string[]>()
  for (const verdict of verdicts) {
    const text = of(verdict)
    const { namespace, name } = verdict.pod.metadata
    if (text !== undefined) pods.set(text, [...(pods.get(text) ?? []), `${namespace}/${name}`])
  }
  return [...pods].map(([text, names]) => `${text}: ${names.join(', ')}`)
}
