import type { ExecQuery, Streams } from '../../api/contract/client.js'
import { objectKey } from '../../model/objects/object.js'
import type { Pod } from '../../model/objects/types.js'
import { fillIn } from '../catalogue/placeholders.js'
import { updateRun } from '../containers/applications.js'
import {
  type ContainerView,
  containerNamed,
  currentRun,
  placeholders,
  processOf,
  sandboxOf,
  surroundingsOf,
  viewOf,
} from '../containers/container.js'
import { badRequest, internalError, podNotFound } from '../containers/errors.js'
import { machineFault } from '../containers/machine-fault.js'
import { portsOf, traceOf } from '../containers/main-program.js'
import { presentFiles } from '../containers/present-files.js'
import { missingExecutable, planOf } from '../containers/runs.js'
import { volumeChanges } from '../containers/volume-mounts.js'
import type { RuntimeWorld } from '../containers/world.js'
import type { FileSystem } from '../processes/file-system.js'
import { runProcess } from '../shell/execute.js'
import { drive, type EffectHandlers } from './driver.js'
import type { Host } from './host.js'

/** `Client.exec`: runs a command in a container; resolves to its exit code. Throws ApiErrors. */
export async function execute(host: Host, query: ExecQuery, streams: Streams): Promise<number> {
  const { view, files } = await host.transact((world) => {
    const view = runningContainer(query, world)
    return { view, files: presentFiles(view) }
  })
  const surroundings = surroundingsOf(
    view,
    () => files,
    () => host.now(),
    'unknown',
  )
  const terminal = { in: query.tty && query.stdin, out: query.tty }
  const process = processOf(view, query.command, surroundings, terminal)
  if (surroundings.find(query.command[0] ?? '', process.directory) === undefined) {
    const { message } = internalError(
      `error executing command in container: failed to exec in container: failed to start exec ${JSON.stringify(execId(view, query))}: OCI runtime exec failed: exec failed: unable to start container process: ${missingExecutable(query.command[0] ?? '')}: unknown`,
    )
    // The API server, which translates the session for its client, puts its words before the kubelet's.
    throw internalError(message)
  }
  const environment = query.tty ? new Map([...process.environment, ['TERM', 'xterm']]) : process.environment
  return drive(
    runProcess({
      ...process,
      argv: query.command,
      environment,
      directory: process.directory,
      surroundings,
      terminal,
      background: false,
    }),
    {
      host,
      streams: query.stdin ? streams : { ...streams, stdin: undefined },
      tty: query.tty,
      handlers: containerHandlers(view, files),
      ...(query.signal === undefined ? {} : { signal: query.signal }),
    },
  )
}

/** 64 hex digits, as containerd names an exec. */
function execId({ run }: ContainerView, { command }: ExecQuery): string {
  return [...run.id]
    .reverse()
    .join('')
    .replace(/^./, String(command.length % 10))
}

/** The container that a session is for; throws what the API server and the kubelet say when it is not there. */
type SessionQuery = Omit<ExecQuery, 'command'> & Partial<Pick<ExecQuery, 'command'>>

export function runningContainer(query: SessionQuery, world: RuntimeWorld): ContainerView {
  const pod = world.get<Pod>(objectKey('pods', query.namespace, query.pod))
  if (pod === undefined) throw podNotFound(query.pod)
  const container = containerNamed(pod, query.container)
  if (container === undefined) throw badRequest(`container ${query.container} is not valid for pod ${query.pod}`)
  if (pod.spec.nodeName === undefined) throw badRequest(`pod ${query.pod} does not have a host assigned`)
  const fault = machineFault(pod.spec.nodeName, world)
  if (fault !== undefined) throw internalError(sendFailure(query, fault))
  const run = currentRun(sandboxOf(pod, world), query.container)
  const view = run === undefined ? undefined : viewOf(pod, container, run, world)
  if (view === undefined)
    throw internalError(`unable to upgrade connection: container not found (${JSON.stringify(query.container)})`)
  return view
}

