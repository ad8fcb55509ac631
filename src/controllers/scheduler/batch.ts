import type { Pod } from '../../model/objects/types.js'
import type { World } from '../machinery/controller.js'
import { fitError, preFilterError } from './rejection.js'
import { classKey, filters, type SchedulingClass, schedulingClass } from './scheduling-class.js'
import { scoreNodes } from './scores.js'
import { type NodeInfo, place, takeSnapshot } from './snapshot.js'

export type Outcome = { readonly node: string } | { readonly failure: string }

/** Schedules several pods over one snapshot of the cluster; each sees where those before it went. */
export interface Batch {
  schedule(pod: Pod): Outcome
}

export function startBatch(world: World): Batch {
  const snapshot = takeSnapshot(world)
  const claims = world.features('DynamicResourceAllocation')
  const classes = new Map<string, SchedulingClass>()
  /** What a class was told when nothing has been placed since. */
  const failures = new Map<string, string>()

  function schedule(pod: Pod): Outcome {
    const key = classKey(pod)
    const known = failures.get(key)
    if (known !== undefined) return { failure: known }
    const outcome = tryToPlace(pod, key)
    if ('failure' in outcome) failures.set(key, outcome.failure)
    return outcome
  }

  function tryToPlace(pod: Pod, key: string): Outcome {
    const terms = { neverPreempts: pod.spec.preemptionPolicy === 'Never', claims }
    const missing = missingClaim(pod, world)
    if (missing !== undefined && snapshot.nodes.length > 0) {
      return { failure: preFilterError(missing, snapshot.nodes.length, terms) }
    }
    let of = classes.get(key)
    if (of === undefined) {
      of = schedulingClass(pod, snapshot, world, !claims)
      classes.set(key, of)
    }
    const rejectionOf = filters(of, snapshot)
    const feasible = snapshot.nodes.filter((info) => rejectionOf(info) === undefined)
    if (feasible.length === 0) {
      const rejections = snapshot.nodes.map((info) => rejectionOf(info) ?? { reasons: [], final: false })
      return { failure: fitError(rejections, terms) }
    }
    const chosen = choose(of, feasible, pod)
    place(snapshot, pod, chosen)
    failures.clear()
    return { node: chosen.name }
  }

  /** The best node; among equals, chance. */
  function choose(of: SchedulingClass, feasible: readonly NodeInfo[], pod: Pod): NodeInfo {
    if (feasible.length === 1) return feasible[0]!
    const scores = scoreNodes(of, feasible, snapshot)
    const most = Math.max(...scores)
    const best = feasible.filter((_, position) => scores[position] === most)
    if (best.length === 1) return best[0]!
    return best[world.random(`scheduler/${pod.metadata.uid}`).below(best.length)]!
  }

  return { schedule }
}

/** VolumeBinding's first check. */
function missingClaim(pod: Pod, world: World): string | undefined {
  for (const { persistentVolumeClaim } of pod.spec.volumes ?? []) {
    if (persistentVolumeClaim === undefined) continue
    const name = persistentVolumeClaim.claimName
    const claim = world.get(`persistentvolumeclaims/${pod.metadata.namespace}/${name}`)
    if (claim === undefined) return `persistentvolumeclaim "${name}" not found`
  }
  return undefined
}
