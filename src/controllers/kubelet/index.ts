/**
 * The kubelets of all nodes: they register their machines as nodes, and run the pods that are bound to them. What a
 * kubelet remembers lies in the machine's and the pod's own records; what programs do is asked of the container runtime.
 *
 * Not here: which node a pod goes to (scheduler), what becomes of the pods of a node that is silent (node life cycle),
 * and what programs do (runtime/).
 */
import type { Machine, Sandbox } from '../../model/objects/machine.js'
import { keyOf, keyParts, type ObjectKey, objectKey } from '../../model/objects/object.js'
import type { Node, Pod } from '../../model/objects/types.js'
import { deepEqual, entryOf } from '../../model/values/json-values.js'
import { askHttp, runHook } from '../../runtime/containers/hooks.js'
import { changesByItself, probeCommand, probeHttp } from '../../runtime/containers/probes.js'
import { leftBehind, planOf, startRun } from '../../runtime/containers/runs.js'
import { terminationMessage } from '../../runtime/containers/termination.js'
import { podsByNode } from '../../store/indexes.js'
import type { Index } from '../../store/store.js'
import type { Controller, World } from '../machinery/controller.js'
import { isAlive, syncNode } from './node.js'
import { syncPod } from './pod.js'
import type { ContainerRuntime } from './sync.js'

export function createKubelet(runtime: ContainerRuntime): Controller {
  return {
    name: 'kubelet',
    component: 'kubelet',
    watches: {
      machines: (changed, world, previous) => machineKeys(changed as Machine, world, previous as Machine | undefined),
      nodes: (changed, world, previous) => nodeKeys(changed as Node, world, previous as Node | undefined),
      pods: (changed, world, previous) => podKeys(changed as Pod, world, previous as Pod | undefined),
      sandboxes: (changed, _, previous) => sandboxKeys(changed as Sandbox, previous as Sandbox | undefined),
      configmaps: unconfiguredPodKeys,
      secrets: unconfiguredPodKeys,
    },
    reconcile(key, world) {
      const { resource, namespace, name } = keyParts(key)
      if (resource === 'machines') {
        const machine = world.get<Machine>(key)
        return machine && syncNode(machine, world)
      }
      const pod = world.get<Pod>(key)
      forgetOthers(pod, objectKey('sandboxes', namespace, name), world)
      const machine = pod?.spec.nodeName && world.get<Machine>(objectKey('machines', '', pod.spec.nodeName))
      return pod && machine && isAlive(machine) ? syncPod(pod, machine, world, runtime) : undefined
    },
  }
}

export const kubelet = createKubelet({
  askHttp,
  leftBehind,
  planOf,
  runHook,
  startRun,
  terminationMessage,
  probes: { changesByItself, probeCommand, probeHttp },
})

const sandboxesByNode: Index = {
  name: 'sandboxes by node',
  resource: 'sandboxes',
  values: (sandbox) => [(sandbox as Sandbox).node],
}

function podKeysOn(node: string, world: World): ObjectKey[] {
  return world.select<Pod>(podsByNode, node).map((pod) => keyOf('pods', pod))
}

/** A node that is back has its pods looked at; whether pods may be placed on it is told. */
function nodeKeys({ metadata, spec }: Node, world: World, previous: Node | undefined): ObjectKey[] {
  if (previous === undefined) return podKeysOn(metadata.name, world)
  const same = (spec.unschedulable ?? false) === (previous.spec.unschedulable ?? false)
  return same ? [] : [objectKey('machines', '', metadata.name)]
}

/** A kubelet that starts looks at all its pods, and at what has run here of pods that are gone. */
function machineKeys(machine: Machine, world: World, previous: Machine | undefined): ObjectKey[] {
  const key = keyOf('machines', machine)
  const { name } = machine.metadata
  const gone = world.get(key) === undefined
  const came = !deepEqual(
    [machine.kubelet, machine.power, machine.address],
    [previous?.kubelet, previous?.power, previous?.address],
  )
  if (!gone && !came) return deepEqual(machine.images, previous?.images) ? [] : [key]
  const left = world.select<Sandbox>(sandboxesByNode, name)
  const pods = left.map(({ metadata }) => objectKey('pods', metadata.namespace ?? '', metadata.name))
  return gone ? pods : [key, ...new Set([...podKeysOn(name, world), ...pods])]
}

/** What others want of a pod; its status is the kubelet's own business, but for conditions that it waits for. */
function podKeys(pod: Pod, world: World, previous: Pod | undefined): ObjectKey[] {
  if (!pod.spec.nodeName) return []
  const key = keyOf('pods', pod)
  const wanted = ({ metadata, spec }: Pod) => [
    spec,
    metadata.uid,
    metadata.deletionTimestamp,
    metadata.labels,
    metadata.annotations,
  ]
  const same =
    previous !== undefined && pod.spec.readinessGates === undefined && deepEqual(wanted(pod), wanted(previous))
  return same && world.get(key) !== undefined ? [] : [key]
}

/** What others write into a sandbox: a program that has ended, or that will now do something else. */
function sandboxKeys(sandbox: Sandbox, previous: Sandbox | undefined): ObjectKey[] {
  const { namespace = '', name: pod } = sandbox.metadata
  // One by one: there may be thousands.
  for (const name in sandbox.containers) {
    const run = entryOf(sandbox.containers, name)?.at(-1)
    const before = entryOf(previous?.containers, name)?.at(-1)
    if (run === before || run === undefined || before?.id !== run.id) continue
    const same = deepEqual([run.ended, run.answers, run.files], [before.ended, before.answers, before.files])
    if (!same) return [objectKey('pods', namespace, pod)]
  }
  return []
}

/** Pods with containers whose environment names what is not there, by namespace: they are tried when that may have come. */
const unconfiguredPods: Index = {
  name: 'pods without configuration, by namespace',
  resource: 'pods',
  values: (pod) => {
    const { initContainerStatuses = [], containerStatuses = [] } = (pod as Pod).status ?? {}
    const waits = [...initContainerStatuses, ...containerStatuses].some(
      ({ state }) => state?.waiting?.reason === 'CreateContainerConfigError',
    )
    return waits ? [pod.metadata.namespace ?? ''] : []
  },
  hint: () => '"CreateContainerConfigError"',
}

function unconfiguredPodKeys({ metadata }: { metadata: { namespace?: string } }, world: World): ObjectKey[] {
  return world.select<Pod>(unconfiguredPods, metadata.namespace ?? '').map((pod) => keyOf('pods', pod))
}

/** Containers of a pod that no longer exists are killed, and their records go; so do those of a machine taken away. */
function forgetOthers(pod: Pod | undefined, key: ObjectKey, world: World): void {
  const sandbox = world.get<Sandbox>(key)
  if (sandbox === undefined) return
  const machine = world.get<Machine>(objectKey('machines', '', sandbox.node))
  const wanted = sandbox.podUid === pod?.metadata.uid && sandbox.node === pod.spec.nodeName
  if (machine === undefined || (!wanted && isAlive(machine))) world.remove(key)
}
