/** PodDisruptionBudget: how many of some pods must stay, or may go at once, when pods are evicted. */
import type { Kind } from '../../../api/contract/kind.js'
import { isPathSegmentName } from '../../../model/objects/names.js'
import type { PodDisruptionBudget } from '../../../model/objects/types.js'
import { ageColumn, nameColumn } from '../../columns.js'
import { validate } from './validation.js'

const shown = (amount: string | number | undefined) => (amount === undefined ? 'N/A' : String(amount))

export const podDisruptionBudget: Kind<PodDisruptionBudget> = {
  names: {
    group: 'policy',
    version: 'v1',
    kind: 'PodDisruptionBudget',
    plural: 'poddisruptionbudgets',
    singular: 'poddisruptionbudget',
    short: ['pdb'],
  },
  scope: 'Namespaced',
  // Nothing but what a path needs: its validation does not look at the metadata.
  nameRule: isPathSegmentName,
  definition: 'io.k8s.api.policy.v1.PodDisruptionBudget',
  example: {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'web', namespace: 'default' },
    spec: { minAvailable: 1, selector: { matchLabels: { app: 'web' } } },
    status: { currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 },
  },
  subresources: ['status'],
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
  columns: [
    nameColumn,
    {
      name: 'Min Available',
      description: 'The minimum number of pods that must be available.',
      value: ({ spec }) => shown(spec.minAvailable),
    },
    {
      name: 'Max Unavailable',
      description: 'The maximum number of pods that may be unavailable.',
      value: ({ spec }) => shown(spec.maxUnavailable),
    },
    {
      name: 'Allowed Disruptions',
      type: 'integer',
      description: 'Calculated number of pods that may be disrupted at this time.',
      value: ({ status }) => status.disruptionsAllowed ?? 0,
    },
    ageColumn,
  ],
  describe: async (object, view) => (await import('./describe.js')).describe(object, view),
  capabilities: {},
}
