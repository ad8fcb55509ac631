import type { Node } from '../../model/objects/types.js'
import type { AdmissionPlugin } from '../contract/admission.js'

const notReady = { effect: 'NoSchedule', key: 'node.kubernetes.io/not-ready' } as const

/** Nothing is put on a new node before it has said that it is ready (`plugin/pkg/admission/nodetaint`). */
export const taintNodesByCondition: AdmissionPlugin = {
  name: 'TaintNodesByCondition',
  handles: ({ operation, resource, subresource }) =>
    operation === 'CREATE' && resource.group === '' && resource.plural === 'nodes' && subresource === '',
  mutate(draft) {
    const { spec } = draft as Node
    const taints = spec.taints ?? []
    if (taints.some(({ key, effect }) => key === notReady.key && effect === notReady.effect)) return
    spec.taints = [...taints, { ...notReady }]
  },
}
