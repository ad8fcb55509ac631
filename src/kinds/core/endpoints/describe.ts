import type { DescribeView, Line } from '../../../api/contract/description.js'
import type { Endpoints } from '../../../model/objects/types.js'
import { annotationLines, eventLines, labelLines, lines } from '../../describe/index.js'

type Subset = NonNullable<Endpoints['subsets']>[number]

/** `describeEndpoints` of kubectl. */
export async function describe(endpoints: Endpoints, view: DescribeView): Promise<Line[]> {
  const { metadata, subsets } = endpoints
  return [
    ...lines(0, `Name:\t${metadata.name}\nNamespace:\t${metadata.namespace ?? ''}`),
    ...labelLines('Labels', metadata.labels),
    ...annotationLines('Annotations', metadata.annotations),
    ...lines(0, 'Subsets:'),
    ...(subsets ?? []).flatMap(subsetLines),
    ...(await eventLines(endpoints, view)),
  ]
}

function subsetLines({ addresses, notReadyAddresses, ports }: Subset): Line[] {
  const list = (items: Subset['addresses']) => (items ?? []).map(({ ip }) => ip).join(',') || '<none>'
  return [
    ...lines(1, `Addresses:\t${list(addresses)}`),
    ...lines(1, `NotReadyAddresses:\t${list(notReadyAddresses)}`),
    ...portLines(ports ?? []),
    ...lines(0, ''),
  ]
}

function portLines(ports: NonNullable<Subset['ports']>): Line[] {
  if (ports.length === 0) return []
  return [
    ...lines(1, 'Ports:'),
    ...lines(2, 'Name\tPort\tProtocol'),
    ...lines(2, '----\t----\t--------'),
    ...ports.flatMap(({ name, port, protocol }) => lines(2, `${name || '<unset>'}\t${port}\t${protocol}`)),
  ]
}
