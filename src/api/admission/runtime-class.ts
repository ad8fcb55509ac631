import type { Pod } from '../../model/objects/types.js'
import type { AdmissionPlugin, PluginAdmission } from '../contract/admission.js'
import { isOfPods } from './pods.js'
import { refusal } from './refusal.js'

/** The class that a pod names must be there, and says what a sandbox costs (`plugin/pkg/admission/runtimeclass`). */
export const runtimeClass: AdmissionPlugin = {
  name: 'RuntimeClass',
  handles: (request) => isOfPods(request, 'CREATE'),
  mutate(draft, admission) {
    checkClass(draft as Pod, admission)
  },
  validate(object, admission) {
    const { runtimeClassName, overhead = {} } = (object as Pod).spec
    if (runtimeClassName != null || Object.keys(overhead).length === 0) return
    const why = 'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead'
    throw refusal(admission, object, why)
  },
}

function checkClass(pod: Pod, admission: PluginAdmission): void {
  const { runtimeClassName: name } = pod.spec
  if (name == null) return
  if (admission.reader.list('runtimeclasses').some(({ metadata }) => metadata.name === name)) return
  throw refusal(admission, pod, `pod rejected: RuntimeClass "${name}" not found`)
}
