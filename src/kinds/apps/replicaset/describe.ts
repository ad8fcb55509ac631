import type { DescribeView, Line } from '../../../api/contract/description.js'
import type { ReplicaSet } from '../../../model/objects/types.js'
import { formatSelector, selectorOf, selectorText } from '../../../model/selectors/label-selectors.js'
import {
  annotationLines,
  conditionTable,
  controllerText,
  eventLines,
  labelLines,
  lines,
  podCountLines,
} from '../../describe/index.js'
import { podTemplateLines } from '../../podtemplate/describe/index.js'

/** `describeReplicaSet` */
export async function describeReplicaSet(replicaSet: ReplicaSet, view: DescribeView): Promise<Line[]> {
  const { metadata, spec, status } = replicaSet
  const selector = selectorOf(spec.selector)
  const controller = controllerText(replicaSet)
  return [
    ...lines(0, `Name:\t${metadata.name}`),
    ...lines(0, `Namespace:\t${metadata.namespace ?? ''}`),
    ...lines(0, `Selector:\t${formatSelector(selector)}`),
    ...labelLines('Labels', metadata.labels),
    ...annotationLines('Annotations', metadata.annotations),
    ...(controller === '' ? [] : lines(0, `Controlled By:\t${controller}`)),
    ...lines(0, `Replicas:\t${status?.replicas ?? 0} current / ${spec.replicas ?? 0} desired`),
    ...(await podCountLines(replicaSet, selectorText(selector), view)),
    ...podTemplateLines(spec.template),
    ...conditionTable(status?.conditions),
    ...(await eventLines(replicaSet, view)),
  ]
}
