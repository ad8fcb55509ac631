import type { KubeObject, ObjectKey } from '../model/object.js'
import { keyParts, objectKey } from '../model/object.js'
import { timestamp } from '../model/time.js'
import { type Core, type DeleteRequest, type RequestOptions, resourceOf } from './core.js'
import { remove } from './deletion.js'
import { required } from './field-errors.js'
import type { ServedResource } from './resources.js'
import { badRequest, conflict, invalid, methodNotAllowed, notFound } from './status-errors.js'

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
  const key = objectKey(resource.storage, namespace, name)
  if (options.subresource === 'eviction') return evict(core, resource, key, object, options)
  const node: unknown = object.target?.name
  if (typeof node === 'string' && node !== '') return bind(core, resource, key, node)
  throw invalid({ group: '', kind: 'Binding' }, name, [required('target.name')])
}

/** An Eviction is a deletion that budgets may refuse; until there are budgets, none does. */
function evict(core: Core, resource: ServedResource, key: ObjectKey, object: KubeObject, options: RequestOptions) {
  if (!resource.kind.subresources?.includes('eviction')) throw methodNotAllowed(resourceOf(resource), 'create')
  const { gracePeriodSeconds, preconditions, dryRun } = (object.deleteOptions ?? {}) as EvictionOptions
  return remove(core, resource, key, {
    ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
    ...(preconditions === undefined ? {} : { preconditions }),
    dryRun: options.dryRun === true || dryRun?.includes('All') === true,
  })
}

/** As they stand in an Eviction, where `dryRun` is a list. */
type EvictionOptions = Pick<DeleteRequest, 'gracePeriodSeconds' | 'preconditions'> & { dryRun?: readonly string[] }

interface Condition {
  readonly type: string
}

/** The binding subresource: gives a pod its node, once (`pkg/registry/core/pod/storage`, `BindingREST`). */
export function bind(core: Core, resource: ServedResource, key: ObjectKey, node: string): KubeObject {
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
  return core.store.put(key, {
    ...pod,
    spec: { ...pod.spec, nodeName: node },
    status: { ...pod.status, conditions: [...others, scheduled] },
  })
}
