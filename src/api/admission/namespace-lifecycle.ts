import { type KubeObject, objectKey } from '../../model/objects/object.js'
import { forbidden, notFound } from '../contract/status-errors.js'
import type { Core } from '../registry/core.js'
import { resourceOf } from '../registry/objects.js'
import type { ServedResource } from '../registry/resources.js'

/** The NamespaceLifecycle admission plugin: nothing is created in a namespace that is absent or going away. */
export function checkNamespace(core: Core, resource: ServedResource, draft: KubeObject): void {
  const name = draft.metadata.namespace ?? ''
  const { kind } = resource
  if (kind.scope === 'Cluster' || kind.served === false || name === '') return
  const namespaces = core.registry.storage('namespaces')
  if (namespaces === undefined) return
  const namespace = core.store.get(objectKey('namespaces', '', name))
  if (namespace === undefined) throw notFound(resourceOf(namespaces), name)
  if (namespace.metadata.deletionTimestamp === undefined) return
  throw forbidden(
    resourceOf(resource),
    draft.metadata.name ?? '',
    `unable to create new content in namespace ${name} because it is being terminated`,
    [
      {
        reason: 'NamespaceTerminating',
        message: `namespace ${name} is being terminated`,
        field: 'metadata.namespace',
      },
    ],
  )
}
