/**
 * A small cluster in memory for tests of control loops: objects, a virtual clock, and the settle loop that wakes the
 * loops under test. It keeps the rules of the api that loops rely on (uids, generations, finalizers, graceful deletion)
 * and nothing else: no defaults, no admission, no validation.
 */
import { ApiError } from '../../src/api/contract/errors.js'
import type { Controller, EventInput, World } from '../../src/controllers/machinery/controller.js'
import { builtIn } from '../../src/kinds/index.js'
import { partsOf } from '../../src/kinds/writing.js'
import { featuresOf } from '../../src/model/objects/features.js'
import {
  type Instant,
  type KubeObject,
  keyOf,
  keyParts,
  type Millis,
  type ObjectKey,
} from '../../src/model/objects/object.js'
import { type ClusterSettings, defaultSettings } from '../../src/model/objects/settings.js'
import { timestamp } from '../../src/model/objects/time.js'
import { deepClone, deepEqual } from '../../src/model/values/json-values.js'
import { compareKeys } from '../../src/model/values/order.js'
import type { ImageCatalogue } from '../../src/runtime/catalogue/image.js'
import type { Change, Index } from '../../src/store/store.js'

export const start: Instant = Date.UTC(2026, 10, 20, 12, 0, 0)

export interface TestCluster {
  /** The cluster at the present instant, as a loop or a user sees it. */
  readonly world: World
  readonly changes: readonly Change[]
  /** Reconciliations so far, by controller. */
  readonly reconciles: ReadonlyMap<string, number>
  /** Creates an object, filling in what the api would, without waking anyone yet. */
  create<T extends KubeObject>(resource: string, object: Partial<T> & { metadata: { name?: string } }): T
  /** Changes an object as a user would; `change` gets a copy that it may edit. */
  edit(key: ObjectKey, change: (draft: KubeObject) => void): void
  editStatus(key: ObjectKey, change: (draft: KubeObject) => void): void
  /** Runs everything that is due now. */
  settle(): void
  /** Lets time pass, running what falls due at its own instant. */
  advance(by: Millis): void
  /** `Normal SuccessfulCreate ReplicaSet/web Created pod: web-abcde`, oldest first. */
  events(reason?: string): string[]
}

interface Options {
  readonly controllers: readonly Controller[]
  readonly settings?: Partial<ClusterSettings>
  readonly images?: ImageCatalogue
  /** Called after every change, before any loop is woken. */
  readonly onChange?: (change: Change, world: World) => void
}

/** Pods on a node stay until their kubelet confirms; the test plays the kubelet. */
const graceful = (object: KubeObject) => object.kind === 'Pod' && object.spec?.nodeName !== undefined

