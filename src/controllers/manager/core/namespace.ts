/** Empties a namespace that is being deleted, and lets it go when nothing is left (`pkg/controller/namespace`). */
import { ApiError } from '../../../api/contract/errors.js'
import { type Instant, type KubeObject, keyOf, type Millis, objectKey } from '../../../model/objects/object.js'
import { instantOf, timestamp } from '../../../model/objects/time.js'
import type { Namespace } from '../../../model/objects/types.js'
import { deepEqual } from '../../../model/values/json-values.js'
import { compareKeys } from '../../../model/values/order.js'
import type { Controller, World } from '../../machinery/controller.js'
import { type AnyResource, allResources } from '../../machinery/served-resources.js'

type Condition = NonNullable<Namespace['status']['conditions']>[number]

/** The finalizer in the spec that stands for this loop. */
const FINALIZER = 'kubernetes'

/**
 * So long it waits before it looks: until then every API server has heard that nothing may be made there any more
 * (`namespaceDeletionGracePeriod`).
 */
const GRACE: Millis = 5000
/** How many objects one look deletes, so that others have their turn; their going is a reason to look again. */
const BURST = 100

interface Content {
  readonly resource: string
  readonly qualified: string
  readonly objects: readonly KubeObject[]
}

export const namespaceController: Controller = {
  name: 'namespace',
  watches: {
    namespaces: (changed) => [keyOf('namespaces', changed)],
    '*': ({ metadata: { namespace = '' } }, world) => {
      if (namespace === '') return []
      const key = objectKey('namespaces', '', namespace)
      return world.get(key)?.metadata.deletionTimestamp === undefined ? [] : [key]
    },
  },
  reconcile(key, world) {
    const namespace = world.get<Namespace>(key)
    if (namespace?.metadata.deletionTimestamp === undefined) return undefined
    if (!namespace.spec.finalizers?.includes(FINALIZER)) return undefined
    const due = instantOf(namespace.metadata.deletionTimestamp) + GRACE
    if (due > world.now) return { after: due - world.now }
    const namespaced = allResources(world).filter((resource) => resource.namespaced)
    const remaining = empty(namespaced, namespace.metadata.name, world)
    const updated = report(namespace, remaining, world)
    if (remaining.length > 0) return undefined
    const { finalizers = [], ...spec } = updated.spec
    const others = finalizers.filter((finalizer) => finalizer !== FINALIZER)
    const next = others.length === 0 ? spec : { ...spec, finalizers: others }
    world.finalize<Namespace>('namespaces', { ...updated, spec: next })
    return undefined
  },
}

/** Deletes what is there, pods before everything else (feature OrderedNamespaceDeletion); returns what is left. */
function empty(resources: readonly AnyResource[], namespace: string, world: World): Content[] {
  for (const onlyPods of [true, false]) {
    const turn = resources.filter(({ resource }) => (resource === 'pods') === onlyPods)
    let removed = 0
    for (const { resource, objects } of contents(turn, namespace, world)) {
      for (const object of objects) {
        if (object.metadata.deletionTimestamp !== undefined || removed++ >= BURST) continue
        remove(keyOf(resource, object), world)
      }
    }
    const remaining = contents(turn, namespace, world)
    if (remaining.length > 0) return remaining
  }
  return []
}

function remove(key: string, world: World): void {
  try {
    world.remove(key, { propagation: 'Background' })
  } catch (error) {
    if (!(error instanceof ApiError && error.reason === 'NotFound')) throw error
  }
}

function contents(resources: readonly AnyResource[], namespace: string, world: World): Content[] {
  return resources
    .map(({ resource, qualified }) => ({ resource, qualified, objects: world.list(resource, namespace) }))
    .filter(({ objects }) => objects.length > 0)
}

/** `pkg/controller/namespace/deletion/status_condition_utils.go`. */
function report(namespace: Namespace, remaining: readonly Content[], world: World): Namespace {
  const left = remaining.map(({ qualified, objects }) => `${qualified} has ${objects.length} resource instances`)
  const finalizers = countFinalizers(remaining)
  const wanted = [
    ['NamespaceDeletionDiscoveryFailure', 'ResourcesDiscovered', 'All resources successfully discovered'],
    ['NamespaceDeletionGroupVersionParsingFailure', 'ParsedGroupVersions', 'All legacy kube types successfully parsed'],
    [
      'NamespaceDeletionContentFailure',
      'ContentDeleted',
      'All content successfully deleted, may be waiting on finalization',
    ],
    left.length === 0
      ? ['NamespaceContentRemaining', 'ContentRemoved', 'All content successfully removed']
      : [
          'NamespaceContentRemaining',
          'SomeResourcesRemain',
          `Some resources are remaining: ${left.join(', ')}`,
          'True',
        ],
    finalizers === ''
      ? ['NamespaceFinalizersRemaining', 'ContentHasNoFinalizers', 'All content-preserving finalizers finished']
      : [
          'NamespaceFinalizersRemaining',
          'SomeFinalizersRemain',
          `Some content in the namespace has finalizers remaining: ${finalizers}`,
          'True',
        ],
  ] as [type: string, reason: string, message: string, status?: string][]
  const present = namespace.status?.conditions ?? []
  const conditions = wanted.map(([type, reason, message, status = 'False']) =>
    renewed(present, { type, status, reason, message }, world.now),
  )
  if (deepEqual(conditions, present)) return namespace
  return world.updateStatus<Namespace>('namespaces', { ...namespace, status: { ...namespace.status, conditions } })
}

function renewed(present: readonly Condition[], condition: Condition, now: Instant): Condition {
  const before = present.find(({ type }) => type === condition.type)
  const lastTransitionTime = before?.status === condition.status ? before.lastTransitionTime : undefined
  return { ...condition, lastTransitionTime: lastTransitionTime ?? timestamp(now) }
}

function countFinalizers(remaining: readonly Content[]): string {
  const counts = new Map<string, number>()
  for (const object of remaining.flatMap(({ objects }) => objects)) {
    for (const finalizer of object.metadata.finalizers ?? []) counts.set(finalizer, (counts.get(finalizer) ?? 0) + 1)
  }
  const sorted = [...counts].sort(([a], [b]) => compareKeys(a, b))
  return sorted.map(([finalizer, count]) => `${finalizer} in ${count} resource instances`).join(', ')
}
