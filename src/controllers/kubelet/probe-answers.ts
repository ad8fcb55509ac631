import type { ContainerRun } from '../../model/machine.js'
import type { Container } from '../../model/types.js'
import { planOf, type Sync } from './sync.js'

export type Probe = NonNullable<Container['livenessProbe']>
type Answer = { readonly success: true } | { readonly success: false; readonly message: string }

const success: Answer = { success: true }

/** What a probe would be answered now, in the words of the kubelet's prober. */
export function answerProbe(sync: Sync, container: Container, run: ContainerRun, probe: Probe): Answer {
  const { httpGet, tcpSocket, grpc } = probe
  if (httpGet !== undefined) {
    const port = portNumber(container, httpGet.port)
    if (listens(sync, container, run, port)) return success
    const host = `${httpGet.host ?? sync.sandbox.ip}:${port}`
    const url = `${(httpGet.scheme ?? 'HTTP').toLowerCase()}://${host}${httpGet.path ?? '/'}`
    return { success: false, message: `Get "${url}": dial tcp ${host}: connect: connection refused` }
  }
  const port = tcpSocket === undefined ? grpc?.port : portNumber(container, tcpSocket.port)
  if (port === undefined || listens(sync, container, run, port)) return success
  const host = `${tcpSocket?.host ?? sync.sandbox.ip}:${port}`
  if (grpc !== undefined) {
    return {
      success: false,
      message: `timeout: failed to connect service "${host}" within 1s: context deadline exceeded`,
    }
  }
  return { success: false, message: `dial tcp ${host}: connect: connection refused` }
}

/** A port by number, or by the name that the container gives it. */
function portNumber(container: Container, port: number | string): number {
  if (typeof port === 'number') return port
  return container.ports?.find(({ name }) => name === port)?.containerPort ?? Number(port)
}

/** Containers of a pod share its address: any of them may hold the port. */
function listens(sync: Sync, container: Container, run: ContainerRun, port: number): boolean {
  const holds = (of: Container, at: ContainerRun | undefined) =>
    at !== undefined &&
    at.finishedAt === undefined &&
    planOf(sync, of, at).listens.some((socket) => socket.port === port)
  return (
    holds(container, run) ||
    sync.pod.spec.containers.some((of) => of !== container && holds(of, sync.sandbox.containers[of.name]?.at(-1)))
  )
}
