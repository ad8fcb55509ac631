import type { DescribeView, Line } from '../../../api/contract/description.js'
import type { ReplicationController } from '../../../model/objects/types.js'
import { formatSelector, selectorFromSet, selectorText } from '../../../model/selectors/label-selectors.js'
import { annotationLines, conditionTable, eventLines, labelLines, lines, podCountLines } from '../../describe/index.js'
import { podTemplateLines } from '../../podtemplate/describe/index.js'

/** `describeReplicationController` */
export async function describeReplicationController(
  controller: ReplicationController,
  view: DescribeView,
): Promise<Line[]> {
  const { metadata, spec, status } = controller
  const selector = selectorFromSet(spec.selector)
  return [
    ...lines(0, `Name:\t${metadata.name}`),
    ...lines(0, `Namespace:\t${metadata.namespace ?? ''}`),
    ...lines(0, `Selector:\t${formatSelector(selector)}`),
    ...labelLines('Labels', metadata.labels),
    ...annotationLines('Annotations', metadata.annotations),
    ...lines(0, `Replicas:\t${status?.replicas ?? 0} current / ${spec.replicas ?? 0} desired`),
    ...(await podCountLines(controller, selectorText(selector), view)),
    ...podTemplateLines(spec.template),
    ...conditionTable(status?.conditions),
    ...(await eventLines(controller, view)),
  ]
}
