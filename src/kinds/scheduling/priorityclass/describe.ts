import type { DescribeView, Line } from '../../../api/contract/description.js'
import type { PriorityClass } from '../../../model/objects/types.js'
import { formatLabels } from '../../../model/selectors/labels.js'
import { eventLines, lines } from '../../describe/index.js'

/** `describePriorityClass` of kubectl. */
export async function describe(object: PriorityClass, view: DescribeView): Promise<Line[]> {
  const { metadata, value = 0, globalDefault = false, preemptionPolicy = '', description = '' } = object
  return [
    ...lines(0, `Name:\t${metadata.name}`),
    ...lines(0, `Value:\t${value}`),
    ...lines(0, `GlobalDefault:\t${globalDefault}`),
    ...lines(0, `PreemptionPolicy:\t${preemptionPolicy}`),
    ...lines(0, `Description:\t${description}`),
    ...lines(0, `Annotations:\t${formatLabels(metadata.annotations)}`),
    ...(await eventLines(object, view)),
  ]
}
