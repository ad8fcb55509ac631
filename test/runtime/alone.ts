import { defaultSettings } from '../../src/model/objects/settings.js'
import type { Container, Pod } from '../../src/model/objects/types.js'
import { createCatalogue } from '../../src/runtime/catalogue/catalogue.js'
import { startRun } from '../../src/runtime/containers/runs.js'
import type { RuntimeWorld } from '../../src/runtime/containers/world.js'
import { createRandom } from '../../src/simulation/random.js'

/** A world with the built-in images and nothing else. */
export const world: RuntimeWorld = {
  revision: 1,
  now: Date.UTC(2026, 10, 20),
  settings: defaultSettings,
  random: createRandom('images'),
  images: createCatalogue(),
  get: () => undefined,
  list: () => [],
  select: () => [],
  create: (_, object) => object,
  update: (_, object) => object,
}

let started = 0

/** A container that starts in it, in a pod of its own. What is known of one is found by the run's id, which no other has. */
export function startAlone(container: Container) {
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', namespace: 'default', uid: 'u' },
    spec: { containers: [container] },
    status: { podIP: '10.244.1.2' },
  } as Pod
  const id = String(++started).padStart(64, '0')
  return { pod, container, run: { ...startRun(pod, container, 0, world), id } }
}
