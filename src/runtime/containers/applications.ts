import type { ContainerRun, Sandbox } from '../../model/objects/machine.js'
import type { Pod } from '../../model/objects/types.js'
import { entryOf } from '../../model/values/json-values.js'
import type { Applications, Delivery, HttpRequest, HttpResponse, Socket } from '../../network/contract.js'
import { createNetwork } from '../../network/index.js'
import { serveHttp } from '../http/server.js'
import { type ContainerView, containerNamed, currentRun, placeholders, sandboxOf, viewOf } from './container.js'
import { portsOf, traceOf } from './main-program.js'
import { presentFiles } from './present-files.js'
import type { RuntimeWorld } from './world.js'

/** How many lines of a run's log are kept beside what its program prints by itself; the kubelet rotates logs too. */
const keptLines = 1_000

/** What answers on the sockets of pods: the servers in their containers, as their images describe them. */
export const applications: Applications = {
  sockets: (pod, world) => openSockets(pod, world as RuntimeWorld).map(({ socket }) => socket),
  answer(delivery, given) {
    const world = given as RuntimeWorld
    const { socket, pod } = delivery
    const open = openSockets(pod, world).find(
      (one) => one.socket.container === socket.container && one.socket.port === socket.port,
    )
    return open === undefined ? 'closed' : respond(open, delivery, world)
  },
}

/** The cluster's network with these applications behind it. */
export const network = createNetwork(applications)

interface OpenSocket {
  readonly socket: Socket
  readonly view: ContainerView
  readonly server: ReturnType<typeof traceOf>['trace']['servers'][number]
}

function openSockets(pod: Pod, world: RuntimeWorld): OpenSocket[] {
  const sandbox = sandboxOf(pod, world)
  return Object.keys(sandbox?.containers ?? {}).flatMap((name) => {
    const container = containerNamed(pod, name)
    const run = currentRun(sandbox, name)
    const view = container === undefined || run === undefined ? undefined : viewOf(pod, container, run, world)
    return view === undefined ? [] : socketsOf(view)
  })
}

function socketsOf(view: ContainerView): OpenSocket[] {
  const { run, world, container } = view
  if (run.ended !== undefined) return []
  return traceOf(view).trace.servers.flatMap((server) =>
    server.after > world.now - run.startedAt
      ? []
      : portsOf(server.program, view).map(({ port, protocol = 'TCP', loopback = false, tls = false }) => ({
          socket: { container: container.name, port, protocol, loopback, tls },
          view,
          server,
        })),
  )
}

function respond(open: OpenSocket, delivery: Delivery, world: RuntimeWorld): HttpResponse | 'closed' {
  const served = (open.view.run.served ?? 0) + 1
  const answer = answerOf(open, delivery, served, world)
  if (answer === undefined) return 'closed'
  const { response, lines } = answer
  const { view } = open
  if (lines.length > 0) {
    updateRun(view.pod, view.container.name, world, (run) => ({
      ...run,
      served,
      lines: [
        ...run.lines,
        ...lines.map(({ stream, text }): ContainerRun['lines'][number] => [world.now, stream, text]),
      ].slice(-keptLines),
    }))
  }
  return response
}

/** What the server says and would log; undefined when it does not speak HTTP. */
function answerOf({ view, server }: OpenSocket, delivery: Delivery, requests: number, world: RuntimeWorld) {
  const { http } = server.program
  if (http === undefined) return undefined
  return serveHttp(http, delivery, {
    files: presentFiles(view),
    startedAt: view.run.startedAt,
    now: world.now,
    requests,
    lookup: placeholders(view, world.now),
  })
}

/**
 * What the server on a port of a pod would answer, without a line in its log: what the kubelet judges a probe by.
 * Undefined when nothing listens there.
 */
export function previewAnswer(
  pod: Pod,
  port: number,
  request: HttpRequest,
  world: RuntimeWorld,
): HttpResponse | 'closed' | undefined {
  const open = openSockets(pod, world).find(({ socket }) => socket.port === port && socket.protocol === 'TCP')
  if (open === undefined) return undefined
  const address = pod.status.podIP ?? ''
  const delivery = { pod, socket: open.socket, client: address, server: { address, port }, request }
  return answerOf(open, delivery, (open.view.run.served ?? 0) + 1, world)?.response ?? 'closed'
}

/** Writes a change of a container's newest run into the pod's sandbox. */
export function updateRun(
  pod: Pod,
  container: string,
  world: RuntimeWorld,
  change: (run: ContainerRun) => ContainerRun,
): void {
  const sandbox = sandboxOf(pod, world)
  const runs = entryOf(sandbox?.containers, container) ?? []
  const last = runs.at(-1)
  if (sandbox === undefined || last === undefined) return
  const changed: Sandbox = {
    ...sandbox,
    containers: { ...sandbox.containers, [container]: [...runs.slice(0, -1), change(last)] },
  }
  world.update('sandboxes', changed)
}
