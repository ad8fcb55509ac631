import type { Admission } from '../../../api/contract/admission.js'
import { ApiError } from '../../../api/contract/errors.js'
import { forbidden, notFound, tooManyRequests } from '../../../api/contract/status-errors.js'
import type { Core, DeleteRequest, RequestOptions } from '../../../api/registry/core.js'
import { admissionOf, resourceOf } from '../../../api/registry/objects.js'
import type { ServedResource } from '../../../api/registry/resources.js'
import { action } from '../../../api/requests/actions.js'
import { remove } from '../../../api/requests/deletion.js'
import { update } from '../../../api/requests/update.js'
import { withDisruptionCondition } from '../../../model/objects/disruption.js'
import { groupVersionOf, type KubeObject, keyParts } from '../../../model/objects/object.js'
import { isPodReady, isPodTerminal, podPhase } from '../../../model/objects/pods.js'
import { timestamp } from '../../../model/objects/time.js'
import type { Pod, PodDisruptionBudget } from '../../../model/objects/types.js'
import { matchesLabels, selectorOf } from '../../../model/selectors/label-selectors.js'

/** More disruptions than these that the controller has not yet seen are not kept in mind. */
const mostDisrupted = 2000

/** An Eviction is a deletion that budgets may refuse (`pkg/registry/core/pod/storage/eviction.go`). */
export const eviction = action(
  { group: 'policy', version: 'v1', kind: 'Eviction', older: ['policy/v1beta1'] },
  (core, { resource, key, object, options }, admission) => {
    admission.validate(object)
    const sent = (object.deleteOptions ?? {}) as SentDeleteOptions
    const dryRun = evictionDryRun(sent.dryRun ?? [], options)
    const { gracePeriodSeconds, preconditions, propagationPolicy } = sent
    const pod = core.store.get<Pod>(key)
    if (pod === undefined) throw notFound(resourceOf(resource), keyParts(key).name)
    const changed = evicted(pod, admissionOf(core, { ...options, dryRun }))
    const write = { subresource: 'status', component: 'kube-apiserver', typed: true, admitted: true } as const
    if (!dryRun) for (const object of changed) update(core, resourceOfObject(core, object), object, write)
    return remove(core, resource, key, {
      ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
      ...(preconditions === undefined ? {} : { preconditions }),
      ...(propagationPolicy === undefined ? {} : { propagation: propagationPolicy }),
      ...(dryRun ? { dryRun } : {}),
      admitted: true,
    })
  },
)

function resourceOfObject({ registry }: Core, { apiVersion, kind }: KubeObject): ServedResource {
  return registry.findKind({ ...groupVersionOf(apiVersion), kind })!
}

interface SentDeleteOptions extends Pick<DeleteRequest, 'gracePeriodSeconds' | 'preconditions'> {
  readonly propagationPolicy?: NonNullable<DeleteRequest['propagation']>
  readonly dryRun?: readonly string[]
}

/** `propagateDryRun`: the query and the body must not disagree. */
function evictionDryRun(inBody: readonly string[], { dryRun = false }: RequestOptions): boolean {
  if (inBody.length === 0) return dryRun
  if (dryRun && (inBody.length !== 1 || inBody[0] !== 'All')) {
    throw new ApiError(500, '', `Non-matching dry-run options in request and content: [All] and [${inBody.join(' ')}]`)
  }
  return true
}

/**
 * Asks the pod's budget (`EvictionREST.Create`): the pod comes back with the condition that says what is about to happen to
 * it, the budget with one disruption less. A pod that is no loss has none to ask.
 */
function evicted(pod: Pod, admission: Admission): readonly KubeObject[] {
  const marked = withTarget(pod, admission)
  const gone = isPodTerminal(pod) || podPhase(pod) === 'Pending' || pod.metadata.deletionTimestamp !== undefined
  if (gone) return [marked]
  const budgets = admission.reader
    .list<PodDisruptionBudget>('poddisruptionbudgets', pod.metadata.namespace)
    .filter(({ spec }) => matchesLabels(selectorOf(spec.selector), pod.metadata.labels))
  const [budget] = budgets
  if (budget === undefined) return [marked]
  if (budgets.length > 1) {
    const why = 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.'
    throw new ApiError(500, '', why)
  }
  return isSpare(pod, budget) ? [marked] : [disrupted(budget, pod, admission), marked]
}

/** A pod that is not ready does not count, as long as there are enough of the others or the budget lets it go at once. */
function isSpare(pod: Pod, { spec, status }: PodDisruptionBudget): boolean {
  if (isPodReady(pod)) return false
  if (spec.unhealthyPodEvictionPolicy === 'AlwaysAllow') return true
  return status.currentHealthy >= status.desiredHealthy && status.desiredHealthy > 0
}

/** `checkAndDecrement` */
function disrupted(budget: PodDisruptionBudget, pod: Pod, { now }: Admission): PodDisruptionBudget {
  const { metadata, status } = budget
  const { name } = metadata
  const refused = (message: string, retryAfter: number) =>
    tooManyRequests("Cannot evict pod as it would violate the pod's disruption budget.", retryAfter, [
      { reason: 'DisruptionBudget', message },
    ])
  if ((status.observedGeneration ?? 0) < (metadata.generation ?? 0)) {
    throw refused(`The disruption budget ${name} is still being processed by the server.`, 10)
  }
  const of = { group: 'policy', resource: 'poddisruptionbudget' }
  if (status.disruptionsAllowed < 0) throw forbidden(of, name, 'pdb disruptions allowed is negative')
  if (Object.keys(status.disruptedPods ?? {}).length > mostDisrupted) {
    const why = 'DisruptedPods map too big - too many evictions not confirmed by PDB controller'
    throw forbidden(of, name, why)
  }
  if (status.disruptionsAllowed === 0) {
    const { desiredHealthy, currentHealthy } = status
    const why = `The disruption budget ${name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`
    throw refused(why, 0)
  }
  const next = {
    ...status,
    disruptionsAllowed: status.disruptionsAllowed - 1,
    disruptedPods: { ...status.disruptedPods, [pod.metadata.name]: timestamp(now) },
  }
  return { ...budget, status: next.disruptionsAllowed === 0 ? withDisruptionCondition(next, now) : next }
}

function withTarget(pod: Pod, { now }: Admission): Pod {
  const others = (pod.status.conditions ?? []).filter(({ type }) => type !== 'DisruptionTarget')
  const condition = {
    lastProbeTime: null as never,
    lastTransitionTime: timestamp(now),
    message: 'Eviction API: evicting',
    reason: 'EvictionByEvictionAPI',
    status: 'True',
    type: 'DisruptionTarget',
  }
  return { ...pod, status: { ...pod.status, conditions: [...others, condition] } }
}
