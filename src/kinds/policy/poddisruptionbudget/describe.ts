import type { DescribeView, Line } from '../../../api/contract/description.js'
import type { PodDisruptionBudget } from '../../../model/objects/types.js'
import { formatSelector, selectorOf } from '../../../model/selectors/label-selectors.js'
import { eventLines, lines } from '../../describe/index.js'

/** `describePodDisruptionBudgetV1` */
export async function describe(budget: PodDisruptionBudget, view: DescribeView): Promise<Line[]> {
  const { metadata, spec, status } = budget
  const { minAvailable, maxUnavailable, selector } = spec
  const limit =
    minAvailable !== undefined
      ? lines(0, `Min available:\t${minAvailable}`)
      : maxUnavailable !== undefined
        ? lines(0, `Max unavailable:\t${maxUnavailable}`)
        : []
  return [
    ...lines(0, `Name:\t${metadata.name}`),
    ...lines(0, `Namespace:\t${metadata.namespace ?? ''}`),
    ...limit,
    ...lines(0, `Selector:\t${selector === undefined ? '<unset>' : formatSelector(selectorOf(selector))}`),
    ...lines(0, 'Status:'),
    ...lines(2, `Allowed disruptions:\t${status.disruptionsAllowed}`),
    ...lines(2, `Current:\t${status.currentHealthy}`),
    ...lines(2, `Desired:\t${status.desiredHealthy}`),
    ...lines(2, `Total:\t${status.expectedPods}`),
    ...(await eventLines(budget, view)),
  ]
}
