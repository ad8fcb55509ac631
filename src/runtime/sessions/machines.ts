import type { Streams } from '../../api/contract/client.js'
import type { Machine } from '../../model/objects/machine.js'
import type { Node } from '../../model/objects/types.js'
import { hostAddress } from '../../network/index.js'
import { baseNamed } from '../catalogue/bases/index.js'
import type { RuntimeWorld } from '../containers/world.js'
import type { UnitState } from '../processes/effects.js'
import { baseName, FileSystem, resolvePath } from '../processes/file-system.js'
import { type Executable, type Process, root, type Surroundings } from '../processes/process.js'
import { StepCounter } from '../processes/processor-time.js'
import { commands } from '../programs/index.js'
import { runProcess } from '../shell/execute.js'
import { drive, type EffectHandlers } from './driver.js'
import type { Host } from './host.js'

/** Where a program runs that is in no container. */
export interface MachinePlace {
  /** Undefined: the user's own machine. */
  readonly node: string | undefined
  /** What programs of the user's machine may read, by the path they name; what they write is left in it. A node has its own files. */
  readonly files?: Map<string, string>
}

const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/**
 * Runs a program on the user's own machine (`kubesim curl …`) or on a node (`kubesim ssh`): there a shell without a
 * command line. Undefined when the machine is off or there is no such node.
 */
export async function runOnMachine(
  host: Host,
  place: MachinePlace,
  argv: readonly string[],
  streams: Streams & { readonly tty: { readonly in: boolean; readonly out: boolean } },
  signal?: AbortSignal,
): Promise<number | undefined> {
  const address = await host.transact((world) =>
    place.node === undefined ? hostAddress : addressOfNode(place.node, world),
  )
  if (address === undefined) return undefined
  const name = place.node ?? 'host'
  const files = place.node === undefined ? userFiles(place.files) : nodeFiles(name)
  const surroundings: Surroundings = {
    files,
    hostname: name,
    addresses: [address],
    tools: 'gnu',
    pointOfView: place.node === undefined ? 'host' : 'node',
    user: root,
    init: ['/sbin/init'],
    steps: new StepCounter(),
    now: () => host.now(),
    find: (command) => findOnMachine(command),
  }
  const environment = new Map([
    ['PATH', path],
    ['HOME', '/root'],
    ['USER', 'root'],
    ['HOSTNAME', name],
  ])
  const process: Process = {
    argv,
    environment,
    directory: place.node === undefined ? here : '/root',
    surroundings,
    terminal: streams.tty,
    background: false,
  }
  const handlers: EffectHandlers = {
    origin: place.node === undefined ? { from: 'host' } : { from: 'node', node: place.node },
    save() {},
    dirty: () => false,
    control: (unit, verb, world) => (place.node === undefined ? undefined : control(place.node, unit, verb, world)),
  }
  const options = { host, streams, tty: false, handlers, ...(signal === undefined ? {} : { signal }) }
  const code = await drive(runProcess(process), options)
  for (const [path, text] of files.changes) {
    if (text !== null) place.files?.set(path.startsWith(`${here}/`) ? path.slice(here.length + 1) : path, text)
  }
  return code
}

/** The user's current directory, whatever it is. */
const here = '/.here'

function userFiles(given: ReadonlyMap<string, string> | undefined): FileSystem {
  const layer = Object.fromEntries([...(given ?? [])].map(([path, text]) => [resolvePath(path, here), text]))
  return new FileSystem([layer], [], [], true)
}

/** The address of a node whose machine answers; undefined when nothing does. */
function addressOfNode(name: string, world: RuntimeWorld): string | undefined {
  const node = world.get<Node>(`nodes/${name}`)
  const machine = world.get<Machine>(`machines/${name}`)
  if ((node === undefined && machine === undefined) || machine?.power.on === false) return undefined
  return node?.status.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? machine?.address ?? ''
}

function nodeFiles(name: string): FileSystem {
  const base = baseNamed('node')
  const own = { '/etc/hostname': `${name}\n`, '/etc/resolv.conf': `nameserver ${hostAddress}\n`, '/root/': '' }
  return new FileSystem([base.files, own], base.directories)
}

function findOnMachine(name: string): Executable | undefined {
  const base = baseNamed('node')
  const command = baseName(name)
  const flavour = base.shells[command]
  if (flavour !== undefined) return { kind: 'shell', flavour }
  const run = base.commands.includes(command) && Object.hasOwn(commands, command) ? commands[command] : undefined
  return run === undefined ? undefined : { kind: 'command', run }
}

const units: Readonly<Record<string, 'kubelet' | 'kubeProxy'>> = { kubelet: 'kubelet', 'kube-proxy': 'kubeProxy' }

/** Starts, stops or tells of a service of a node's machine. */
function control(
  node: string,
  unit: string,
  verb: 'start' | 'stop' | 'status',
  world: RuntimeWorld,
): UnitState | undefined {
  const field = Object.hasOwn(units, unit) ? units[unit] : undefined
  const machine = world.get<Machine>(`machines/${node}`)
  if (field === undefined || machine === undefined) return undefined
  const running = verb === 'start'
  if (verb === 'status' || machine[field].running === running) return machine[field]
  const state = { running, since: world.now }
  world.update('machines', { ...machine, [field]: state })
  return state
}
