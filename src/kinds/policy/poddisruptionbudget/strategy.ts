import type { Strategy } from '../../../api/contract/strategy.js'
import { isPathSegmentName } from '../../../model/objects/names.js'
import type { PodDisruptionBudget } from '../../../model/objects/types.js'
import { validate } from './validation.js'

/** How its objects are made, changed and deleted (`pkg/registry/policy/poddisruptionbudget/strategy.go`). */
export const podDisruptionBudgetStrategy: Strategy<PodDisruptionBudget> = {
  // Nothing but what a path needs: its validation does not look at the metadata.
  nameRule: isPathSegmentName,
  example: {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'web', namespace: 'default' },
    spec: { minAvailable: 1, selector: { matchLabels: { app: 'web' } } },
    status: { currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 },
  },
  setDefaults(draft) {
    draft.spec ??= {}
  },
  prepare(draft, previous) {
    if (previous !== undefined) return
    draft.status = { currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 }
  },
  validate,
  hasGeneration: true,
  needsRevision: true,
}
