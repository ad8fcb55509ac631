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

/** The whole story of a failure in the words of `framework.FitError`. */
export function fitError(rejections: readonly Rejection[], neverPreempts: boolean): string {
  if (rejections.length === 0) return 'no nodes available to schedule pods'
  const filters = histogram(
    rejections.length,
    rejections.flatMap(({ reasons }) => reasons),
  )
  return `${filters} preemption: ${preemptionError(rejections, neverPreempts)}`
}

/** The same when a check before any node was looked at says it all. */
export function preFilterError(reason: string, nodes: number, neverPreempts: boolean): string {
  const all = Array.from({ length: nodes }, () => rejectForGood(reason))
  return `0/${nodes} nodes are available: ${reason}. preemption: ${preemptionError(all, neverPreempts)}`
}

function preemptionError(rejections: readonly Rejection[], neverPreempts: boolean): string {
  if (neverPreempts) return 'not eligible due to preemptionPolicy=Never.'
  return histogram(
    rejections.length,
    rejections.map(({ final }) => (final ? NO_HELP : NO_VICTIMS)),
  )
}

function histogram(nodes: number, reasons: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  const lines = [...counts].map(([reason, count]) => `${count} ${reason}`).sort()
  return `0/${nodes} nodes are available: ${lines.join(', ')}.`
}
