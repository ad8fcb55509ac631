import { admissionFor } from '../../../api/admission/admit.js'
import { unknownResource } from '../../../api/contract/status-errors.js'
import type { Core, SubresourceCall } from '../../../api/registry/core.js'
import { resolveServed } from '../../../api/registry/objects.js'
import { type KubeObject, objectKey } from '../../../model/objects/object.js'

/** Binds the pod; that it has been done is all there is to say. */
export function bindPod(core: Core, { resource: own, object, options }: Omit<SubresourceCall, 'key'>): KubeObject {
  const { as: _, ...rest } = options
  const resource = resolveServed(core, 'pods')
  const bind = core.partsOf(resource.kind).subresources.binding?.create
  if (bind === undefined) throw unknownResource()
  const namespace = options.namespace ?? object.metadata?.namespace ?? ''
  const name = options.name ?? object.metadata?.name ?? ''
  const admission = admissionFor(core, own, { operation: 'CREATE', namespace, name }, options)
  admission.mutate(object)
  admission.validate(object)
  const key = objectKey(resource.storage, namespace, name)
  bind(core, { resource, key, object, options: { ...rest, typed: true, admitted: true } })
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 } as unknown as KubeObject
}
