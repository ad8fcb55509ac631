import type { DescribeView, Line } from '../../../api/contract/description.js'
import type { Lease, Node, Pod } from '../../../model/objects/types.js'
import { compareKeys } from '../../../model/values/order.js'
import {
  annotationLines,
  eventsAbout,
  eventTable,
  labelLines,
  lines,
  listOf,
  oneOf,
  taintLines,
  time,
} from '../../describe/index.js'
import { nodeUsageLines } from './describe-usage.js'
import { nodeRoles } from './roles.js'

/** `describeNode` */
export async function describeNode(node: Node, view: DescribeView): Promise<Line[]> {
  const { metadata, spec, status } = node
  return [
    ...lines(0, `Name:\t${metadata.name}`),
    ...lines(0, `Roles:\t${nodeRoles(node).join(',') || '<none>'}`),
    ...labelLines('Labels', metadata.labels),
    ...annotationLines('Annotations', metadata.annotations),
    ...lines(0, `CreationTimestamp:\t${time(metadata.creationTimestamp)}`),
    ...taintLines('Taints', spec.taints),
    ...lines(0, `Unschedulable:\t${spec.unschedulable ?? false}`),
    ...(await leaseLines(node, view)),
    ...conditionLines(node),
    ...lines(0, 'Addresses:'),
    ...(status?.addresses ?? []).flatMap(({ type, address }) => lines(1, `${type}:\t${address}`)),
    ...resourceLines('Capacity', status?.capacity),
    ...resourceLines('Allocatable', status?.allocatable),
    ...systemLines(node),
    ...(spec.podCIDR ? lines(0, `PodCIDR:\t${spec.podCIDR}`) : []),
    ...(spec.podCIDRs?.length ? lines(0, `PodCIDRs:\t${spec.podCIDRs.join(',')}`) : []),
    ...(spec.providerID ? lines(0, `ProviderID:\t${spec.providerID}`) : []),
    ...nodeUsageLines(node, await podsOn(node, view), view.now),
    ...(await eventLines(node, view)),
  ]
}

function podsOn({ metadata }: Node, { client }: DescribeView): Promise<Pod[]> {
  const fieldSelector = `spec.nodeName=${metadata.name},status.phase!=Failed,status.phase!=Succeeded`
  return listOf<Pod>(client, { group: '', plural: 'pods' }, '', { fieldSelector })
}

async function leaseLines({ metadata }: Node, { client }: DescribeView): Promise<Line[]> {
  const leases = { group: 'coordination.k8s.io', plural: 'leases' }
  const lease = await oneOf<Lease>(client, leases, 'kube-node-lease', metadata.name)
  if (lease === undefined) {
    return lines(0, `Lease:\tFailed to get lease: leases.coordination.k8s.io "${metadata.name}" not found`)
  }
  const instant = (value: string | undefined) => (value == null ? '<unset>' : time(value))
  return [
    ...lines(0, 'Lease:'),
    ...lines(1, `HolderIdentity:\t${lease.spec.holderIdentity ?? '<unset>'}`),
    ...lines(1, `AcquireTime:\t${instant(lease.spec.acquireTime)}`),
    ...lines(1, `RenewTime:\t${instant(lease.spec.renewTime)}`),
  ]
}

function conditionLines({ status }: Node): Line[] {
  const conditions = status?.conditions ?? []
  if (conditions.length === 0) return []
  const titles = ['Type', 'Status', 'LastHeartbeatTime', 'LastTransitionTime', 'Reason', 'Message']
  return [
    ...lines(0, 'Conditions:'),
    ...lines(1, titles.join('\t')),
    ...lines(1, titles.map((title) => '-'.repeat(title.length)).join('\t')),
    ...conditions.flatMap(({ type, status: state, lastHeartbeatTime, lastTransitionTime, reason, message }) => {
      const beats = `${time(lastHeartbeatTime)} \t${time(lastTransitionTime)}`
      return lines(1, `${type} \t${state} \t${beats} \t${reason ?? ''} \t${message ?? ''}`)
    }),
  ]
}

function resourceLines(title: string, list: Readonly<Record<string, string | number>> | undefined): Line[] {
  const names = Object.keys(list ?? {}).sort(compareKeys)
  if (names.length === 0) return []
  return [...lines(0, `${title}:`), ...names.flatMap((name) => lines(1, `${name}:\t${list?.[name]}`))]
}

const system = [
  ['Machine ID', 'machineID'],
  ['System UUID', 'systemUUID'],
  ['Boot ID', 'bootID'],
  ['Kernel Version', 'kernelVersion'],
  ['OS Image', 'osImage'],
  ['Operating System', 'operatingSystem'],
  ['Architecture', 'architecture'],
  ['Container Runtime Version', 'containerRuntimeVersion'],
  ['Kubelet Version', 'kubeletVersion'],
] as const

function systemLines({ status }: Node): Line[] {
  return [
    ...lines(0, 'System Info:'),
    ...system.flatMap(([title, field]) => lines(1, `${title}:\t${status?.nodeInfo?.[field] ?? ''}`)),
  ]
}

/** Controllers know a node by its uid, kubelets by its name; the events of both are shown. */
async function eventLines({ metadata }: Node, view: DescribeView): Promise<Line[]> {
  if (!view.showEvents) return []
  const about = { name: metadata.name, namespace: '', kind: 'Node' }
  const byUid = await eventsAbout(view, { ...about, uid: metadata.uid ?? '' })
  const byName = await eventsAbout(view, { ...about, uid: metadata.name })
  return eventTable([...byUid, ...byName], view.now)
}
