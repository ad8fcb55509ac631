import { describe, expect, it } from 'vitest'
import { scheduler } from '../../../src/controllers/scheduler/index.js'
import type { KubeObject } from '../../../src/model/objects/object.js'
import type { ClusterSettings } from '../../../src/model/objects/settings.js'
import type { Node, Pod } from '../../../src/model/objects/types.js'
import { testCluster } from '../world.js'

type NodeOptions = {
  labels?: Record<string, string>
  taints?: { key: string; value?: string; effect: string }[]
  unschedulable?: boolean
  allocatable?: Record<string, string>
  images?: { names: string[]; sizeBytes: number }[]
}

function node(name: string, options: NodeOptions = {}): Node {
  const { labels, taints, unschedulable, allocatable, images } = options
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { 'kubernetes.io/hostname': name, ...labels } },
    spec: { ...(taints && { taints }), ...(unschedulable && { unschedulable }) },
    status: { allocatable: { cpu: '4', memory: '8Gi', pods: '110', ...allocatable }, ...(images && { images }) },
  } as Node
}

const controlPlane = node('control-plane', {
  taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }],
})

function pod(name: string, spec: Record<string, unknown> = {}, metadata: Record<string, unknown> = {}): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', ...metadata },
    spec: { containers: [{ name: 'c', image: 'nginx' }], ...spec },
    status: { phase: 'Pending' },
  } as Pod
}

const requesting = (requests: Record<string, string>, more = {}) => ({
  containers: [{ name: 'c', image: 'nginx', resources: { requests }, ...more }],
})

function cluster(
  nodes: Node[],
  pods: Pod[] = [],
  others: [string, KubeObject][] = [],
  settings: Partial<ClusterSettings> = {},
) {
  const made = testCluster({ controllers: [scheduler], settings })
  for (const each of nodes) made.create('nodes', each)
  for (const [resource, object] of others) made.create(resource, object)
  for (const each of pods) made.create('pods', each)
  made.settle()
  return made
}

type Cluster = ReturnType<typeof cluster>
const nodeOf = (made: Cluster, name: string) => made.world.get(`pods/default/${name}`)?.spec.nodeName
const spread = (made: Cluster) => {
  const counts: Record<string, number> = {}
  for (const { spec } of made.world.list<Pod>('pods'))
    counts[spec.nodeName ?? ''] = (counts[spec.nodeName ?? ''] ?? 0) + 1
  return counts
}
const failure = (made: Cluster, name: string) =>
  made.world
    .get(`pods/default/${name}`)
    ?.status.conditions?.find(({ type }: { type: string }) => type === 'PodScheduled')?.message

const workers = ['worker-1', 'worker-2', 'worker-3'].map((name) => node(name))

describe('binding', () => {
  it('binds a pod and says so', () => {
    const made = cluster([controlPlane, node('worker-1')], [pod('web')])
    expect(nodeOf(made, 'web')).toBe('worker-1')
    expect(made.events()).toEqual(['Normal Scheduled Pod/web Successfully assigned default/web to worker-1'])
  })

  it.each([
    ['another scheduler', { schedulerName: 'mine' }],
    ['scheduling gates', { schedulingGates: [{ name: 'wait' }] }],
  ])('leaves pods alone that have %s', (_, spec) => {
    const made = cluster(workers, [pod('web', spec)])
    expect(nodeOf(made, 'web')).toBeUndefined()
    expect(made.events()).toEqual([])
  })

  it('binds the more important pods first', () => {
    const small = node('worker-1', { allocatable: { pods: '1' } })
    const made = cluster([small], [pod('low', { priority: 0 }), pod('high', { priority: 10 })])
    expect(nodeOf(made, 'high')).toBe('worker-1')
    expect(nodeOf(made, 'low')).toBeUndefined()
  })
})

