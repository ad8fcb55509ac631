import type { KubeObject } from '../model/object.js'
import { deepClone } from '../model/paths.js'
import type { WriteOptions } from './client.js'
import type { ServedResource } from './resources.js'
import type { SchemaSource } from './structure.js'

export function decodeObject(
  _schemas: SchemaSource | undefined,
  _resource: ServedResource,
  object: KubeObject,
  _options: WriteOptions & { readonly warn?: (text: string) => void },
): KubeObject {
  return deepClone(object)
}
