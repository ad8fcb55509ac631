import type { KubeObject } from '../../model/objects/object.js'
import { deepClone } from '../../model/values/json-values.js'
import { apiVersionOf } from '../contract/names.js'
import type { Core, RequestOptions } from './core.js'
import { decodeObject } from './decoding.js'
import type { ServedResource } from './resources.js'

/** The object as hooks may mutate it: decoded and checked when it comes from outside, in the stored version. */
export function draftOf(core: Core, resource: ServedResource, object: KubeObject, options: RequestOptions): KubeObject {
  if (options.owned === true) return object
  // Nothing in the simulator's own records is filled in but their metadata, which is copied then.
  if (options.typed === true) return resource.kind.served === false ? { ...object } : deepClone(object)
  const draft = decodeObject(core, resource, object, options)
  if (resource.version === undefined) return draft
  return { ...resource.version.fromServed(draft), apiVersion: apiVersionOf(resource.kind.names) }
}
