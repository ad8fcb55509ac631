import type { DescribeView, Line } from '../../../api/contract/description.js'
import type { EndpointSlice } from '../../../model/objects/types.js'
import { annotationLines, eventLines, labelLines, lines } from '../../describe/index.js'

const unset = '<unset>'

/** `describeEndpointSliceV1` of kubectl. */
export async function describe(slice: EndpointSlice, view: DescribeView): Promise<Line[]> {
  const { metadata } = slice
  return [
    ...lines(0, `Name:\t${metadata.name}\nNamespace:\t${metadata.namespace ?? ''}`),
    ...labelLines('Labels', metadata.labels),
    ...annotationLines('Annotations', metadata.annotations),
    ...lines(0, `AddressType:\t${slice.addressType}`),
    ...portLines(slice.ports ?? []),
    ...endpointLines(slice.endpoints ?? []),
    ...(await eventLines(slice, view)),
  ]
}

function portLines(ports: NonNullable<EndpointSlice['ports']>): Line[] {
  if (ports.length === 0) return lines(0, `Ports: ${unset}`)
  return [
    ...lines(0, 'Ports:'),
    ...lines(1, 'Name\tPort\tProtocol'),
    ...lines(1, '----\t----\t--------'),
    ...ports.flatMap(({ name, port, protocol }) => lines(1, `${name || unset}\t${port ?? unset}\t${protocol}`)),
  ]
}

function endpointLines(endpoints: EndpointSlice['endpoints']): Line[] {
  if (endpoints.length === 0) return lines(0, 'Endpoints: <none>')
  return [...lines(0, 'Endpoints:'), ...endpoints.flatMap(oneEndpoint)]
}

function oneEndpoint({
  addresses,
  conditions,
  hostname,
  targetRef,
  nodeName,
  zone,
}: EndpointSlice['endpoints'][number]) {
  return [
    ...lines(1, `- Addresses:\t${addresses.join(', ') || '<none>'}`),
    ...lines(2, 'Conditions:'),
    ...lines(3, `Ready:\t${conditions?.ready ?? unset}`),
    ...lines(2, `Hostname:\t${hostname ?? unset}`),
    ...(targetRef === undefined ? [] : lines(2, `TargetRef:\t${targetRef.kind ?? ''}/${targetRef.name ?? ''}`)),
    ...lines(2, `NodeName:\t${nodeName ?? unset}`),
    ...lines(2, `Zone:\t${zone ?? unset}`),
  ]
}
