import { keyOf, keyParts, type ObjectKey, objectKey } from '../../../model/objects/object.js'
import type { Endpoints, Service } from '../../../model/objects/types.js'
import { deepEqual } from '../../../model/values/json-values.js'
import type { Controller, World } from '../../machinery/controller.js'
import {
  changedService,
  headlessLabel,
  isHeadless,
  isSelecting,
  podsOf,
  serviceAt,
  servicesOfPod,
  triggerTime,
  withTriggerTime,
} from './endpoints-selection.js'
import { subsetsOf } from './endpoints-subsets.js'

const overCapacity = 'endpoints.kubernetes.io/over-capacity'

/** Keeps for every service with a selector an Endpoints object of its name (`pkg/controller/endpoint`). */
export const endpointsController: Controller = {
  name: 'endpoints',
  watches: {
    services: changedService,
    pods: servicesOfPod,
    endpoints: (changed, world) => (world.get(keyOf('endpoints', changed)) === undefined ? [ownerOf(changed)] : []),
  },
  reconcile(key, world) {
    const { namespace, name } = keyParts(key)
    const target = objectKey('endpoints', namespace, name)
    const current = world.get<Endpoints>(target)
    const service = serviceAt(key, world)
    if (service === undefined) {
      if (current !== undefined) world.remove(target)
    } else if (isSelecting(service)) synchronise(service, current, world)
    return undefined
  },
}

function ownerOf({ metadata }: { metadata: { name: string; namespace?: string } }): ObjectKey {
  return objectKey('services', metadata.namespace ?? '', metadata.name)
}

function synchronise(service: Service, current: Endpoints | undefined, world: World): void {
  const pods = podsOf(service, world)
  const { subsets, truncated } = subsetsOf(service, pods)
  const labels = labelsFor(service)
  const marked = current?.metadata.annotations?.[overCapacity] === 'truncated'
  if (
    current !== undefined &&
    deepEqual(current.subsets ?? [], subsets) &&
    deepEqual(current.metadata.labels ?? {}, labels) &&
    marked === truncated
  ) {
    return
  }
  const { [overCapacity]: _, ...others } = current?.metadata.annotations ?? {}
  const annotations = withTriggerTime(others, triggerTime(service, pods, knownPods(current)))
  if (truncated) annotations[overCapacity] = 'truncated'
  const { name, namespace = '' } = service.metadata
  const { annotations: __, ...metadata } = current?.metadata ?? { name, namespace }
  const draft: Endpoints = {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: { ...metadata, labels, ...(Object.keys(annotations).length === 0 ? {} : { annotations }) },
    ...(subsets.length === 0 ? {} : { subsets }),
  }
  if (current === undefined) world.create('endpoints', draft)
  else world.update('endpoints', draft)
}

function labelsFor(service: Service): Record<string, string> {
  const { [headlessLabel]: _, ...labels } = service.metadata.labels ?? {}
  return {
    ...labels,
    'endpoints.kubernetes.io/managed-by': 'endpoint-controller',
    ...(isHeadless(service) ? { [headlessLabel]: '' } : {}),
  }
}

/** The pods that the object tells of already, and whether as ready. */
function knownPods(current: Endpoints | undefined): Map<string, boolean> | undefined {
  if (current === undefined) return undefined
  const known = new Map<string, boolean>()
  for (const { addresses, notReadyAddresses } of current.subsets ?? []) {
    for (const { targetRef } of addresses ?? []) known.set(targetRef?.uid ?? '', true)
    for (const { targetRef } of notReadyAddresses ?? []) known.set(targetRef?.uid ?? '', false)
  }
  return known
}
