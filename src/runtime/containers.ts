import { createHash } from 'node:crypto'
import type { ContainerRun } from '../model/machine.js'
import type { Container, Pod } from '../model/types.js'
import { serviceLinks } from './environment.js'
import type { RuntimeWorld } from './host.js'
import type { ProcessPlan } from './process.js'

/** The record of a container that starts now: the kubelet appends it to the pod's sandbox. */
export function startRun(pod: Pod, container: Container, attempt: number, world: RuntimeWorld): ContainerRun {
  const purpose = `${world.settings.seed}/container/${pod.metadata.uid}/${container.name}/${attempt}`
  return {
    id: createHash('sha256').update(purpose).digest('hex'),
    image: container.image ?? '',
    attempt,
    startedAt: world.now,
    lines: [],
    files: {},
    services: serviceLinks(pod, world),
  }
}

/**
 * What the process of a run does: pure over the run, so that it can be asked again and again. The kubelet watches
 * `sandboxes` and asks anew when a record changed: a program that waits for the network, or whose input comes from an
 * attached session, gets its `exit` only then.
 */
export function planOf(_pod: Pod, container: Container, _run: ContainerRun, _world: RuntimeWorld): ProcessPlan {
  // For the time being: a program that runs until it is stopped, and listens on the ports that its container declares.
  const listens = (container.ports ?? []).map(({ containerPort, protocol }) => ({
    port: containerPort,
    protocol: protocol === 'UDP' ? ('UDP' as const) : ('TCP' as const),
  }))
  return { onTerminate: { after: 0, code: 0 }, listens, output: () => [] }
}
