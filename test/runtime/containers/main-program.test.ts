import { expect, test } from 'vitest'
import { defaultSettings } from '../../../src/model/objects/settings.js'
import type { Pod } from '../../../src/model/objects/types.js'
import { createCatalogue } from '../../../src/runtime/catalogue/catalogue.js'
import { viewOf } from '../../../src/runtime/containers/container.js'
import { lookAhead, traceOf } from '../../../src/runtime/containers/main-program.js'
import { planOf, startRun } from '../../../src/runtime/containers/runs.js'
import type { RuntimeWorld } from '../../../src/runtime/containers/world.js'
import { createRandom } from '../../../src/simulation/random.js'

const world: RuntimeWorld = {
  revision: 1,
  now: Date.UTC(2026, 10, 20),
  settings: defaultSettings,
  random: createRandom('programs'),
  images: createCatalogue(),
  get: () => undefined,
  list: () => [],
  select: () => [],
  create: (_, object) => object,
  update: (_, object) => object,
}

// A node's worth of pods that print without end would take gigabytes else.
test('of a program that is looked ahead of no output is kept; who wants it gets it', () => {
  const container = { name: 'c', image: 'busybox', command: ['yes'] }
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', namespace: 'default', uid: 'u' },
    spec: { containers: [container] },
    status: { podIP: '10.244.1.2' },
  } as Pod
  const run = startRun(pod, container, 0, world)
  const view = viewOf(pod, container, run, world)!
  const ahead = lookAhead(view)
  expect(ahead.lines).toEqual([])
  expect(ahead.dropped).toBeGreaterThan(100_000)
  const { trace } = traceOf(view)
  expect(trace.lines[0]).toMatchObject({ after: 0, stream: 'stdout', text: 'y' })
  const [line] = planOf(pod, container, run, world).output()
  expect(line).toEqual(trace.lines[0])
})