export function testCluster({ controllers, settings, images, onChange }: Options): TestCluster {
  const objects = new Map<ObjectKey, KubeObject>()
  const changes: Change[] = []
  const recorded: EventInput[] = []
  const reconciles = new Map<string, number>()
  let now = start
  let revision = 0
  let counter = 0
  let sequence = 0
  /** By controller and key: a key waits once, and a new reason to look at it sends it to the end. */
  const wakeups = new Map<string, { at: Instant; sequence: number; controller: Controller; key: ObjectKey }>()
  const wishes = new Map<string, { at: Instant; sequence: number; controller: Controller; key: ObjectKey }>()

  const world: World = {
    get now() {
      return now
    },
    get revision() {
      return revision
    },
    features: featuresOf(settings?.kubernetesVersion ?? defaultSettings.kubernetesVersion),
    settings: { ...defaultSettings, ...settings },
    random: (purpose) => ({
      next: () => 0.5,
      below: () => 0,
      name: (length) => nameFrom(`${purpose}${counter++}`, length),
      uuid: () => `uuid-${counter++}`,
    }),
    registry: builtIn(),
    replicasOf: (object) => {
      const [version = '', group = ''] = object.apiVersion.split('/').reverse()
      const found = builtIn().findKind({ group, version, kind: object.kind })
      return found && partsOf(found.kind).subresources.scale?.get?.(object).spec.replicas
    },
    images: images ?? { resolve: () => ({ failure: 'NotFound', message: 'no images here' }) },
    get: <T extends KubeObject>(key: ObjectKey) => objects.get(key) as T | undefined,
    list: <T extends KubeObject>(resource: string, namespace?: string) =>
      sorted(([key, object]) => {
        const parts = keyParts(key)
        return parts.resource === resource && (namespace === undefined || object.metadata.namespace === namespace)
      }) as T[],
    select: <T extends KubeObject>(index: Index, value: string) =>
      sorted(
        ([key, object]) =>
          (index.resource === undefined || keyParts(key).resource === index.resource) &&
          index.values(object).includes(value),
      ) as T[],
    create,
    update: (resource, object) => replace(resource, object, false),
    finalize: (resource, object) => replace(resource, object, false),
    updateStatus: (resource, object) => replace(resource, object, true),
    bind: (pod, node) => {
      const bound = deepClone(existing(pod))
      bound.spec.nodeName = node
      put(pod, bound)
    },
    remove,
    event: (event) => recorded.push(event),
  }

  function sorted(wanted: (entry: [ObjectKey, KubeObject]) => boolean): KubeObject[] {
    const entries = [...objects].filter(wanted)
    return entries.sort(([a], [b]) => compareKeys(a, b)).map(([, object]) => object)
  }

  function existing(key: ObjectKey): KubeObject {
    const found = objects.get(key)
    const { resource, name } = keyParts(key)
    if (found === undefined) throw new ApiError(404, 'NotFound', `${resource} "${name}" not found`)
    return found
  }

  function create<T extends KubeObject>(resource: string, object: T): T {
    const draft = deepClone(object)
    draft.metadata.name ??= `${object.metadata.generateName}${nameFrom(String(counter++), 5)}`
    draft.metadata.uid ??= `uid-${draft.metadata.name}-${counter++}`
    draft.metadata.creationTimestamp ??= timestamp(now)
    draft.metadata.generation ??= 1
    const key = keyOf(resource, draft)
    if (objects.has(key)) {
      throw new ApiError(409, 'AlreadyExists', `${resource} "${draft.metadata.name}" already exists`)
    }
    return put(key, draft) as T
  }

  function replace<T extends KubeObject>(resource: string, object: T, status: boolean): T {
    const key = keyOf(resource, object)
    const previous = existing(key)
    if (object.metadata.resourceVersion !== previous.metadata.resourceVersion) {
      throw new ApiError(409, 'Conflict', `${key}: the object has been modified`)
    }
    const draft: KubeObject = deepClone(
      status ? { ...previous, metadata: object.metadata, status: object.status } : object,
    )
    if (!status && !deepEqual(previous.spec, draft.spec)) {
      draft.metadata.generation = (previous.metadata.generation ?? 0) + 1
    }
    const finished = draft.metadata.deletionTimestamp !== undefined && (draft.metadata.finalizers ?? []).length === 0
    if (finished && !graceful(draft)) return drop(key, draft) as T
    return (deepEqual(previous, draft) ? previous : put(key, draft)) as T
  }

  function remove(key: ObjectKey, options: Parameters<World['remove']>[1] = {}): void {
    const draft = deepClone(existing(key))
    const finalizers = new Set(draft.metadata.finalizers)
    if (options.propagation === 'Foreground') finalizers.add('foregroundDeletion')
    if (options.propagation === 'Orphan') finalizers.add('orphan')
    const grace = options.gracePeriodSeconds ?? (graceful(draft) ? 30 : 0)
    if (finalizers.size === 0 && grace === 0) {
      drop(key, draft)
      return
    }
    if (draft.metadata.deletionTimestamp !== undefined) return
    draft.metadata.finalizers = [...finalizers]
    draft.metadata.deletionTimestamp = timestamp(now + grace * 1000)
    draft.metadata.deletionGracePeriodSeconds = grace
    put(key, draft)
  }

  function put(key: ObjectKey, object: KubeObject): KubeObject {
    const previous = objects.get(key)
    object.metadata.resourceVersion = String(++revision)
    objects.set(key, object)
    publish({ revision, type: previous ? 'MODIFIED' : 'ADDED', key, object, ...(previous && { previous }) })
    return object
  }

  function drop(key: ObjectKey, object: KubeObject): KubeObject {
    objects.delete(key)
    object.metadata.resourceVersion = String(++revision)
    publish({ revision, type: 'DELETED', key, object, previous: object })
    return object
  }

  function publish(change: Change): void {
    changes.push(change)
    onChange?.(change, world)
    const { resource } = keyParts(change.key)
    for (const controller of controllers) {
      for (const watch of [controller.watches[resource], controller.watches['*']]) {
        for (const key of watch?.(change.object, world, change.previous) ?? []) wake(controller, key)
      }
    }
  }

  function wake(controller: Controller, key: ObjectKey): void {
    const id = `${controller.name} ${key}`
    wakeups.delete(id)
    wakeups.set(id, { at: now, sequence: ++sequence, controller, key })
  }

  function settle(): void {
    for (let steps = 0; ; steps++) {
      const next = wakeups.entries().next()
      if (next.done) return
      const [id, { controller, key }] = next.value
      if (steps > 100_000) throw new Error(`the loops never settle; last: ${id}`)
      wakeups.delete(id)
      wishes.delete(id)
      reconciles.set(controller.name, (reconciles.get(controller.name) ?? 0) + 1)
      const wish = controller.reconcile(key, world)
      if (Number.isNaN(wish?.after)) throw new Error(`${controller.name} wants to be woken at no time`)
      if (wish?.after === 0) wake(controller, key)
      else if (wish !== undefined) wishes.set(id, { at: now + wish.after, sequence: ++sequence, controller, key })
    }
  }

  function advance(by: Millis): void {
    const end = now + by
    settle()
    for (;;) {
      const due = [...wishes.values()].sort((a, b) => a.at - b.at || a.sequence - b.sequence)[0]
      if (due === undefined || due.at > end) break
      now = due.at
      wishes.delete(`${due.controller.name} ${due.key}`)
      wake(due.controller, due.key)
      settle()
    }
    now = end
  }

  return {
    world,
    changes,
    reconciles,
    create: (resource, object) => create(resource, object as KubeObject) as never,
    edit: (key, change) => edit(key, change, false),
    editStatus: (key, change) => edit(key, change, true),
    settle,
    advance,
    events: (reason) =>
      recorded
        .filter((event) => reason === undefined || event.reason === reason)
        .map(({ type, reason, about, message }) => `${type} ${reason} ${about.kind}/${about.metadata.name} ${message}`),
  }

  function edit(key: ObjectKey, change: (draft: KubeObject) => void, status: boolean): void {
    const draft = deepClone(existing(key))
    change(draft)
    replace(keyParts(key).resource, draft, status)
  }
}

