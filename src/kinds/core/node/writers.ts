import type { OwnedFields, Writers } from '../../../api/contract/writers.js'
import type { Node } from '../../../model/objects/types.js'

const all: OwnedFields = {}

/**
 * The kubelet registers its node and tells its status; the controllers give it addresses for pods, taint it and judge it
 * when it is silent; kubeadm has marked it when it joined.
 */
export function nodeWriters({ status }: Node): Writers {
  const silent = (status?.conditions ?? []).filter(({ reason }) => reason === 'NodeStatusUnknown')
  const judged = silent.map(({ type }): [string, OwnedFields] => [
    `k:${JSON.stringify({ type })}`,
    { 'f:lastTransitionTime': all, 'f:message': all, 'f:reason': all, 'f:status': all },
  ])
  return {
    creator: 'kubelet',
    others: [
      {
        manager: 'kubeadm',
        fields: {
          'f:metadata': {
            'f:annotations': { 'f:kubeadm.alpha.kubernetes.io/cri-socket': all },
            'f:labels': {
              'f:node-role.kubernetes.io/control-plane': all,
              'f:node.kubernetes.io/exclude-from-external-load-balancers': all,
            },
          },
        },
      },
      {
        manager: 'kube-controller-manager',
        fields: {
          'f:metadata': { 'f:annotations': { 'f:node.alpha.kubernetes.io/ttl': all } },
          'f:spec': { 'f:podCIDR': all, 'f:podCIDRs': all, 'f:taints': all },
        },
      },
      ...(judged.length === 0 ? [] : [judgement(judged)]),
    ],
  }
}

const judgement = (conditions: readonly (readonly [string, OwnedFields])[]) => ({
  manager: 'kube-controller-manager',
  subresource: 'status' as const,
  fields: { 'f:status': { 'f:conditions': Object.fromEntries(conditions) } },
})
