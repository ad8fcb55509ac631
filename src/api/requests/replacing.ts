import { type KubeObject, objectKey } from '../../model/objects/object.js'
import { isPlainObject } from '../../model/values/json-values.js'
import type { Core, RequestOptions } from '../registry/core.js'
import type { ServedResource } from '../registry/resources.js'
import { checkMayCreate } from './applying.js'
import { create } from './create.js'
import { update } from './update.js'

/**
 * Puts an object in the place of another; of kinds that an update may make also where there is none
 * (`AllowCreateOnUpdate`).
 */
export function replace(core: Core, resource: ServedResource, object: KubeObject, options: RequestOptions): KubeObject {
  if (!makes(core, resource, object, options)) return update(core, resource, object, options)
  checkMayCreate(core, resource, object.metadata, options)
  const { resourceVersion: _, ...metadata } = object.metadata
  const made = create(core, resource, { ...object, metadata }, options)
  options.onCreate?.()
  return made
}

function makes(core: Core, { kind, storage }: ServedResource, object: KubeObject, options: RequestOptions): boolean {
  if (core.partsOf(kind).strategy.madeByUpdate !== true || options.typed === true) return false
  const { metadata } = object
  if (!isPlainObject(metadata) || !metadata.name || metadata.name !== options.name || metadata.uid) return false
  return core.store.get(objectKey(storage, options.namespace ?? '', options.name)) === undefined
}
