import type { ContainerRun } from '../../model/objects/machine.js'
import type { Container } from '../../model/objects/types.js'
import { entryOf } from '../../model/values/json-values.js'
import { notStarted } from '../../runtime/containers/hooks.js'
import { planOf, type Sync, saveSandbox } from './sync.js'

export type Probe = NonNullable<Container['livenessProbe']>
/** The message goes on after `Readiness probe`. */
type Answer = { readonly success: true } | { readonly success: false; readonly message: string }

const success: Answer = { success: true }
const failed = (message: string): Answer => ({ success: false, message: `failed: ${message}` })

/** What a probe would be answered now, in the words of the kubelet's prober. */
export function answerProbe(sync: Sync, container: Container, run: ContainerRun, probe: Probe): Answer {
  if (sync.started) saveSandbox(sync)
  if (probe.httpGet !== undefined) return answerHttp(sync, container, probe.httpGet)
  if (probe.exec !== undefined) return answerCommand(sync, container, run, probe)
  const { tcpSocket, grpc } = probe
  const port = tcpSocket === undefined ? grpc?.port : portNumber(container, tcpSocket.port)
  if (port === undefined || listens(sync, container, run, port)) return success
  const host = `${tcpSocket?.host || sync.sandbox.ip}:${port}`
  if (grpc === undefined) return failed(`dial tcp ${host}: connect: connection refused`)
  return failed(
    `timeout: failed to connect service "${host}" within ${probe.timeoutSeconds ?? 1}s: context deadline exceeded`,
  )
}

function answerHttp({ runtime, pod, sandbox, world }: Sync, container: Container, get: NonNullable<Probe['httpGet']>) {
  const port = portNumber(container, get.port)
  const host = `${get.host || sandbox.ip}:${port}`
  const path = get.path ?? '/'
  const status = runtime.probes.probeHttp(pod, port, path, headersOf(get, host, 'probe', world), world)
  if (status === undefined || status === 0) {
    const url = `${(get.scheme ?? 'HTTP').toLowerCase()}://${host}${path}`
    return failed(`Get "${url}": ${status === 0 ? 'EOF' : `dial tcp ${host}: connect: connection refused`}`)
  }
  return status >= 200 && status < 400 ? success : failed(`HTTP probe failed with statuscode: ${status}`)
}

/** The head of a kubelet's request (`NewRequestForHTTPGetAction`). */
export function headersOf(
  { httpHeaders = [] }: NonNullable<Probe['httpGet']>,
  host: string,
  agent: 'probe' | 'lifecycle',
  { settings }: Sync['world'],
): readonly (readonly [string, string])[] {
  const version = settings.kubernetesVersion.split('.').slice(0, 2).join('.')
  const given = httpHeaders.map(({ name, value }) => [name, value] as const)
  return [['Host', host], ['User-Agent', `kube-${agent}/${version}`], ...given]
}

function answerCommand(sync: Sync, container: Container, run: ContainerRun, probe: Probe): Answer {
  const command = probe.exec?.command ?? []
  const seconds = probe.timeoutSeconds ?? 1
  const ended = sync.runtime.probes.probeCommand(sync.pod, container, run, command, seconds * 1000, sync.world)
  if (ended.outcome === 'timeout')
    return failed(`command timed out: "${command.join(' ')}" timed out after ${seconds}s`)
  if (ended.outcome === 'ended') return ended.code === 0 ? success : failed(ended.output)
  return { success: false, message: `errored and resulted in unknown state: ${notStarted(ended.message)}` }
}

/** A port by number, or by the name that the container gives it. */
export function portNumber(container: Container, port: number | string): number {
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
    sync.pod.spec.containers.some(
      (of) => of !== container && holds(of, entryOf(sync.sandbox.containers, of.name)?.at(-1)),
    )
  )
}