/** Letters that stay the same for the same text. */
function nameFrom(text: string, length: number): string {
  let hash = 7
  for (const character of text) hash = (hash * 31 + character.charCodeAt(0)) >>> 0
  return hash.toString(36).padStart(length, 'x').slice(-length)
}

/** Stands in for scheduler and kubelet: pods run on a node after a while, and go when they are told to. */
export function fakeKubelet(delay: Millis = 0): Controller {
  return {
    name: 'fake-kubelet',
    watches: { pods: (changed) => [keyOf('pods', changed)] },
    reconcile(key, world) {
      const pod = world.get(key)
      if (pod === undefined) return undefined
      if (pod.metadata.deletionTimestamp !== undefined) {
        world.remove(key, { gracePeriodSeconds: 0 })
        return undefined
      }
      const waited = world.now - Date.parse(pod.metadata.creationTimestamp ?? '')
      if (waited < delay) return { after: delay - waited }
      if (pod.status?.phase !== undefined || Object.hasOwn(pod.metadata.labels ?? {}, 'stuck')) return undefined
      const ready = { type: 'Ready', status: 'True', lastTransitionTime: timestamp(world.now) }
      world.updateStatus('pods', { ...pod, status: { phase: 'Running', conditions: [ready] } })
      return undefined
    },
  }
}
