import type { Pod, Toleration } from '../../model/objects/types.js'
import type { AdmissionPlugin } from '../contract/admission.js'
import { isOfPods } from './pods.js'

const tolerationSeconds = 300

/**
 * A pod stays on a lost node for five minutes unless it says otherwise (`plugin/pkg/admission/defaulttolerationseconds`).
 */
export const defaultTolerationSeconds: AdmissionPlugin = {
  name: 'DefaultTolerationSeconds',
  handles: (request) => isOfPods(request, 'CREATE', 'UPDATE'),
  mutate(draft) {
    const { spec } = draft as Pod
    const tolerations = spec.tolerations ?? []
    for (const key of ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']) {
      const tolerated = tolerations.some(
        (toleration) =>
          (toleration.key === key || !toleration.key) && (toleration.effect === 'NoExecute' || !toleration.effect),
      )
      if (tolerated) continue
      const added: Toleration = { effect: 'NoExecute', key, operator: 'Exists', tolerationSeconds }
      spec.tolerations = [...(spec.tolerations ?? []), added]
    }
  },
}
