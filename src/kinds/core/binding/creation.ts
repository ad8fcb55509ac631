import { unknownResource } from '../../../api/contract/status-errors.js'
import type { Core, SubresourceCall } from '../../../api/registry/core.js'
import { resolveServed } from '../../../api/registry/objects.js'
import { type KubeObject, objectKey } from '../../../model/objects/object.js'

/** Binds the pod; that it has been done is all there is to say. */
export function bindPod(core: Core, { object, options }: Omit<SubresourceCall, 'key'>): KubeObject {
  const { as: _, ...rest } = options
  const resource = resolveServed(core, 'pods')
  const bind = core.partsOf(resource.kind).subresources.binding?.create
  if (bind === undefined) throw unknownResource()
  const key = objectKey(
    resource.storage,
    options.namespace ?? object.metadata?.namespace ?? '',
    options.name ?? object.metadata?.name ?? '',
  )
  bind(core, { resource, key, object, options: { ...rest, typed: true } })
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 } as unknown as KubeObject
}
