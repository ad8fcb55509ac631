import { describe, expect, test } from 'vitest'
import type { KubeObject } from '../../src/model/objects/object.js'
import type { Node } from '../../src/model/objects/types.js'
import { podManifest, seconds, start, workbench } from './workbench.js'

const at = (offset: number) => new Date(start + offset * seconds).toISOString()
const condition = (type: string, status: string, reason: string, message: string) => ({
  type,
  status,
  reason,
  message,
  lastHeartbeatTime: at(0),
  lastTransitionTime: at(0),
})

const manifest = (more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'worker-1', labels: { 'kubernetes.io/hostname': 'worker-1' } },
  spec: { podCIDR: '10.244.1.0/24', podCIDRs: ['10.244.1.0/24'] },
  status: {
    addresses: [
      { type: 'InternalIP', address: '192.168.49.3' },
      { type: 'Hostname', address: 'worker-1' },
    ],
    capacity: { cpu: '4', memory: '8Gi', pods: '110', 'example.com/gpu': '2' },
    conditions: [
      condition('MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'),
      condition('Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'),
    ],
    nodeInfo: {
      architecture: 'amd64',
      bootID: 'boot',
      containerRuntimeVersion: 'containerd://1.7.27',
      kernelVersion: '6.1.0',
      kubeProxyVersion: '',
      kubeletVersion: 'v1.36.2',
      machineID: 'machine',
      operatingSystem: 'linux',
      osImage: 'Debian GNU/Linux 12 (bookworm)',
      systemUUID: 'system',
    },
  },
  ...more,
})

describe('get nodes', () => {
  const row = (node: object) => workbench().row(node as KubeObject, true)
  test.each([
    [{}, 'Ready', '<none>'],
    [{ spec: { unschedulable: true } }, 'Ready,SchedulingDisabled', '<none>'],
    [{ status: { conditions: [{ type: 'Ready', status: 'Unknown' }] } }, 'NotReady', '<none>'],
    [{ status: {} }, 'Unknown', '<none>'],
    [
      { metadata: { name: 'n', labels: { 'node-role.kubernetes.io/worker': '', 'kubernetes.io/role': 'edge' } } },
      'Ready',
      'edge,worker',
    ],
  ])('%o', (more, status, roles) => {
    expect(row(manifest(more)).slice(1, 3)).toEqual([status, roles])
  })

  test('-o wide', () => {
    expect(row(manifest())).toEqual([
      'worker-1',
      'Ready',
      '<none>',
      '<unknown>',
      'v1.36.2',
      '192.168.49.3',
      '<none>',
      'Debian GNU/Linux 12 (bookworm)',
      '6.1.0',
      'containerd://1.7.27',
    ])
    expect(row(manifest({ status: {} })).slice(5)).toEqual(['<none>', '<none>', '<unknown>', '<unknown>', '<unknown>'])
  })
})

describe('a node', () => {
  test('offers all it has, and takes no pods before it is known to be ready', () => {
    const { spec, status } = workbench().create(manifest())
    expect(status.allocatable).toEqual({ cpu: '4', memory: '8Gi', pods: '110', 'example.com/gpu': '2' })
    expect(spec.taints).toEqual([{ effect: 'NoSchedule', key: 'node.kubernetes.io/not-ready' }])
  })

  test('is refused with bad taints, resources and ranges', () => {
    const { refusals } = workbench()
    const taints = [
      { key: 'k', effect: 'Bad' },
      { key: 'a', effect: 'NoSchedule' },
      { key: 'a', effect: 'NoSchedule' },
    ]
    expect(refusals(manifest({ spec: { taints } }))).toEqual([
      'metadata.taints[0].effect: Unsupported value: "Bad": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"',
      'metadata.taints[2]: Duplicate value: {"Key":"a","Value":"","Effect":"NoSchedule","TimeAdded":null}: taints must be unique by key and effect pair',
    ])
    expect(refusals(manifest({ status: { capacity: { cpu: '-1' } } }))).toContain(
      'status.capacity.cpu: Invalid value: "-1": must be greater than or equal to 0',
    )
    expect(refusals(manifest({ spec: { podCIDRs: ['10.0.0.0/8', '10.0.0.0/8'] } }))).toEqual([
      'spec.podCIDRs: Invalid value: ["10.0.0.0/8","10.0.0.0/8"]: may specify no more than one CIDR for each IP family',
    ])
  })

  test('keeps its range', () => {
    const { api, create } = workbench()
    const node = create(manifest())
    const range = '10.244.9.0/24'
    const moved = { ...node, spec: { ...node.spec, podCIDR: range, podCIDRs: [range] } }
    expect(() => api.update('nodes', moved)).toThrow(
      'Node "worker-1" is invalid: spec.podCIDRs: Forbidden: node updates may not change podCIDR except from "" to valid',
    )
    // Of two ranges that differ the older field's is meant.
    const differing = api.update<Node>('nodes', { ...node, spec: { ...node.spec, podCIDRs: [range] } })
    expect(differing.spec.podCIDRs).toEqual((node as Node).spec.podCIDRs)
    expect(create<Node>(manifest({ metadata: { name: 'b' }, spec: { podCIDR: range } })).spec.podCIDRs).toEqual([range])
  })
})