/** What the API server says of a kubelet that it cannot reach; by then the client's session is open. */
function sendFailure(query: SessionQuery, { address, reason }: { address: string; reason: string }): string {
  const { namespace, pod, container, command = [], stdin, tty } = query
  const words = command.map((word): [string, string] => ['command', word])
  const streams = [...(tty ? [] : ['error']), ...(stdin ? ['input'] : []), 'output', ...(tty ? ['tty'] : [])]
  const parameters = new URLSearchParams([...words, ...streams.map((name): [string, string] => [name, '1'])])
  const path = `${query.command === undefined ? 'attach' : 'exec'}/${namespace}/${pod}/${container}`
  const url = `https://${address}:10250/${path}?${parameters}`
  return `error sending request: Post ${JSON.stringify(url)}: dial tcp ${address}:10250: ${reason}`
}

/** What a session in a container can do: its files outlive it, kill reaches the first process, ports may be taken. */
export function containerHandlers(view: ContainerView, files: FileSystem): EffectHandlers {
  const { pod, container } = view
  const saved = new Map<string, string | null>()
  return {
    origin: { from: 'pod', namespace: pod.metadata.namespace ?? '', pod: pod.metadata.name },
    dirty: () => [...files.changes].some(([path, text]) => saved.get(path) !== text),
    save(world) {
      const fresh = [...files.changes].filter(([path, text]) => saved.get(path) !== text)
      for (const [path, text] of fresh) saved.set(path, text)
      saveFiles(view, Object.fromEntries(fresh), world)
    },
    serve({ program }, world) {
      const { portTaken } = program
      const wanted = portsOf(program, view)
      const taken = portsInUse(pod, world).some((port) => wanted.some((one) => one.port === port))
      if (!taken || portTaken === undefined) return undefined
      const lookup = placeholders(view, world.now)
      return {
        output: portTaken.output.map(({ text, stream = 'stdout' }) => ({ stream, text: fillIn(text, lookup) })),
        code: portTaken.code,
      }
    },
    exhausted(world) {
      const { pod, container } = view
      updateRun(pod, container.name, world, (run) => ({
        ...run,
        ended: run.ended ?? { at: world.now, code: 137, reason: 'OOMKilled' },
      }))
    },
    signal(signal, world) {
      const code = signal === 'KILL' ? undefined : answerToTerm(view, world)
      if (code !== undefined)
        updateRun(pod, container.name, world, (run) => ({ ...run, ended: { at: world.now, code } }))
    },
  }
}

/** SIGKILL does not reach the first process of a container from inside, nor SIGTERM one that does not handle it. */
function answerToTerm(view: ContainerView, world: RuntimeWorld): number | undefined {
  const { after, code } = planOf(view.pod, view.container, view.run, world).onTerminate
  return Number.isFinite(after) ? code : undefined
}

function portsInUse(pod: Pod, world: RuntimeWorld): number[] {
  const sandbox = sandboxOf(pod, world)
  return Object.keys(sandbox?.containers ?? {}).flatMap((name) => {
    const container = containerNamed(pod, name)
    const run = currentRun(sandbox, name)
    const view = container === undefined || run === undefined ? undefined : viewOf(pod, container, run, world)
    return view === undefined
      ? []
      : traceOf(view).trace.servers.flatMap((server) => portsOf(server.program, view).map(({ port }) => port))
  })
}

/** Files under an emptyDir belong to the pod, all others to the container's run. */
function saveFiles(view: ContainerView, changes: Readonly<Record<string, string | null>>, world: RuntimeWorld): void {
  const { own, volumes: shared } = volumeChanges(view, Object.entries(changes))
  if (Object.keys(own).length > 0)
    updateRun(view.pod, view.container.name, world, (run) => ({ ...run, files: { ...run.files, ...own } }))
  const sandbox = sandboxOf(view.pod, world)
  if (sandbox === undefined || Object.keys(shared).length === 0) return
  const volumes = { ...sandbox.volumes }
  for (const [name, files] of Object.entries(shared)) volumes[name] = { ...volumes[name], ...files }
  world.update('sandboxes', { ...sandbox, volumes })
}