describe('filters', () => {
  const hostPort = (more = {}) => ({
    containers: [{ name: 'c', image: 'x', ports: [{ containerPort: 80, hostPort: 80, ...more }] }],
  })
  const required = (nodeSelectorTerms: unknown[]) => ({
    affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } },
  })
  const affine = (kind: 'podAffinity' | 'podAntiAffinity', app: string, topologyKey = 'kubernetes.io/hostname') => ({
    affinity: {
      [kind]: {
        requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey, labelSelector: { matchLabels: { app } } }],
      },
    },
  })
  const strict = (maxSkew: number, topologyKey = 'kubernetes.io/hostname') => ({
    topologySpreadConstraints: [
      { maxSkew, topologyKey, whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: { app: 'web' } } },
    ],
  })
  const web = { labels: { app: 'web' } }

  it.each<[string, Node[], Pod[], Record<string, unknown>, string]>([
    [
      'resources that no node has',
      [controlPlane, ...workers],
      [],
      requesting({ cpu: '100' }),
      '0/4 nodes are available: 1 node(s) had untolerated taint(s), 3 Insufficient cpu. ' +
        'no new claims to deallocate, preemption: 0/4 nodes are available: 4 Preemption is not helpful for scheduling.',
    ],
    [
      'resources that others use',
      [node('worker-1')],
      [pod('busy', requesting({ cpu: '3', memory: '6Gi' }))],
      requesting({ cpu: '2', memory: '4Gi' }),
      '0/1 nodes are available: 1 Insufficient cpu, 1 Insufficient memory. ' +
        'no new claims to deallocate, preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.',
    ],
    [
      'extended resources',
      workers,
      [],
      requesting({ 'nvidia.com/gpu': '1' }),
      '0/3 nodes are available: 3 Insufficient nvidia.com/gpu. no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.',
    ],
    [
      'too many pods',
      [node('worker-1', { allocatable: { pods: '1' } })],
      [pod('first')],
      {},
      '0/1 nodes are available: 1 Too many pods. no new claims to deallocate, preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.',
    ],
    [
      'cordoned nodes and selectors',
      [node('worker-1', { unschedulable: true }), node('worker-2')],
      [],
      { nodeSelector: { disk: 'ssd' } },
      "0/2 nodes are available: 1 node(s) didn't match Pod's node affinity/selector, 1 node(s) were unschedulable. " +
        'no new claims to deallocate, preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.',
    ],
    [
      'taints with values',
      [node('worker-1', { taints: [{ key: 'gpu', value: 'yes', effect: 'NoExecute' }] })],
      [],
      { tolerations: [{ key: 'gpu', operator: 'Equal', value: 'no' }] },
      '0/1 nodes are available: 1 node(s) had untolerated taint(s). no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.',
    ],
    [
      'host ports in use',
      [node('worker-1')],
      [pod('first', hostPort())],
      hostPort({ hostIP: '127.0.0.1' }),
      "0/1 nodes are available: 1 node(s) didn't have free ports for the requested pod ports. " +
        'no new claims to deallocate, preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.',
    ],
    [
      'pod affinity',
      workers,
      [],
      affine('podAffinity', 'db'),
      "0/3 nodes are available: 3 node(s) didn't match pod affinity rules. no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.",
    ],
    [
      'pod anti-affinity',
      [node('worker-1')],
      [pod('first', {}, web)],
      affine('podAntiAffinity', 'web'),
      "0/1 nodes are available: 1 node(s) didn't match pod anti-affinity rules. no new claims to deallocate, preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.",
    ],
    [
      "others' anti-affinity",
      [node('worker-1')],
      [pod('first', affine('podAntiAffinity', 'web'))],
      {},
      "0/1 nodes are available: 1 node(s) didn't satisfy existing pods anti-affinity rules. no new claims to deallocate, preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.",
    ],
    [
      'strict spreading',
      [node('worker-1'), node('worker-2', { unschedulable: true })],
      [pod('first', {}, web)],
      strict(1),
      "0/2 nodes are available: 1 node(s) didn't match pod topology spread constraints, 1 node(s) were unschedulable. " +
        'no new claims to deallocate, preemption: 0/2 nodes are available: 1 No preemption victims found for incoming pod, 1 Preemption is not helpful for scheduling.',
    ],
    [
      'spreading over a label that is not there',
      [node('worker-1')],
      [],
      strict(1, 'zone'),
      "0/1 nodes are available: 1 node(s) didn't match pod topology spread constraints (missing required label). no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.",
    ],
    [
      'a claim that does not exist',
      workers,
      [],
      { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] },
      '0/3 nodes are available: persistentvolumeclaim "data" not found. not found',
    ],
    [
      'a pod that never preempts',
      workers,
      [],
      { ...requesting({ cpu: '5' }), preemptionPolicy: 'Never' },
      '0/3 nodes are available: 3 Insufficient cpu. no new claims to deallocate, preemption: not eligible due to preemptionPolicy=Never.',
    ],
    ['no nodes', [], [], {}, 'no nodes available to schedule pods'],
  ])('names %s', (_, nodes, before, spec, message) => {
    const made = cluster(nodes, before)
    made.create('pods', pod('web', spec, web))
    made.settle()
    expect(failure(made, 'web')).toBe(message)
    expect(made.events('FailedScheduling')).toEqual([`Warning FailedScheduling Pod/web ${message}`])
  })

  it('names the taint, and no claims, in a cluster of 1.33', () => {
    const tainted = node('worker-1', { taints: [{ key: 'gpu', value: 'yes', effect: 'NoExecute' }] })
    const made = cluster([tainted], [pod('web')], [], { kubernetesVersion: '1.33.12' })
    expect(failure(made, 'web')).toBe(
      '0/1 nodes are available: 1 node(s) had untolerated taint {gpu: yes}. preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.',
    )
  })

  it.each<[string, Node[], Pod[], Record<string, unknown>, string]>([
    ['a toleration', [controlPlane], [], { tolerations: [{ operator: 'Exists' }] }, 'control-plane'],
    [
      'a toleration of the cordon',
      [node('worker-1', { unschedulable: true })],
      [],
      { tolerations: [{ key: 'node.kubernetes.io/unschedulable', operator: 'Exists' }] },
      'worker-1',
    ],
    [
      'node affinity',
      [node('worker-1', { labels: { rank: '2' } }), node('worker-2', { labels: { rank: '7' } })],
      [],
      required([{ matchExpressions: [{ key: 'rank', operator: 'Gt', values: ['5'] }] }]),
      'worker-2',
    ],
    [
      'any of several terms',
      workers,
      [],
      required([
        { matchExpressions: [{ key: 'disk', operator: 'Exists' }] },
        { matchFields: [{ key: 'metadata.name', operator: 'In', values: ['worker-3'] }] },
      ]),
      'worker-3',
    ],
    [
      'a nodeSelector',
      [node('worker-1'), node('worker-2', { labels: { disk: 'ssd' } })],
      [],
      { nodeSelector: { disk: 'ssd' } },
      'worker-2',
    ],
    [
      'the same host port of another protocol',
      [node('worker-1')],
      [pod('first', hostPort())],
      hostPort({ protocol: 'UDP' }),
      'worker-1',
    ],
    ['pod affinity to itself', [node('worker-1')], [], affine('podAffinity', 'web'), 'worker-1'],
    [
      'pod affinity to another',
      workers,
      [pod('db', { nodeSelector: { 'kubernetes.io/hostname': 'worker-2' } }, { labels: { app: 'db' } })],
      affine('podAffinity', 'db'),
      'worker-2',
    ],
    [
      'the zone of another',
      [node('worker-1', { labels: { zone: 'a' } }), node('worker-2', { labels: { zone: 'b' } })],
      [pod('db', { nodeSelector: { zone: 'b' } }, { labels: { app: 'db' } })],
      affine('podAntiAffinity', 'db', 'zone'),
      'worker-1',
    ],
  ])('respects %s', (_, nodes, before, spec, expected) => {
    const made = cluster(nodes, before)
    made.create('pods', pod('web', spec, web))
    made.settle()
    expect(nodeOf(made, 'web')).toBe(expected)
  })
})

