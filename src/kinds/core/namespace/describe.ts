import type { DescribeView, Line } from '../../../api/contract/description.js'
import type { Namespace } from '../../../model/objects/types.js'
import { annotationLines, labelLines, lines, listOf, time } from '../../describe/index.js'
import { limitRangeLines } from './limits.js'
import { quotaLines } from './quotas.js'

/** `describeNamespace` of kubectl. */
export async function describe(namespace: Namespace, view: DescribeView): Promise<Line[]> {
  const { metadata, status } = namespace
  const quotas = await listOf(view.client, { group: '', plural: 'resourcequotas' }, metadata.name)
  const limits = await listOf(view.client, { group: '', plural: 'limitranges' }, metadata.name)
  return [
    ...lines(0, `Name:\t${metadata.name}`),
    ...labelLines('Labels', metadata.labels),
    ...annotationLines('Annotations', metadata.annotations),
    ...lines(0, `Status:\t${status.phase ?? ''}`),
    ...conditionLines(status.conditions ?? []),
    ...lines(0, ''),
    ...quotaLines(quotas),
    ...lines(0, ''),
    ...limitRangeLines(limits),
  ]
}

function conditionLines(conditions: NonNullable<Namespace['status']['conditions']>): Line[] {
  if (conditions.length === 0) return []
  return [
    ...lines(0, 'Conditions:'),
    ...lines(1, 'Type\tStatus\tLastTransitionTime\tReason\tMessage'),
    ...lines(1, '----\t------\t------------------\t------\t-------'),
    ...conditions.flatMap(({ type, status, lastTransitionTime, reason = '', message = '' }) =>
      lines(1, [type, status, time(lastTransitionTime), reason, message].join('\t')),
    ),
  ]
}
