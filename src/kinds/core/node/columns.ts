import type { Column } from '../../../api/contract/table.js'
import type { Node } from '../../../model/objects/types.js'
import { ageColumn, nameColumn } from '../../columns.js'
import { nodeRoles } from './roles.js'

const address = (node: Node, type: string) =>
  node.status?.addresses?.find((candidate) => candidate.type === type)?.address ?? '<none>'

const addresses =
  "List of addresses reachable to the node. Queried from cloud provider, if available. More info: https://kubernetes.io/docs/reference/node/node-status/#addresses Note: This field is declared as mergeable, but the merge key is not sufficiently unique, which can cause data corruption when it is merged. Callers should instead use a full-replacement patch. See https://pr.k8s.io/79391 for an example. Consumers should assume that addresses can change during the lifetime of a Node. However, there are some exceptions where this may not be possible, such as Pods that inherit a Node's address in its own status or consumers of the downward API (status.hostIP)."

export const nodeColumns: readonly Column<Node>[] = [
  nameColumn,
  { name: 'Status', description: 'The status of the node', value: statusText },
  { name: 'Roles', description: 'The roles of the node', value: (node) => nodeRoles(node).join(',') || '<none>' },
  ageColumn,
  {
    name: 'Version',
    description: 'Kubelet Version reported by the node.',
    value: ({ status }) => status?.nodeInfo?.kubeletVersion ?? '',
  },
  { name: 'Internal-IP', wide: true, description: addresses, value: (node) => address(node, 'InternalIP') },
  { name: 'External-IP', wide: true, description: addresses, value: (node) => address(node, 'ExternalIP') },
  {
    name: 'OS-Image',
    wide: true,
    description: 'OS Image reported by the node from /etc/os-release (e.g. Debian GNU/Linux 7 (wheezy)).',
    value: ({ status }) => status?.nodeInfo?.osImage || '<unknown>',
  },
  {
    name: 'Kernel-Version',
    wide: true,
    description: "Kernel Version reported by the node from 'uname -r' (e.g. 3.16.0-0.bpo.4-amd64).",
    value: ({ status }) => status?.nodeInfo?.kernelVersion || '<unknown>',
  },
  {
    name: 'Container-Runtime',
    wide: true,
    description: 'ContainerRuntime Version reported by the node through runtime remote API (e.g. containerd://1.4.2).',
    value: ({ status }) => status?.nodeInfo?.containerRuntimeVersion || '<unknown>',
  },
]

function statusText({ spec, status }: Node): string {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready')
  const state = ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady'
  return spec?.unschedulable ? `${state},SchedulingDisabled` : state
}
