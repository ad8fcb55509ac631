/** What a deployment writes on its replica sets: revision, history, and the sizes it wanted. */
import type { KubeObject } from '../../../../model/objects/object.js'
import type { Deployment, ReplicaSet } from '../../../../model/objects/types.js'

type Annotations = Readonly<Record<string, string>>

export const revisionAnnotation = 'deployment.kubernetes.io/revision'
const historyAnnotation = 'deployment.kubernetes.io/revision-history'
const desiredAnnotation = 'deployment.kubernetes.io/desired-replicas'
const maxAnnotation = 'deployment.kubernetes.io/max-replicas'

/** Annotations of a deployment that its replica sets do not get. */
const notCopied = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  revisionAnnotation,
  historyAnnotation,
  desiredAnnotation,
  maxAnnotation,
  'deprecated.deployment.rollback.to',
])

/** The revision history is kept to this many characters. */
const HISTORY_LENGTH = 2000

/** The revision an object is annotated with; 0 for none, and for what is no int64 (`Revision` of `deployment_util.go`). */
export function revisionOf(object: KubeObject): bigint {
  return int64(object.metadata.annotations?.[revisionAnnotation]) ?? 0n
}

/** `strconv.ParseInt` */
function int64(text: string | undefined): bigint | undefined {
  if (text === undefined || !/^[-+]?\d+$/.test(text)) return undefined
  const value = BigInt(text.replace('+', ''))
  return BigInt.asIntN(64, value) === value ? value : undefined
}

/** The deployment's size when the set was last scaled. */
export function annotatedDesiredReplicas(set: ReplicaSet): number | undefined {
  return wholeNumber(set.metadata.annotations?.[desiredAnnotation])
}

export function annotatedMaxReplicas(set: ReplicaSet): number | undefined {
  return wholeNumber(set.metadata.annotations?.[maxAnnotation])
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^-?\d+$/.test(text) ? Number(text) : undefined
}

/** `SetReplicasAnnotations`. */
export function withSizes(annotations: Annotations | undefined, desired: number, max: number): Annotations {
  return { ...annotations, [desiredAnnotation]: String(desired), [maxAnnotation]: String(max) }
}

/**
 * The annotations of the newest set: those of the deployment (its change cause, say), and a revision above all others.
 * A set that is rolled back to keeps the numbers it had as history (`SetNewReplicaSetAnnotations`).
 */
export function newestAnnotations(
  deployment: Deployment,
  present: Annotations | undefined,
  revision: bigint,
): Annotations {
  const copied = Object.entries(deployment.metadata.annotations ?? {}).filter(([key]) => !notCopied.has(key))
  const annotations = { ...present, ...Object.fromEntries(copied) }
  const before = present?.[revisionAnnotation]
  const known = before === undefined ? 0n : int64(before)
  if (known === undefined || known >= revision) return annotations
  return {
    ...annotations,
    [revisionAnnotation]: String(revision),
    ...(before === undefined ? {} : { [historyAnnotation]: history(present?.[historyAnnotation], before) }),
  }
}

function history(earlier: string | undefined, revision: string): string {
  const revisions = [...(earlier === undefined || earlier === '' ? [] : earlier.split(',')), revision]
  while (revisions.length > 1 && revisions.join(',').length > HISTORY_LENGTH) revisions.shift()
  return revisions.join(',')
}
