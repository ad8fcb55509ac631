import type { DescribeView, Line } from '../../../api/contract/description.js'
import type { Deployment, ReplicaSet } from '../../../model/objects/types.js'
import { selectorOf, selectorText } from '../../../model/selectors/label-selectors.js'
import { annotationLines, conditionTable, eventLines, labelLines, lines, time } from '../../describe/index.js'
import { podTemplateLines } from '../../podtemplate/describe/index.js'
import { newReplicaSet, replicaSetsOf } from './history.js'

/** `describeDeployment` */
export async function describeDeployment(deployment: Deployment, view: DescribeView): Promise<Line[]> {
  const { metadata, spec, status } = deployment
  const counts = [
    `${spec.replicas ?? 0} desired`,
    `${status?.updatedReplicas ?? 0} updated`,
    `${status?.replicas ?? 0} total`,
    `${status?.availableReplicas ?? 0} available`,
    `${status?.unavailableReplicas ?? 0} unavailable`,
  ]
  const rolling = spec.strategy?.rollingUpdate
  return [
    ...lines(0, `Name:\t${metadata.name}`),
    ...lines(0, `Namespace:\t${metadata.namespace ?? ''}`),
    ...lines(0, `CreationTimestamp:\t${time(metadata.creationTimestamp)}`),
    ...labelLines('Labels', metadata.labels),
    ...annotationLines('Annotations', metadata.annotations),
    ...lines(0, `Selector:\t${selectorText(selectorOf(spec.selector))}`),
    ...lines(0, `Replicas:\t${counts.join(' | ')}`),
    ...lines(0, `StrategyType:\t${spec.strategy?.type ?? ''}`),
    ...lines(0, `MinReadySeconds:\t${spec.minReadySeconds ?? 0}`),
    ...(rolling == null
      ? []
      : lines(0, `RollingUpdateStrategy:\t${rolling.maxUnavailable} max unavailable, ${rolling.maxSurge} max surge`)),
    ...podTemplateLines(spec.template),
    ...conditionTable(status?.conditions),
    ...(await replicaSetLines(deployment, view)),
    ...(await eventLines(deployment, view)),
  ]
}

async function replicaSetLines(deployment: Deployment, view: DescribeView): Promise<Line[]> {
  const all = await replicaSetsOf(deployment, view.client)
  if (all.length === 0) return []
  const current = newReplicaSet(deployment, all)
  const old = all.filter((replicaSet) => replicaSet !== current)
  return [
    ...lines(0, `OldReplicaSets:\t${replicaSetsText(old)}`),
    ...lines(0, `NewReplicaSet:\t${replicaSetsText(current === undefined ? [] : [current])}`),
  ]
}

/** `web-96d5df5c8 (3/3 replicas created), …` */
function replicaSetsText(replicaSets: readonly ReplicaSet[]): string {
  if (replicaSets.length === 0) return '<none>'
  return replicaSets
    .map(({ metadata, spec, status }) => {
      return `${metadata.name} (${status?.replicas ?? 0}/${spec.replicas ?? 0} replicas created)`
    })
    .join(', ')
}
