import type { Capabilities } from '../../../api/contract/capabilities.js'
import { UsageError } from '../../../api/contract/errors.js'
import type { Pod } from '../../../model/objects/types.js'
import { containerPorts } from '../../podtemplate/index.js'

export const capabilities: Capabilities<Pod> = {
  // A pod is its own template: `set image` works on it, a rollout does not.
  podTemplate: {
    get: ({ metadata, spec }) => ({ metadata, spec }),
    with: (object, { spec = object.spec }) => ({ ...object, spec }),
  },
  expose: {
    selector({ metadata }) {
      const labels = metadata.labels ?? {}
      if (Object.keys(labels).length === 0) throw new UsageError('the pod has no labels and cannot be exposed')
      return { ...labels }
    },
    ports: ({ spec }) => containerPorts(spec),
  },
  containers: ({ spec }) => spec.containers ?? [],
}
