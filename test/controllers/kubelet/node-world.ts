/**
 * A node or more with kubelets under test. The images are named after what their program does: `server` runs and listens
 * on 80, `task-3` ends well after 3 s, `crash-3` with code 1 after 3 s, `slow-5` takes 5 s to stop, `deaf` has to be
 * killed, `broken` cannot be started, `missing` cannot be pulled, `Bad` is no name.
 */

import { createKubelet } from '../../../src/controllers/kubelet/index.js'
import type { ContainerRuntime } from '../../../src/controllers/kubelet/sync.js'
import type { Controller } from '../../../src/controllers/machinery/controller.js'
import type { ContainerRun, Machine } from '../../../src/model/objects/machine.js'
import type { Pace } from '../../../src/model/objects/settings.js'
import type { Container, Pod } from '../../../src/model/objects/types.js'
import type { Image, ImageCatalogue, PullFailure } from '../../../src/runtime/catalogue/image.js'
import type { ProcessPlan } from '../../../src/runtime/containers/process-plan.js'
import { start, type TestCluster, testCluster } from '../world.js'

const images: ImageCatalogue = {
  resolve(reference): Image | PullFailure {
    if (reference === 'Bad') return { failure: 'InvalidImageName', message: `couldn't parse image name "Bad"` }
    if (reference === 'missing') return { failure: 'NotFound', message: 'docker.io/library/missing:latest: not found' }
    const name = `docker.io/library/${reference}:latest`
    return { name, digest: `sha256:${reference}`, sizeBytes: 50_000_000 } as Image
  },
}

function planOf(_: Pod, __: Container, run: ContainerRun): ProcessPlan {
  const [name = '', seconds = '0'] = run.image.split('-')
  const after = Number(seconds) * 1000
  const base: ProcessPlan = { onTerminate: { after: 0, code: 0 }, listens: [], output: () => [] }
  switch (name) {
    case 'server':
      return { ...base, listens: [{ port: 80, protocol: 'TCP' }] }
    case 'task':
      return { ...base, exit: { after, code: 0 } }
    case 'crash':
      return { ...base, exit: { after, code: 1 } }
    case 'slow':
      return { ...base, onTerminate: { after, code: 143 } }
    case 'deaf':
      return { ...base, onTerminate: { after: 3_600_000, code: 0 } }
    case 'broken':
      return { ...base, startFailure: { reason: 'StartError', message: 'exec: "no": not found', exitCode: 128 } }
    default:
      return base
  }
}

export const runtime: ContainerRuntime = {
  planOf,
  leftBehind: () => ({}),
  /** `sleep 4` takes its time. */
  runHook: (_, __, ___, command) => ({
    after: 1000 * Number(/sleep (\d+)/.exec(command.join(' '))?.[1] ?? 0),
    files: { own: {}, volumes: {} },
  }),
  askHttp: () => undefined,
  terminationMessage: () => '',
  probes: {
    probeHttp: (_, port, path) => (port !== 80 ? undefined : path === '/' ? 200 : 404),
    /** `true` succeeds, `slow` takes too long, `none` is not there; anything else says that it does not like it. */
    probeCommand(_, __, ___, [name]) {
      if (name === 'slow') return { outcome: 'timeout' }
      if (name === 'none') return { outcome: 'missing', message: 'exec: "none": executable file not found in $PATH' }
      return { outcome: 'ended', code: name === 'true' ? 0 : 1, output: 'no good\n' }
    },
    changesByItself: () => false,
  },
  startRun: (pod, container, attempt, world) => ({
    id: `${pod.metadata.name}-${container.name}-${attempt}`,
    image: container.image ?? '',
    attempt,
    startedAt: world.now,
    lines: [],
    files: {},
    services: ['kubernetes 10.96.0.1 https:443/TCP'],
  }),
}

export function machine(name: string): Machine {
  return {
    apiVersion: 'kubesim/v1',
    kind: 'Machine',
    metadata: { name },
    kubelet: { running: true, since: start },
    kubeProxy: { running: true, since: start },
    power: { on: true, since: start },
  }
}

export interface NodeWorld extends TestCluster {
  /** Creates a pod that is bound already. */
  run(name: string, spec?: Record<string, unknown>, node?: string): void
  pod(name: string): Pod
  /** The STATUS of its containers, joined: `Running`, `CrashLoopBackOff`, `Terminated:Error:1`. */
  state(name: string): string
  /** What watchers saw of a pod: phase and states after every change, repetitions left out. */
  history(name: string): string[]
  setKubelet(node: string, running: boolean): void
}

interface Options {
  readonly nodes?: readonly string[]
  readonly pace?: Pace
  readonly kubernetesVersion?: string
  readonly controllers?: readonly Controller[]
}

export function nodeWorld(options: Options = {}): NodeWorld {
  const { nodes = ['worker-1'], controllers = [], pace = 'instant', kubernetesVersion } = options
  const settings = kubernetesVersion === undefined ? { pace } : { pace, kubernetesVersion }
  const cluster = testCluster({ controllers: [createKubelet(runtime), ...controllers], settings, images })
  for (const name of nodes) cluster.create<Machine>('machines', machine(name))
  cluster.settle()
  const pod = (name: string) => cluster.world.get<Pod>(`pods/default/${name}`)!
  return {
    ...cluster,
    run(name, spec = {}, node = nodes[0] ?? 'worker-1') {
      const containers = [{ name: 'c', image: 'server', imagePullPolicy: 'IfNotPresent' }]
      cluster.create<Pod>('pods', {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name, namespace: 'default' },
        spec: { restartPolicy: 'Always', terminationGracePeriodSeconds: 30, containers, ...spec, nodeName: node },
        status: { phase: 'Pending', qosClass: 'BestEffort' },
      } as never)
    },
    pod,
    state: (name) => states(pod(name)),
    history(name) {
      const seen: string[] = []
      for (const { key, object, type } of cluster.changes) {
        if (key !== `pods/default/${name}`) continue
        const line = type === 'DELETED' ? 'gone' : describePod(object as Pod)
        if (seen.at(-1) !== line) seen.push(line)
      }
      return seen
    },
    setKubelet(node, running) {
      cluster.edit(`machines/${node}`, (draft) => {
        draft.kubelet = { running, since: cluster.world.now }
      })
    },
  }
}

function describePod(pod: Pod): string {
  const terminating = pod.metadata.deletionTimestamp === undefined ? '' : ' (terminating)'
  const ready = pod.status.conditions?.find(({ type }) => type === 'Ready')?.status === 'True' ? ' ready' : ''
  return `${pod.status.phase} ${states(pod)}${ready}${terminating}`.replaceAll(/ +/g, ' ')
}

function states({ status }: Pod): string {
  const all = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])]
  return all
    .map(({ state, restartCount }) => {
      const name =
        state?.waiting?.reason ??
        (state?.running ? 'Running' : `${state?.terminated?.reason}:${state?.terminated?.exitCode}`)
      return restartCount > 0 ? `${name}/${restartCount}` : name
    })
    .join(',')
}
