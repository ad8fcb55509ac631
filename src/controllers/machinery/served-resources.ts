import type { Registry, ServedResource } from '../../api/registry/resources.js'
import { groupOf, type KubeObject } from '../../model/objects/object.js'

/** A resource that the API serves, as loops that deal with every kind need it. */
export interface AnyResource {
  /** How its keys begin. */
  readonly resource: string
  readonly namespaced: boolean
  /** How conditions name it: `pods.`, `deployments.apps`. */
  readonly qualified: string
}

/** The resource of an object, or of what an owner reference names; the version does not matter. */
export function resourceOf(
  { apiVersion, kind }: Pick<KubeObject, 'apiVersion' | 'kind'>,
  { registry }: { readonly registry: Registry },
): AnyResource | undefined {
  const found = registry.findKind({ group: groupOf(apiVersion), kind })
  return found && asLoopsNeedIt(found)
}

/** Every resource once, in whatever versions it is served. */
export function allResources({ registry }: { readonly registry: Registry }): readonly AnyResource[] {
  const byStorage = new Map(registry.served.map((served) => [served.storage, served]))
  return [...byStorage.values()].map(asLoopsNeedIt)
}

const known = new WeakMap<ServedResource, AnyResource>()

function asLoopsNeedIt(served: ServedResource): AnyResource {
  let found = known.get(served)
  if (found === undefined) {
    const { kind, storage, info } = served
    found = {
      resource: storage,
      namespaced: info.namespaced,
      qualified: `${kind.names.plural}.${kind.names.group}`,
    }
    known.set(served, found)
  }
  return found
}
