import type { KubeObject, ObjectKey } from '../model/object.js'
import type { Patch } from './client.js'
import { type Core, type RequestOptions, resourceOf } from './core.js'
import type { ServedResource } from './resources.js'
import { unsupportedMediaType } from './status-errors.js'

export function patch(
  _core: Core,
  resource: ServedResource,
  _key: ObjectKey,
  _change: Patch,
  _options: RequestOptions,
): KubeObject {
  throw unsupportedMediaType([resourceOf(resource).resource])
}