describe('scores', () => {
  const replicaSet: [string, KubeObject] = [
    'replicasets',
    {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: { name: 'web', namespace: 'default', uid: 'rs' },
      spec: { selector: { matchLabels: { app: 'web' } } },
    },
  ]
  const replica = (name: string, spec = {}) =>
    pod(name, spec, {
      labels: { app: 'web' },
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: 'rs', controller: true }],
    })
  const replicas = (count: number, spec = {}) => Array.from({ length: count }, (_, i) => replica(`web-${i}`, spec))

  it('spreads the replicas of a set evenly', () => {
    const made = cluster([controlPlane, ...workers], replicas(9), [replicaSet])
    expect(spread(made)).toEqual({ 'worker-1': 3, 'worker-2': 3, 'worker-3': 3 })
  })

  it('spreads them even where other pods weigh unevenly', () => {
    const heavy = pod('heavy', {
      ...requesting({ cpu: '1', memory: '2Gi' }),
      nodeSelector: { 'kubernetes.io/hostname': 'worker-1' },
    })
    const made = cluster(workers, [heavy, ...replicas(6)], [replicaSet])
    expect(spread(made)).toEqual({ 'worker-1': 3, 'worker-2': 2, 'worker-3': 2 })
  })

  it('spreads pods that only share a service', () => {
    const service: KubeObject = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web', namespace: 'default' },
      spec: { selector: { app: 'web' } },
    }
    const pods = Array.from({ length: 6 }, (_, i) => pod(`web-${i}`, {}, { labels: { app: 'web', n: String(i) } }))
    expect(spread(cluster(workers, pods, [['services', service]]))).toEqual({
      'worker-1': 2,
      'worker-2': 2,
      'worker-3': 2,
    })
  })

  it.each<[string, Node[], Record<string, unknown>, string]>([
    [
      'nodes without PreferNoSchedule taints',
      [node('worker-1', { taints: [{ key: 'a', effect: 'PreferNoSchedule' }] }), node('worker-2')],
      {},
      'worker-2',
    ],
    [
      'nodes of preferred affinity',
      workers,
      {
        affinity: {
          nodeAffinity: {
            preferredDuringSchedulingIgnoredDuringExecution: [
              {
                weight: 10,
                preference: {
                  matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['worker-3'] }],
                },
              },
            ],
          },
        },
      },
      'worker-3',
    ],
    ['empty nodes', [node('worker-1', { allocatable: { cpu: '1', memory: '2Gi' } }), node('worker-2')], {}, 'worker-2'],
    [
      'nodes that have the image',
      [
        node('worker-1'),
        node('worker-2', { images: [{ names: ['docker.io/library/nginx:latest'], sizeBytes: 900e6 }] }),
      ],
      {},
      'worker-2',
    ],
  ])('prefers %s', (_, nodes, spec, expected) => {
    expect(nodeOf(cluster(nodes, [pod('web', spec)]), 'web')).toBe(expected)
  })

  it('follows preferred pod affinity and anti-affinity', () => {
    const near = (kind: string) => ({
      affinity: {
        [kind]: {
          preferredDuringSchedulingIgnoredDuringExecution: [
            {
              weight: 100,
              podAffinityTerm: { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'db' } } },
            },
          ],
        },
      },
    })
    const db = pod('db', { nodeSelector: { 'kubernetes.io/hostname': 'worker-2' } }, { labels: { app: 'db' } })
    const made = cluster(workers.slice(0, 2), [db])
    made.create('pods', pod('friend', near('podAffinity')))
    made.create('pods', pod('foe', near('podAntiAffinity')))
    made.settle()
    expect([nodeOf(made, 'friend'), nodeOf(made, 'foe')]).toEqual(['worker-2', 'worker-1'])
  })

  it('keeps a strict spread within its skew', () => {
    const constraint = {
      topologySpreadConstraints: [
        {
          maxSkew: 1,
          topologyKey: 'zone',
          whenUnsatisfiable: 'DoNotSchedule',
          labelSelector: { matchLabels: { app: 'web' } },
        },
      ],
    }
    const zones = [
      node('a1', { labels: { zone: 'a' } }),
      node('a2', { labels: { zone: 'a' } }),
      node('b1', { labels: { zone: 'b' } }),
    ]
    const counts = spread(cluster(zones, replicas(8, constraint), [replicaSet]))
    expect(counts.b1).toBe(4)
  })
})

