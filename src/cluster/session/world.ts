import type { Writing } from '../../api/requests/writing.js'
import type { EventInput, World } from '../../controllers/machinery/controller.js'
import { featuresOf } from '../../model/objects/features.js'
import { type KubeObject, keyParts } from '../../model/objects/object.js'
import type { ImageCatalogue } from '../../runtime/catalogue/image.js'
import type { RandomSource } from '../../simulation/random.js'
import type { State } from './state.js'

/** The component whose loop runs now, as which it writes. */
export interface CurrentComponent {
  component: string
}

/** Most loops are of this one. */
export const controllerManager = 'kube-controller-manager'

export interface WorldParts {
  readonly state: State
  readonly api: Writing
  readonly random: RandomSource
  readonly images: ImageCatalogue
  readonly current: CurrentComponent
  readonly record: (input: EventInput, world: World) => void
}

/** The cluster as control loops see it, at whatever instant the state is. */
export function createWorld({ state, api, random, images, current, record }: WorldParts): World {
  // What loops write was built by our own code: its structure needs no check.
  const typed = {
    typed: true,
    get component() {
      return current.component
    },
  }
  const world: World = {
    get now() {
      return state.now
    },
    get revision() {
      return api.revision
    },
    features: featuresOf(state.settings.kubernetesVersion),
    get settings() {
      return state.settings
    },
    registry: api.registry,
    replicasOf: (object) => api.replicasOf(object),
    random,
    images,
    get: api.get,
    list: api.list,
    select: api.select,
    create: (resource, object) => api.create(resource, object, typed),
    update: (resource, object) => api.update(resource, object, typed),
    finalize: (resource, object) => api.update(resource, object, { ...typed, subresource: 'finalize' }),
    updateStatus: (resource, object) => api.updateStatus(resource, object, typed),
    bind(pod, node) {
      const { namespace, name } = keyParts(pod)
      const binding = {
        apiVersion: 'v1',
        kind: 'Binding',
        metadata: { name, namespace },
        target: { kind: 'Node', name: node },
      }
      api.create('pods', binding as KubeObject, { ...typed, subresource: 'binding', name, namespace })
    },
    remove: (key, options) => void api.delete(key, { ...options, typed: true }),
    event: (input) => record(input, recorder),
  }
  const owned = { typed: true, owned: true }
  const recorder: World = Object.create(world, {
    create: { value: (resource: string, event: KubeObject) => api.create(resource, event, owned) },
  })
  return world
}