test('heartbeats come every five minutes from a kubelet that runs', () => {
  const { api, create, pass } = workbench()
  create(manifest())
  const kubelet = (running: boolean, since: number) =>
    ({
      apiVersion: 'simulation/v1',
      kind: 'Machine',
      metadata: { name: 'worker-1' },
      kubelet: { running, since },
      kubeProxy: { running, since },
      power: { on: true, since: start },
    }) as unknown as KubeObject
  const machine = api.create('machines', kubelet(true, start), { typed: true })
  const beat = () => api.read('nodes/worker-1').status.conditions[1].lastHeartbeatTime
  expect(beat()).toBe('2026-11-20T13:50:08Z')
  pass(299 * seconds)
  expect(beat()).toBe('2026-11-20T13:50:08Z')
  pass(2 * seconds)
  expect(beat()).toBe('2026-11-20T13:55:08Z')
  const stopped = { ...machine, kubelet: { running: false, since: start + 400 * seconds } }
  api.update('machines', stopped as KubeObject, { typed: true })
  pass(3600 * seconds)
  expect(beat()).toBe('2026-11-20T13:55:08Z')
  expect(api.read('nodes/worker-1').status.conditions[1].status).toBe('True')
})

test('describe node', async () => {
  const bench = workbench()
  const { api, create } = bench
  const node = create(manifest())
  const containers = (requests: object, limits: object) => ({
    nodeName: 'worker-1',
    containers: [{ name: 'c', image: 'x', resources: { requests, limits } }],
  })
  create(podManifest('busy', containers({ cpu: '50m', memory: '32Mi' }, { cpu: '100m', memory: '64Mi' })))
  create(podManifest('idle', { nodeName: 'worker-1', containers: [{ name: 'c', image: 'x' }] }))
  const done = create(podManifest('done', { nodeName: 'worker-1', containers: [{ name: 'c', image: 'x' }] }))
  api.updateStatus('pods', { ...done, status: { ...done.status, phase: 'Succeeded' } })
  api.create('leases', {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: 'worker-1', namespace: 'kube-node-lease' },
    spec: { holderIdentity: 'worker-1', renewTime: '2026-11-20T13:50:58.000000Z' },
  } as KubeObject)
  const event = (name: string, uid: string, reason: string, component: string) =>
    api.create('events', {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name, namespace: 'default' },
      involvedObject: { kind: 'Node', name: 'worker-1', uid },
      type: 'Normal',
      reason,
      message: `Node worker-1: ${reason}`,
      count: 1,
      firstTimestamp: at(0),
      lastTimestamp: at(name === 'a' ? 0 : 1),
      source: { component },
    } as KubeObject)
  event('b', node.metadata.uid!, 'RegisteredNode', 'node-controller')
  event('a', 'worker-1', 'Starting', 'kubelet')
  bench.pass(76 * seconds)
  expect(await bench.describe(node)).toBe(`\
Name:               worker-1
Roles:              <none>
Labels:             kubernetes.io/hostname=worker-1
Annotations:        <none>
CreationTimestamp:  Fri, 20 Nov 2026 13:50:08 +0000
Taints:             node.kubernetes.io/not-ready:NoSchedule
Unschedulable:      false
Lease:
  HolderIdentity:  worker-1
  AcquireTime:     <unset>
  RenewTime:       Fri, 20 Nov 2026 13:50:58 +0000
Conditions:
  Type             Status  LastHeartbeatTime                 LastTransitionTime                Reason                       Message
  ----             ------  -----------------                 ------------------                ------                       -------
  MemoryPressure   False   Fri, 20 Nov 2026 13:50:08 +0000   Fri, 20 Nov 2026 13:50:08 +0000   KubeletHasSufficientMemory   kubelet has sufficient memory available
  Ready            True    Fri, 20 Nov 2026 13:50:08 +0000   Fri, 20 Nov 2026 13:50:08 +0000   KubeletReady                 kubelet is posting ready status
Addresses:
  InternalIP:  192.168.49.3
  Hostname:    worker-1
Capacity:
  cpu:              4
  example.com/gpu:  2
  memory:           8Gi
  pods:             110
Allocatable:
  cpu:              4
  example.com/gpu:  2
  memory:           8Gi
  pods:             110
System Info:
  Machine ID:                 machine
  System UUID:                system
  Boot ID:                    boot
  Kernel Version:             6.1.0
  OS Image:                   Debian GNU/Linux 12 (bookworm)
  Operating System:           linux
  Architecture:               amd64
  Container Runtime Version:  containerd://1.7.27
  Kubelet Version:            v1.36.2
PodCIDR:                      10.244.1.0/24
PodCIDRs:                     10.244.1.0/24
Non-terminated Pods:          (2 in total)
  Namespace                   Name    CPU Requests  CPU Limits  Memory Requests  Memory Limits  Age
  ---------                   ----    ------------  ----------  ---------------  -------------  ---
  default                     busy    50m (1%)      100m (2%)   32Mi (0%)        64Mi (0%)      76s
  default                     idle    0 (0%)        0 (0%)      0 (0%)           0 (0%)         76s
Allocated resources:
  (Total limits may be over 100 percent, i.e., overcommitted.)
  Resource           Requests   Limits
  --------           --------   ------
  cpu                50m (1%)   100m (2%)
  memory             32Mi (0%)  64Mi (0%)
  ephemeral-storage  0 (0%)     0 (0%)
  example.com/gpu    0          0
Events:
  Type    Reason          Age   From             Message
  ----    ------          ----  ----             -------
  Normal  Starting        76s   kubelet          Node worker-1: Starting
  Normal  RegisteredNode  76s   node-controller  Node worker-1: RegisteredNode
`)
})
