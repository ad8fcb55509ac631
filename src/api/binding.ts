import type { KubeObject, ObjectKey } from '../model/object.js'
import { keyParts } from '../model/object.js'
import { timestamp } from '../model/time.js'
import { type Core, resourceOf } from './core.js'
import type { ServedResource } from './resources.js'
import { conflict, methodNotAllowed, notFound } from './status-errors.js'

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
