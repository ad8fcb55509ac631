/** What a pod tells its containers of itself, in variables and in files (`pkg/fieldpath`, `pkg/api/v1/resource/helpers.go`). */
import { goQuote } from '../../model/go/quote.js'
import { milliValue, parseQuantity, wholeValue } from '../../model/objects/quantity.js'
import type { Container, Node, Pod } from '../../model/objects/types.js'
import { entryOf } from '../../model/values/json-values.js'
import { compareKeys } from '../../model/values/order.js'
import type { Reader } from '../../store/store.js'
import { containerNamed } from './container.js'

type Source = NonNullable<NonNullable<Container['env']>[number]['valueFrom']>
type Fields = Readonly<Record<string, (pod: Pod) => string | undefined>>

const fields: Fields = {
  'metadata.name': ({ metadata }) => metadata.name,
  'metadata.namespace': ({ metadata }) => metadata.namespace,
  'metadata.uid': ({ metadata }) => metadata.uid,
  'metadata.labels': ({ metadata }) => formatMap(metadata.labels),
  'metadata.annotations': ({ metadata }) => formatMap(metadata.annotations),
  'spec.nodeName': ({ spec }) => spec.nodeName,
  'spec.serviceAccountName': ({ spec }) => spec.serviceAccountName,
  'status.hostIP': ({ status }) => status.hostIP,
  'status.hostIPs': ({ status }) => status.hostIP,
  'status.podIP': ({ status }) => status.podIP,
  'status.podIPs': ({ status }) => status.podIP,
}

/** A field of a pod, or one of its labels or annotations: `metadata.labels['app']`. Empty for what is not set. */
export function fieldValue(pod: Pod, path: string): string {
  const [, map, key = ''] = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(path) ?? []
  if (map !== undefined) return entryOf(map === 'labels' ? pod.metadata.labels : pod.metadata.annotations, key) ?? ''
  return entryOf(fields, path)?.(pod) ?? ''
}

/** A line `key="value"` for each (`FormatMap`). */
function formatMap(map: Readonly<Record<string, string>> = {}): string {
  const entries = Object.entries(map).sort(([a], [b]) => compareKeys(a, b))
  return entries.map(([key, value]) => `${key}=${goQuote(value)}`).join('\n')
}

/**
 * A request or limit of a container, of this one where none is named. Limits that are not set are the node's; all are rounded
 * up to whole divisors.
 */
export function resourceValue(
  pod: Pod,
  container: Container | undefined,
  { resource, divisor, containerName = '' }: NonNullable<Source['resourceFieldRef']>,
  reader: Reader,
): string {
  const [side = '', name = ''] = resource.split(/\.(.*)/s)
  const { limits, requests } = (containerNamed(pod, containerName) ?? container)?.resources ?? {}
  const node = reader.get<Node>(`nodes/${pod.spec.nodeName}`)
  const amount =
    side === 'requests' ? entryOf(requests, name) : (entryOf(limits, name) ?? entryOf(node?.status?.allocatable, name))
  const unit = parseQuantity(divisor === undefined || String(divisor) === '0' ? '1' : divisor)
  const quantity = parseQuantity(amount ?? '0')
  if (name === 'cpu') return String(Math.ceil(milliValue(quantity) / milliValue(unit)))
  return String(Math.ceil(wholeValue(quantity) / wholeValue(unit)))
}
