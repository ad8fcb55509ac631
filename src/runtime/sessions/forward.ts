import { createHash } from 'node:crypto'
import type { Forwarding } from '../../api/contract/client.js'
import { ApiError } from '../../api/contract/errors.js'
import { objectKey } from '../../model/objects/object.js'
import type { Pod } from '../../model/objects/types.js'
import { sandboxOf } from '../containers/container.js'
import { badRequest, dialFailure, podNotFound } from '../containers/errors.js'
import { machineFault } from '../containers/machine-fault.js'
import type { RuntimeWorld } from '../containers/world.js'
import { bridgeConnection } from './connection-bridge.js'
import type { Host } from './host.js'

interface Named {
  readonly namespace: string
  readonly pod: string
}

/** `Client.forward`: the kubelet's port forwarding (`k8s.io/kubelet/pkg/cri/streaming/portforward`). */
export async function forward(host: Host, named: Named): Promise<Forwarding> {
  const { uid, onHost } = await host.transact((world) => forwardable(named, world))
  return {
    async connect(port, connection) {
      const failed = (why: string) => `error forwarding port ${port} to pod ${sandboxId(uid)}, uid : ${why}`
      if (!(await host.transact((world) => isThere(named, uid, world)))) {
        return failed(`failed to find sandbox ${JSON.stringify(sandboxId(uid))} in store: not found`)
      }
      const origin = { from: 'pod', namespace: named.namespace, pod: named.pod } as const
      const result = await bridgeConnection(host, origin, { address: '127.0.0.1', port }, connection)
      return result === undefined ? undefined : failed(unreachable(port, uid, onHost, result))
    },
    close() {},
  }
}

/** Throws what the API server and the kubelet say to the request for a pod whose ports cannot be reached. */
function forwardable({ namespace, pod: name }: Named, world: RuntimeWorld): { uid: string; onHost: boolean } {
  const pod = world.get<Pod>(objectKey('pods', namespace, name))
  if (pod === undefined) throw podNotFound(name)
  if (pod.spec.nodeName === undefined) throw badRequest(`pod ${name} does not have a host assigned`)
  const fault = machineFault(pod.spec.nodeName, world)
  if (fault !== undefined) throw dialFailure(fault.address, fault.reason)
  if (sandboxOf(pod, world) === undefined) throw new ApiError(404, 'NotFound', 'pod does not exist')
  return { uid: pod.metadata.uid ?? '', onHost: pod.spec.hostNetwork === true }
}

function isThere({ namespace, pod: name }: Named, uid: string, world: RuntimeWorld): boolean {
  const pod = world.get<Pod>(objectKey('pods', namespace, name))
  return pod?.metadata.uid === uid && sandboxOf(pod, world) !== undefined
}

/** 64 hex digits, as containerd names the sandbox of a pod. */
const sandboxId = (uid: string) => createHash('sha256').update(`sandbox/${uid}`).digest('hex')

/** containerd's words (`internal/cri/server/sandbox_portforward_linux.go`): it tries both families of localhost. */
function unreachable(port: number, uid: string, onHost: boolean, outcome: 'refused' | 'timeout'): string {
  const id = sandboxId(uid)
  const path = onHost
    ? 'host'
    : `/var/run/netns/cni-${id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')}`
  const why = outcome === 'refused' ? 'connect: connection refused' : 'connect: connection timed out'
  const tried = `IPv4: dial tcp4 127.0.0.1:${port}: ${why} IPv6 dial tcp6 [::1]:${port}: ${why} `
  return `failed to execute portforward in network namespace ${JSON.stringify(path)}: failed to connect to localhost:${port} inside namespace ${JSON.stringify(id)}, ${tried}`
}
