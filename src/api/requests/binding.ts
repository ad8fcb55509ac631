import type { KubeObject, ObjectKey } from '../../model/objects/object.js'
import { keyParts, objectKey } from '../../model/objects/object.js'
import { timestamp } from '../../model/objects/time.js'
import { ApiError } from '../contract/errors.js'
import { fieldErrorsMessage, notSupported, required } from '../contract/field-errors.js'
import { badRequest, conflict, methodNotAllowed, notFound } from '../contract/status-errors.js'
import {
  admissionOf,
  type Core,
  type DeleteRequest,
  otherNamespace,
  type RequestOptions,
  resourceOf,
} from '../registry/core.js'
import { decodeRequest, type RequestType } from '../registry/request-types.js'
import { findByKind, type ServedResource } from '../registry/resources.js'
import { remove } from './deletion.js'
import { answerQuestion } from './questions.js'
import { update } from './update.js'

/** Creates what a pod's subresources take: a Binding, or an Eviction. */
export function createSubresource(
  core: Core,
  resource: ServedResource,
  object: KubeObject,
  options: RequestOptions,
): KubeObject {
  const name = options.name ?? object.metadata?.name
  const namespace = options.namespace ?? object.metadata?.namespace ?? ''
  if (!name) throw badRequest('name must be provided')
  const { subresource = '' } = options
  if (!(resource.kind.subresources as readonly string[] | undefined)?.includes(subresource)) {
    throw methodNotAllowed(resourceOf(resource), 'create')
  }
  const key = objectKey(resource.storage, namespace, name)
  const question = resource.kind.questions?.[subresource]
  if (question !== undefined) return answerQuestion(core, resource, key, { question, object }, options)
  const type = options.subresource === 'eviction' ? evictionType : bindingType
  const sent = options.typed === true ? object : decodeRequest(core, type, object, options)
  const given = sent.metadata?.namespace
  if (given && given !== namespace) throw otherNamespace()
  return options.subresource === 'eviction'
    ? evict(core, resource, key, sent, options)
    : bindTo(core, resource, key, sent, options)
}

const bindingType: RequestType = { definition: 'core.v1.Binding', internal: 'core.Binding', apiVersions: ['v1'] }
const evictionType: RequestType = {
  definition: 'policy.v1.Eviction',
  internal: 'policy.Eviction',
  apiVersions: ['policy/v1', 'policy/v1beta1'],
}

/** What `ValidatePodBinding` finds is no Status of its own upstream. */
function bindTo(core: Core, resource: ServedResource, key: ObjectKey, binding: KubeObject, options: RequestOptions) {
  const { kind = '', name = '' } = (binding.target ?? {}) as { kind?: string; name?: string }
  const errors = [
    ...(kind === '' || kind === 'Node' ? [] : [notSupported('target.kind', kind, ['Node', '<empty>'])]),
    ...(name === '' ? [required('target.name')] : []),
  ]
  if (errors.length > 0) throw new ApiError(500, '', fieldErrorsMessage(errors))
  return bind(core, resource, key, name, options.dryRun === true)
}

/** An Eviction is a deletion that budgets may refuse (`pkg/registry/core/pod/storage/eviction.go`). */
function evict(core: Core, resource: ServedResource, key: ObjectKey, eviction: KubeObject, options: RequestOptions) {
  const sent = (eviction.deleteOptions ?? {}) as SentDeleteOptions
  const dryRun = evictionDryRun(sent.dryRun ?? [], options)
  const { gracePeriodSeconds, preconditions, propagationPolicy } = sent
  const pod = core.store.get(key)
  if (pod === undefined) throw notFound(resourceOf(resource), keyParts(key).name)
  const changed = resource.kind.evict?.(pod, admissionOf(core, { ...options, dryRun })) ?? []
  const write = { subresource: 'status', component: 'kube-apiserver', typed: true } as const
  if (!dryRun) for (const object of changed) update(core, kindOfStored(core, object), object, write)
  return remove(core, resource, key, {
    ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
    ...(preconditions === undefined ? {} : { preconditions }),
    ...(propagationPolicy === undefined ? {} : { propagation: propagationPolicy }),
    ...(dryRun ? { dryRun } : {}),
  })
}

function kindOfStored({ registry }: Core, object: KubeObject): ServedResource {
  return registry.find(findByKind(registry.infos, object.apiVersion, object.kind)!)!
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

interface Condition {
  readonly type: string
}

/** The binding subresource: gives a pod its node, once (`pkg/registry/core/pod/storage`, `BindingREST`). */
export function bind(core: Core, resource: ServedResource, key: ObjectKey, node: string, dryRun = false): KubeObject {
  const of = resourceOf(resource)
  if (!resource.kind.subresources?.includes('binding')) throw methodNotAllowed(of, 'create')
  const pod = core.store.get(key)
  const { name } = keyParts(key)
  if (pod === undefined) throw notFound(of, name)
  const binding = { group: of.group, resource: `${of.resource}/binding` }
  if (pod.metadata.deletionTimestamp !== undefined) {
    throw conflict(binding, name, `pod ${name} is being deleted, cannot be assigned to a host`)
  }
  if (pod.spec.nodeName) {
    throw conflict(binding, name, `pod ${name} is already assigned to node "${pod.spec.nodeName}"`)
  }
  const others = ((pod.status?.conditions ?? []) as Condition[]).filter(({ type }) => type !== 'PodScheduled')
  const scheduled = {
    type: 'PodScheduled',
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: timestamp(core.now()),
  }
  const bound = {
    ...pod,
    spec: { ...pod.spec, nodeName: node },
    status: { ...pod.status, conditions: [...others, scheduled] },
  }
  const metadata = resource.kind.admitBinding?.(bound, admissionOf(core, { dryRun })) ?? pod.metadata
  const admitted = { ...bound, metadata }
  return dryRun ? admitted : core.store.put(key, admitted)
}
