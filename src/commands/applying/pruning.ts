/** What `apply --prune` would remove: objects that were applied once, and are in no manifest now (kubectl `pkg/util/prune`). */

import { UsageError } from '../../api/contract/errors.js'
import type { ResourceInfo } from '../../api/contract/names.js'
import { goQuote } from '../../model/go/quote.js'
import type { KubeObject } from '../../model/objects/object.js'
import type { Context, Flag, FlagValues } from '../command.js'
import { lastAppliedAnnotation } from '../requests/saved-config.js'
import { refuseLackedType } from '../resources/lacked.js'
import { apiVersionOf } from '../resources/of-object.js'
import type { Selected } from '../selection/query.js'

export const pruneFlags: readonly Flag[] = [
  {
    name: 'prune',
    type: 'bool',
    default: 'false',
    description: 'Remove what was applied once and is in no manifest now, within the selector or with --all.',
  },
  {
    name: 'prune-allowlist',
    type: 'strings',
    description: 'A resource, as <group/version/kind>, that --prune looks through instead of the default ones.',
  },
]

const defaults = [
  'core/v1/ConfigMap',
  'core/v1/Endpoints',
  'core/v1/PersistentVolumeClaim',
  'core/v1/Pod',
  'core/v1/ReplicationController',
  'core/v1/Secret',
  'core/v1/Service',
  'batch/v1/Job',
  'batch/v1/CronJob',
  'networking.k8s.io/v1/Ingress',
  'apps/v1/DaemonSet',
  'apps/v1/Deployment',
  'apps/v1/ReplicaSet',
  'apps/v1/StatefulSet',
  'core/v1/Namespace',
  'core/v1/PersistentVolume',
]

/**
 * The resources that --prune looks through. Default ones that this cluster does not serve are passed over, where kubectl
 * would give up. Throws UsageError about what --prune-allowlist names.
 */
export async function pruneResources(flags: FlagValues, context: Context): Promise<readonly ResourceInfo[]> {
  const resources = await context.client.resources()
  const given = flags.strings('prune-allowlist')
  if (given.length > 0) return given.map((text) => allowed(text, resources))
  context.io.warn(
    'Deprecated: kubectl apply will no longer prune non-namespaced resources by default when used with the --namespace flag in a future release. To preserve the current behaviour, list the resources you want to target explicitly in the --prune-allowlist flag.',
  )
  return defaults.flatMap((text) => lookUp(text.split('/'), resources) ?? [])
}

function allowed(text: string, resources: readonly ResourceInfo[]): ResourceInfo {
  const parts = text.split('/')
  if (parts.length !== 3) {
    throw new UsageError(`invalid GroupVersionKind format: ${text}, please follow <group/version/kind>`)
  }
  const [group, version, kind] = parts
  const found = lookUp(parts, resources)
  if (found !== undefined) return found
  const apiVersion = group === 'core' || group === '' ? version : `${group}/${version}`
  refuseLackedType(apiVersion ?? '', kind ?? '')
  throw new UsageError(`no matches for kind ${goQuote(kind ?? '')} in version ${goQuote(apiVersion ?? '')}`)
}

function lookUp([group, version, kind]: readonly string[], resources: readonly ResourceInfo[]) {
  const named = group === 'core' ? '' : group
  return resources.find((each) => each.group === named && each.version === version && each.kind === kind)
}

/** What has been applied in one run: these objects stay, and only namespaces that occurred are looked through. */
export class Applied {
  private readonly uids = new Set<string | undefined>()
  private readonly namespaces = new Set<string>()

  add({ resource, namespace }: Pick<Selected, 'resource' | 'namespace'>, object: KubeObject | undefined): void {
    if (resource.namespaced) this.namespaces.add(namespace)
    if (object !== undefined) this.uids.add(object.metadata.uid)
  }

  /** Has a namespace looked through in which nothing was applied. */
  addNamespace(namespace: string): void {
    this.namespaces.add(namespace)
  }

  /** Everything else that was applied once, the objects of namespaces first. */
  async *others(
    resources: readonly ResourceInfo[],
    labelSelector: string,
    { client }: Context,
  ): AsyncGenerator<Selected> {
    const places = [...this.namespaces].flatMap((namespace) =>
      resources.filter((each) => each.namespaced).map((resource) => ({ resource, namespace })),
    )
    const wide = resources.filter((each) => !each.namespaced).map((resource) => ({ resource, namespace: '' }))
    for (const { resource, namespace } of [...places, ...wide]) {
      const list = await client
        .list({ resource, namespace, ...(labelSelector === '' ? {} : { labelSelector }) })
        .catch((error: Error) => {
          const where = resource.namespaced ? 'namespaced' : 'nonNamespaced'
          const kind = `${apiVersionOf(resource).replace(/^v1$/, '/v1')}, Kind=${resource.kind}`
          throw new UsageError(`error pruning ${where} object ${kind}: ${error.message}`)
        })
      for (const object of list.items) {
        const { uid, name, annotations } = object.metadata
        if (annotations?.[lastAppliedAnnotation] === undefined || this.uids.has(uid)) continue
        yield { resource, namespace, name, object }
      }
    }
  }
}
