/** Why a node does not fit a pod, and whether removing other pods could change that. */
export interface Rejection {
  readonly reasons: readonly string[]
  /** `UnschedulableAndUnresolvable`: no preemption would help. */
  readonly final: boolean
}

export const reject = (reason: string): Rejection => ({ reasons: [reason], final: false })
export const rejectForGood = (reason: string): Rejection => ({ reasons: [reason], final: true })

const NO_HELP = 'Preemption is not helpful for scheduling'
const NO_VICTIMS = 'No preemption victims found for incoming pod'

/** What tells of a failure beside the nodes: whether the pod may preempt, and of which release the scheduler is. */
export interface Terms {
  readonly neverPreempts: boolean
  /** Claims of devices are looked at too, and say that they can't help (feature DynamicResourceAllocation, 1.34). */
  readonly claims: boolean
}

/** The whole story of a failure in the words of `framework.FitError`. */
export function fitError(rejections: readonly Rejection[], terms: Terms): string {
  if (rejections.length === 0) return 'no nodes available to schedule pods'
  const filters = histogram(
    rejections.length,
    rejections.flatMap(({ reasons }) => reasons),
  )
  return `${filters} ${terms.claims ? 'no new claims to deallocate, ' : ''}${preemptionError(rejections, terms)}`
}

/**
 * The same when a check before any node was looked at says it all. The plugin of the claims has not been asked then, and
 * misses what it would have noted: nobody after it is asked either.
 */
export function preFilterError(reason: string, nodes: number, terms: Terms): string {
  const all = Array.from({ length: nodes }, () => rejectForGood(reason))
  return `0/${nodes} nodes are available: ${reason}. ${terms.claims ? 'not found' : preemptionError(all, terms)}`
}

function preemptionError(rejections: readonly Rejection[], { neverPreempts }: Terms): string {
  if (neverPreempts) return 'preemption: not eligible due to preemptionPolicy=Never.'
  const answers = rejections.map(({ final }) => (final ? NO_HELP : NO_VICTIMS))
  return `preemption: ${histogram(rejections.length, answers)}`
}

function histogram(nodes: number, reasons: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  const lines = [...counts].map(([reason, count]) => `${count} ${reason}`).sort()
  return `0/${nodes} nodes are available: ${lines.join(', ')}.`
}