describe('pods that fit nowhere', () => {
  const picky = pod('picky', { nodeSelector: { disk: 'ssd' } })

  it('are tried again when a node changes, after a back-off', () => {
    const made = cluster(workers, [picky])
    made.edit('nodes/worker-2', (draft) => {
      draft.metadata.labels = { ...draft.metadata.labels, disk: 'ssd' }
    })
    made.settle()
    expect(nodeOf(made, 'picky')).toBeUndefined()
    made.advance(1000)
    expect(nodeOf(made, 'picky')).toBe('worker-2')
  })

  it('are tried again when a pod leaves', () => {
    const full = node('worker-1', { allocatable: { pods: '1' } })
    const made = cluster([full], [pod('first')])
    made.create('pods', pod('second'))
    made.advance(10_000)
    expect(nodeOf(made, 'second')).toBeUndefined()
    made.world.remove('pods/default/first', { gracePeriodSeconds: 0 })
    made.settle()
    expect(nodeOf(made, 'second')).toBe('worker-1')
  })

  it('are tried again when a pod finishes', () => {
    const full = node('worker-1', { allocatable: { pods: '1' } })
    const made = cluster([full], [pod('first')])
    made.create('pods', pod('second'))
    made.advance(10_000)
    made.editStatus('pods/default/first', (draft) => {
      draft.status.phase = 'Succeeded'
    })
    made.settle()
    expect(nodeOf(made, 'second')).toBe('worker-1')
  })

  it('cost nothing while nothing happens but an event every five minutes', () => {
    const made = cluster(workers, [picky])
    const before = made.reconciles.get('scheduler') ?? 0
    made.advance(16 * 60_000)
    expect(made.events('FailedScheduling')).toHaveLength(4)
    expect((made.reconciles.get('scheduler') ?? 0) - before).toBe(3)
  })

  it.each([
    ['null', null],
    ['an instant that has not come', '2031-05-06T07:08:09Z'],
  ])('are tried again, and told of, where somebody has written %s to be the time since which they wait', (_, time) => {
    const made = cluster(workers, [picky])
    made.editStatus('pods/default/picky', (draft) => {
      draft.status.conditions[0].lastTransitionTime = time
    })
    made.advance(6 * 60_000)
    expect(made.events('FailedScheduling')).toHaveLength(2)
    made.edit('nodes/worker-2', (draft) => {
      draft.metadata.labels = { ...draft.metadata.labels, disk: 'ssd' }
    })
    made.settle()
    expect(nodeOf(made, 'picky')).toBe('worker-2')
  })

  it('keep the instant since which they wait', () => {
    const made = cluster(workers, [picky])
    made.advance(60_000)
    made.create('nodes', node('worker-4'))
    made.settle()
    const condition = made.world.get('pods/default/picky')?.status.conditions[0]
    expect(condition).toMatchObject({
      lastTransitionTime: '2026-11-20T12:00:00Z',
      reason: 'Unschedulable',
      status: 'False',
    })
    expect(condition.message).toMatch(/^0\/4 nodes/)
  })
})
