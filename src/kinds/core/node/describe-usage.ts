import type { Line } from '../../../api/contract/description.js'
import type { Instant } from '../../../model/objects/object.js'
import { podLimits, podRequests, type Resources, sumResources } from '../../../model/objects/pod-resources.js'
import { formatQuantity, milliValue, type Quantity, quantityOf, wholeValue } from '../../../model/objects/quantity.js'
import type { Node, Pod } from '../../../model/objects/types.js'
import { compareKeys } from '../../../model/values/order.js'
import { age, lines } from '../../describe/index.js'
import { quantityIn } from '../../podtemplate/index.js'

/** `describeNodeResource`: what the pods of a node ask for, each and all together. */
export function nodeUsageLines(node: Node, pods: readonly Pod[], now: Instant): Line[] {
  const { capacity, allocatable = {} } = node.status ?? {}
  const list = Object.keys(allocatable).length > 0 ? allocatable : (capacity ?? {})
  const available = (name: string) => quantityIn(list[name]) ?? quantityOf(0)
  const titles = ['Namespace', 'Name', '', 'CPU Requests', 'CPU Limits', 'Memory Requests', 'Memory Limits', 'Age']
  return [
    ...lines(0, `Non-terminated Pods:\t(${pods.length} in total)`),
    ...lines(1, titles.join('\t')),
    ...lines(1, titles.map((title) => '-'.repeat(title.length)).join('\t')),
    ...pods.flatMap((pod) => {
      const [requests, limits] = [podRequests(pod), podLimits(pod)]
      const cells = ['cpu', 'memory'].flatMap((name) => [
        shareText(name, requests[name], available(name)),
        shareText(name, limits[name], available(name)),
      ])
      const { namespace = '', name, creationTimestamp } = pod.metadata
      return lines(1, [namespace, name, '', ...cells, age(creationTimestamp, now)].join('\t'))
    }),
    ...totalLines(pods, Object.keys(list), available),
  ]
}

function totalLines(pods: readonly Pod[], names: readonly string[], available: (name: string) => Quantity): Line[] {
  const total = (of: (pod: Pod) => Resources) => pods.map(of).reduce(sumResources, {})
  const [requests, limits] = [total(podRequests), total(podLimits)]
  const row = (name: string) => {
    // Of what there is none, none is in use.
    const none = available(name).nanos === 0n
    const share = (amount: Quantity | undefined) =>
      none ? `${text(amount)} (0%)` : shareText(name, amount, available(name))
    return lines(1, `${name}\t${share(requests[name])}\t${share(limits[name])}`)
  }
  const known = ['cpu', 'memory', 'ephemeral-storage']
  const others = names.filter((name) => !known.includes(name) && name !== 'pods').sort(compareKeys)
  const hugePages = others.filter((name) => name.startsWith('hugepages-'))
  const extended = others.filter((name) => !name.startsWith('hugepages-'))
  return [
    ...lines(0, 'Allocated resources:'),
    ...lines(1, '(Total limits may be over 100 percent, i.e., overcommitted.)'),
    ...lines(1, 'Resource\tRequests\tLimits'),
    ...lines(1, '--------\t--------\t------'),
    ...[...known, ...hugePages].flatMap(row),
    ...extended.flatMap((name) => lines(1, `${name}\t${text(requests[name])}\t${text(limits[name])}`)),
  ]
}

const text = (amount: Quantity | undefined) => (amount === undefined ? '0' : formatQuantity(amount))

/** `50m (5%)`; a share of nothing is what Go makes of a number that is none. */
function shareText(name: string, amount: Quantity | undefined, available: Quantity): string {
  const value = name === 'cpu' ? milliValue : wholeValue
  const share = (value(amount ?? quantityOf(0)) / value(available)) * 100
  return `${text(amount)} (${Number.isFinite(share) ? Math.trunc(share) : '-9223372036854775808'}%)`
}
