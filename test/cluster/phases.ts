import type { Controller } from '../../src/controllers/machinery/controller.js'
import type { ConfigMap } from '../../src/model/objects/types.js'

const next: Readonly<Record<string, string>> = { Pending: 'Creating', Creating: 'Running' }

/** A small control loop: takes config maps that have a phase through the phases of a pod, all in one instant. */
export const phases: Controller = {
  name: 'phases',
  watches: { configmaps: ({ metadata }) => [`configmaps/${metadata.namespace}/${metadata.name}`] },
  reconcile(key, world) {
    const found = world.get<ConfigMap>(key)
    const phase = next[found?.data?.phase ?? '']
    if (found === undefined || phase === undefined) return undefined
    world.update('configmaps', { ...found, data: { ...found.data, phase } })
    return undefined
  },
}

/** Another: counts up once a minute, from the moment the config map `clock` is made. */
export const minutes: Controller = {
  name: 'minutes',
  watches: { configmaps: ({ metadata }) => (metadata.name === 'clock' ? ['configmaps/default/clock'] : []) },
  reconcile(key, world) {
    const found = world.get<ConfigMap>(key)
    if (found === undefined) return undefined
    const due = Number(found.data?.due ?? world.now)
    if (world.now < due) return { after: due - world.now }
    const count = String(Number(found.data?.count ?? 0) + 1)
    world.update('configmaps', { ...found, data: { count, due: String(due + 60_000) } })
    return { after: 60_000 }
  },
}
