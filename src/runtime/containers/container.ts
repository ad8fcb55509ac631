/**
 * Containers: a run of one with everything that its programs see (here), its files, its environment, its main program
 * played as far as anyone looks, and what that means to the kubelet (runs), to probes, to hooks, and to the network
 * (applications).
 * When a container starts or stops is the kubelet's to say; what lasts longer than an instant lies in sessions/.
 */
import type { ContainerRun, Sandbox } from '../../model/objects/machine.js'
import { type Instant, objectKey } from '../../model/objects/object.js'
import type { Container, Pod } from '../../model/objects/types.js'
import { entryOf } from '../../model/values/json-values.js'
import { type Image, isPullFailure } from '../catalogue/image.js'
import { type Lookup, timeValue } from '../catalogue/placeholders.js'
import type { FileSystem } from '../processes/file-system.js'
import type { Process, Surroundings } from '../processes/process.js'
import { StepCounter } from '../processes/processor-time.js'
import { ownWords } from './argument-list.js'
import { environmentOf, hostnameOf, kubeletVariables } from './environment.js'
import { type AssumedExecutables, assumedExecutables, findExecutable } from './executables.js'
import { userOf } from './user.js'
import type { RuntimeWorld } from './world.js'

/** A container with everything that decides what its programs see. */
export interface ContainerView {
  readonly pod: Pod
  readonly container: Container
  readonly run: ContainerRun
  readonly image: Image
  readonly world: RuntimeWorld
  /** What runs beside it, where that is more than is stored yet. */
  readonly sandbox?: Sandbox
}

/** The view of a run; undefined when its image is not to be had any more. `sandbox`: see ContainerView. */
export function viewOf(
  pod: Pod,
  container: Container,
  run: ContainerRun,
  world: RuntimeWorld,
  sandbox?: Sandbox,
): ContainerView | undefined {
  const image = world.images.resolve(run.image)
  if (isPullFailure(image)) return undefined
  return { pod, container, run, image, world, ...(sandbox === undefined ? {} : { sandbox }) }
}

/** All containers of a pod, in the order in which they start. */
export function containersOf({ spec }: Pod): readonly Container[] {
  const { containers, initContainers = [], ephemeralContainers = [] } = spec
  return [...initContainers, ...containers, ...(ephemeralContainers as readonly Container[])]
}

export const containerNamed = (pod: Pod, name: string): Container | undefined =>
  containersOf(pod).find((one) => one.name === name)

/** What the container runtime knows of a pod; undefined when it is of an earlier pod of that name. */
export function sandboxOf(pod: Pod, world: RuntimeWorld): Sandbox | undefined {
  const sandbox = world.get<Sandbox>(objectKey('sandboxes', pod.metadata.namespace ?? '', pod.metadata.name))
  return sandbox?.podUid === pod.metadata.uid ? sandbox : undefined
}

/** What runs in the pod of a container. */
export const sandboxAround = ({ pod, world, sandbox }: ContainerView): Sandbox | undefined =>
  sandbox ?? sandboxOf(pod, world)

/** The run of a container that goes on now. */
export function currentRun(sandbox: Sandbox | undefined, container: string): ContainerRun | undefined {
  const run = entryOf(sandbox?.containers, container)?.at(-1)
  return run === undefined || run.finishedAt !== undefined ? undefined : run
}

/** The command line of the main process: the container's command and args, or the image's. */
export function commandLine({ container, image, run }: ContainerView): string[] {
  const { command = [], args = [] } = run.tooLong
    ? container
    : ownWords(container, () => kubeletVariables(container, run))
  const entrypoint = command.length > 0 ? command : image.entrypoint
  const rest = args.length > 0 ? args : command.length > 0 ? [] : image.command
  return [...entrypoint, ...rest]
}

/** The place in which the container's programs run. Files and environment are only built when someone looks. */
export function surroundingsOf(
  view: ContainerView,
  files: () => FileSystem,
  now: () => Instant,
  assumption: keyof AssumedExecutables,
): Surroundings {
  const { pod, image } = view
  const assumed = assumedExecutables(image, () => commandLine(view)[0] ?? '')[assumption]
  let built: FileSystem | undefined
  return {
    get files() {
      built ??= files()
      return built
    },
    hostname: hostnameOf(pod),
    addresses: [pod.status.podIP ?? '127.0.0.1'],
    tools: image.base.tools,
    ...(image.document.base === 'busybox' ? { busyboxVersion: image.version } : {}),
    pointOfView: 'container',
    user: userOf(pod, view.container),
    init: commandLine(view),
    steps: new StepCounter(),
    now,
    find(name, directory) {
      return findExecutable(image, name, directory, () => this.files) ?? assumed(name)
    },
  }
}

/** A process of the container, as the runtime starts it. */
export function processOf(
  view: ContainerView,
  argv: readonly string[],
  surroundings: Surroundings,
  terminal: { in: boolean; out: boolean },
): Process {
  const { pod, container, run, image } = view
  let environment: ReadonlyMap<string, string> | undefined
  return {
    argv,
    get environment() {
      environment ??= new Map(Object.entries(environmentOf(pod, container, run, image)))
      return environment
    },
    directory: container.workingDir ?? image.workingDirectory,
    surroundings,
    terminal,
    background: false,
  }
}

/** What the placeholders of the image's texts stand for in this container. */
export function placeholders(view: ContainerView, now: Instant): Lookup {
  const { pod, container, run, image, world } = view
  const environment = () => environmentOf(pod, container, run, image)
  const values: Record<string, () => string> = {
    version: () => image.version,
    build: () => image.document.builds?.[image.version] ?? '',
    hostname: () => hostnameOf(pod),
    'pod-ip': () => pod.status.podIP ?? '',
    node: () => pod.spec.nodeName ?? '',
    environment: () => goJson(environment()),
    uptime: () => ((now - run.startedAt) / 1000).toFixed(3).replace(/\.?0+$/, ''),
    'kubernetes.version': () => `v${world.settings.kubernetesVersion}`,
    'kubernetes.minor': () => world.settings.kubernetesVersion.split('.')[1] ?? '',
  }
  return (name) => {
    if (Object.hasOwn(values, name)) return values[name]?.()
    if (name.startsWith('env.')) return environment()[name.slice(4)] ?? ''
    return timeValue('time', name, now) ?? timeValue('started', name, run.startedAt)
  }
}

/** A map as Go's encoding/json writes it: keys sorted, `<`, `>` and `&` escaped. */
function goJson(map: Readonly<Record<string, string>>): string {
  const entries = Object.entries(map).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  const text = `{${entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`
  return text.replace(/[<>&]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`)
}
