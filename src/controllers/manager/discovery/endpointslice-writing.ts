import { type KubeObject, keyOf } from '../../../model/objects/object.js'
import type { EndpointSlice } from '../../../model/objects/types.js'
import type { World } from '../../machinery/controller.js'

/** What is to become of an owner's slices. */
export interface SliceChanges {
  readonly create: EndpointSlice[]
  readonly update: EndpointSlice[]
  readonly remove: EndpointSlice[]
}

/** A slice that is to go takes on what a new one would hold, so that names last (`recycleSlices`). */
export function recycled({ create, update, remove }: SliceChanges): SliceChanges {
  const fresh = [...create]
  const reused: EndpointSlice[] = []
  const gone = remove.filter((old) => {
    const next = fresh.at(-1)
    if (next === undefined || next.addressType !== old.addressType) return true
    fresh.pop()
    const { generateName: _, ...metadata } = next.metadata
    const { annotations: __, labels: ___, ...kept } = old.metadata
    reused.push({ ...next, metadata: { ...kept, ...metadata, name: old.metadata.name } })
    return false
  })
  return { create: fresh, update: [...update, ...reused], remove: gone }
}

/** Writes the changes; an owner that is being deleted gets no new slices. */
export function writeSlices(changes: SliceChanges, owner: KubeObject, world: World): void {
  const { create, update, remove } = recycled(changes)
  if (owner.metadata.deletionTimestamp === undefined) for (const slice of create) world.create('endpointslices', slice)
  for (const slice of update) world.update('endpointslices', slice)
  for (const slice of remove) world.remove(keyOf('endpointslices', slice))
}

/** Names of generated slices begin with the service's (`getEndpointSlicePrefix`). */
export function slicePrefix(service: string): string {
  return service.length > 252 ? service : `${service}-`
}
