import type { Revision } from '../../../api/contract/capabilities.js'
import type { Client } from '../../../api/contract/client.js'
import { wholeNumber } from '../../../model/json/exact-json.js'
import { instantOf } from '../../../model/objects/time.js'
import type { Deployment, PodTemplate, ReplicaSet } from '../../../model/objects/types.js'
import { selectorOf, selectorText } from '../../../model/selectors/label-selectors.js'
import { deepEqual } from '../../../model/values/json-values.js'
import { listOf } from '../../describe/lookup.js'

const hashLabel = 'pod-template-hash'
const revisionAnnotation = 'deployment.kubernetes.io/revision'
const changeCause = 'kubernetes.io/change-cause'

/** The replica sets that a deployment controls, in the order of their names. */
export async function replicaSetsOf(deployment: Deployment, client: Client): Promise<ReplicaSet[]> {
  const { namespace = '', uid } = deployment.metadata
  const labelSelector = selectorText(selectorOf(deployment.spec.selector))
  const found = await listOf<ReplicaSet>(client, { group: 'apps', plural: 'replicasets' }, namespace, { labelSelector })
  return found.filter(({ metadata }) =>
    metadata.ownerReferences?.some((owner) => owner.controller && owner.uid === uid),
  )
}

/** The replica set of the deployment's present template: the oldest one that has it (`FindNewReplicaSet`). */
export function newReplicaSet(deployment: Deployment, replicaSets: readonly ReplicaSet[]): ReplicaSet | undefined {
  const age = ({ metadata }: ReplicaSet) => instantOf(metadata.creationTimestamp)
  return [...replicaSets]
    .sort((a, b) => age(a) - age(b))
    .find(({ spec }) => spec.template !== undefined && isSameTemplate(spec.template, deployment.spec.template))
}

/** Whether two templates are one, but for the hash that the deployment's loop adds to labels. */
export function isSameTemplate(a: PodTemplate, b: PodTemplate): boolean {
  return deepEqual(withoutHash(a), withoutHash(b))
}

export function withoutHash(template: PodTemplate): PodTemplate {
  const { [hashLabel]: _, ...labels } = template.metadata?.labels ?? {}
  return { ...template, metadata: { ...template.metadata, labels } }
}

/** `DeploymentHistoryViewer`: the revisions kept, oldest first. */
export async function deploymentHistory(deployment: Deployment, client: Client): Promise<Revision[]> {
  const revisions = new Map<number | bigint, Revision>()
  for (const replicaSet of await replicaSetsOf(deployment, client)) {
    const text = replicaSet.metadata.annotations?.[revisionAnnotation] ?? ''
    if (!/^\d+$/.test(text) || replicaSet.spec.template === undefined) continue
    const number = wholeNumber(text)
    const cause = replicaSet.metadata.annotations?.[changeCause]
    revisions.set(number, {
      number,
      changeCause: cause === '' ? undefined : cause,
      template: replicaSet.spec.template,
      object: replicaSet,
    })
  }
  return [...revisions.values()].sort((a, b) => (a.number < b.number ? -1 : 1))
}
