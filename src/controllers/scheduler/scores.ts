import type { SchedulingClass } from './scheduling-class.js'
import type { NodeInfo, Snapshot } from './snapshot.js'
import { spreadScores } from './topology-spread.js'

/** Weights of the default profile (`apis/config/v1/default_plugins.go`). */
const weights = { taints: 3, nodeAffinity: 2, spread: 2, interPod: 2, leastAllocated: 1, balanced: 1, images: 1 }

/** The total score of every feasible node, in their order. */
export function scoreNodes(of: SchedulingClass, feasible: readonly NodeInfo[], snapshot: Snapshot): number[] {
  const spread = of.spread.soft.length === 0 ? undefined : spreadScores(of.spread, feasible, snapshot)
  const interPod = of.interPod.scores(feasible)
  const mostUnwelcome = largest(feasible, of.unwelcome)
  const mostPreferred = of.preferred === undefined ? 0 : largest(feasible, of.preferred)
  return feasible.map((info, position) => {
    const unwelcome = of.unwelcome[info.index] ?? 0
    const preferred = of.preferred?.[info.index] ?? 0
    return (
      weights.taints * (mostUnwelcome === 0 ? 100 : 100 - Math.trunc((100 * unwelcome) / mostUnwelcome)) +
      weights.nodeAffinity * (mostPreferred === 0 ? 0 : Math.trunc((100 * preferred) / mostPreferred)) +
      weights.spread * (spread?.[position] ?? 0) +
      weights.interPod * (interPod?.[position] ?? 0) +
      weights.leastAllocated * leastAllocated(of, info) +
      weights.balanced * balanced(of, info) +
      weights.images * (of.imagesThere[info.index] ?? 0)
    )
  })
}

function largest(feasible: readonly NodeInfo[], values: readonly number[]): number {
  let most = 0
  for (const { index } of feasible) most = Math.max(most, values[index] ?? 0)
  return most
}

/** NodeResourcesFit's score: the mean share of cpu and memory that would stay free. */
function leastAllocated({ usage }: SchedulingClass, { allocatable, used }: NodeInfo): number {
  const cpu = freeShare(used.scoredCpu + usage.scoredCpu, allocatable.cpu)
  const memory = freeShare(used.scoredMemory + usage.scoredMemory, allocatable.memory)
  return Math.trunc((cpu + memory) / 2)
}

function freeShare(wanted: number, there: number): number {
  return there === 0 || wanted > there ? 0 : Math.trunc(((there - wanted) * 100) / there)
}

/** NodeResourcesBalancedAllocation: how close the shares of cpu and memory in use would be. */
function balanced({ usage }: SchedulingClass, { allocatable, used }: NodeInfo): number {
  const cpu = share(used.cpu + usage.cpu, allocatable.cpu)
  const memory = share(used.memory + usage.memory, allocatable.memory)
  return Math.trunc((1 - Math.abs(cpu - memory) / 2) * 100)
}

function share(wanted: number, there: number): number {
  return there === 0 ? 0 : Math.min(1, wanted / there)
}
