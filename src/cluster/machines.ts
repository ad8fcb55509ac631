import { ApiError } from '../api/contract/errors.js'
import type { World } from '../controllers/machinery/controller.js'
import type { Machine } from '../model/objects/machine.js'
import type { Instant, KubeObject } from '../model/objects/object.js'
import { kubeProxyPod } from './bootstrap/kube-proxy.js'
import { machine } from './bootstrap/machines.js'
import type { Session } from './session/session.js'

/** What a user can do to the machines under the nodes. */
export interface Machines {
  list(): Promise<readonly Machine[]>
  /** A new machine; its kubelet registers the node. */
  add(name: string): Promise<void>
  /** Takes machine and node away; the pods that ran there are lost. */
  remove(name: string): Promise<void>
  /** Pulls the plug: the node stops answering, and the control plane notices in its own time. */
  stop(name: string): Promise<void>
  start(name: string): Promise<void>
}

export function machinesOf(session: Session): Machines {
  const change = (name: string, work: (world: World, machine: Machine) => void) =>
    session.write(({ world }) => work(world, existing(world, name)))
  return {
    list: () => session.read(({ state }) => state.store.list<Machine>('machines')),
    add: (name) =>
      session.write(({ world }) => {
        const { resource, object } = machine(name, world.now)
        world.create(resource, object)
        // As a DaemonSet would, once there is one.
        const proxy = kubeProxyPod(name, world.settings.kubernetesVersion)
        if (world.get('serviceaccounts/kube-system/kube-proxy') !== undefined)
          world.create(proxy.resource, proxy.object)
      }),
    remove: (name) =>
      change(name, (world) => {
        world.remove(`machines/${name}`)
        if (world.get(`nodes/${name}`) !== undefined) world.remove(`nodes/${name}`)
      }),
    stop: (name) => change(name, (world, found) => void world.update('machines', switched(found, false, world.now))),
    start: (name) => change(name, (world, found) => void world.update('machines', switched(found, true, world.now))),
  }
}

/** With power on or off, and all that runs on it; what already is so keeps the instant since when it is. */
function switched(found: Machine, on: boolean, now: Instant): Machine {
  const service = (before: Machine['kubelet']) => (before.running === on ? before : { running: on, since: now })
  return {
    ...found,
    kubelet: service(found.kubelet),
    kubeProxy: service(found.kubeProxy),
    power: found.power.on === on ? found.power : { on, since: now },
  }
}

function existing(world: World, name: string): Machine {
  const found = world.get<Machine & KubeObject>(`machines/${name}`)
  if (found === undefined) throw new ApiError(404, 'NotFound', `nodes "${name}" not found`, { name, kind: 'nodes' })
  return found
}
