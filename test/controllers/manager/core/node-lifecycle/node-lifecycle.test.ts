import { describe, expect, it } from 'vitest'
import { nodeLifecycle } from '../../../../../src/controllers/manager/core/node-lifecycle/index.js'
import type { Node } from '../../../../../src/model/objects/types.js'
import { nodeWorld } from '../../../kubelet/node-world.js'

const tolerated = (key: string, tolerationSeconds: number) => ({
  key: `node.kubernetes.io/${key}`,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds,
})
/** What admission gives every pod. */
const tolerations = [tolerated('not-ready', 300), tolerated('unreachable', 300)]

function world(workers = 3) {
  const nodes = ['control-plane', ...Array.from({ length: workers }, (_, i) => `worker-${i + 1}`)]
  const made = nodeWorld({ nodes, controllers: [nodeLifecycle] })
  made.run('web', { tolerations }, 'worker-1')
  made.run('bare', {}, 'worker-1')
  made.run('daemon', { tolerations: [{ operator: 'Exists' }] }, 'worker-1')
  made.settle()
  return made
}

const node = (made: ReturnType<typeof world>, name: string) => made.world.get<Node>(`nodes/${name}`)!
const ready = (made: ReturnType<typeof world>, name: string) =>
  node(made, name).status.conditions?.find(({ type }) => type === 'Ready')
const taints = (made: ReturnType<typeof world>, name: string) =>
  (node(made, name).spec.taints ?? []).map(({ key, effect, timeAdded }) => `${key}:${effect} ${timeAdded ?? ''}`.trim())

describe('a node whose kubelet has stopped', () => {
  it('loses its pods when their toleration is over, but cannot confirm that they are gone', () => {
    const made = world()
    made.setKubelet('worker-1', false)
    made.advance(50_000)
    const deleting = () =>
      made.world
        .list('pods')
        .filter(({ metadata }) => metadata.deletionTimestamp !== undefined)
        .map(({ metadata }) => metadata.name)
    expect(deleting()).toEqual(['bare'])
    made.advance(299_999)
    expect(deleting()).toEqual(['bare'])
    made.advance(1)
    expect(deleting()).toEqual(['bare', 'web'])
    expect(made.events('TaintManagerEviction').at(-1)).toBe(
      'Normal TaintManagerEviction Pod/web Marking for deletion Pod default/web',
    )
    expect(made.pod('web').status.conditions?.find(({ type }) => type === 'DisruptionTarget')).toMatchObject({
      status: 'True',
      reason: 'DeletionByTaintManager',
      message: 'Taint manager: deleting due to NoExecute taint',
    })
    made.advance(3_600_000)
    expect(deleting()).toEqual(['bare', 'web'])
    expect(made.world.get('sandboxes/default/web')).toBeDefined()
  })

  it('comes back: taints go, pods are ready again, deleted ones are stopped', () => {
    const made = world()
    made.setKubelet('worker-1', false)
    made.advance(60_000)
    made.setKubelet('worker-1', true)
    made.advance(1000)
    expect(ready(made, 'worker-1')).toMatchObject({
      status: 'True',
      reason: 'KubeletReady',
      message: 'kubelet is posting ready status',
      lastTransitionTime: '2026-11-20T12:01:00Z',
    })
    expect(taints(made, 'worker-1')).toEqual([])
    expect(made.events('NodeReady').at(-1)).toBe(
      'Normal NodeReady Node/worker-1 Node worker-1 status is now: NodeReady',
    )
    expect(made.world.get('pods/default/bare')).toBeUndefined()
    const condition = made.pod('web').status.conditions?.find(({ type }) => type === 'Ready')
    expect(condition).toMatchObject({ status: 'True', lastTransitionTime: '2026-11-20T12:01:00Z' })
    made.advance(400_000)
    expect(made.pod('web').metadata.deletionTimestamp).toBeUndefined()
  })

  it('is not noticed when it comes back in time', () => {
    const made = world()
    made.setKubelet('worker-1', false)
    made.advance(49_000)
    made.setKubelet('worker-1', true)
    made.advance(100_000)
    expect(made.events('NodeNotReady')).toEqual([])
  })

  it('starts nothing, and its containers run on', () => {
    const made = world()
    made.setKubelet('worker-1', false)
    made.run('late', {}, 'worker-1')
    made.run('job', { restartPolicy: 'Never', containers: [{ name: 'c', image: 'task-5' }] }, 'worker-1')
    made.advance(10_000)
    expect(made.state('late')).toBe('')
    expect(made.state('web')).toBe('Running')
    made.setKubelet('worker-1', true)
    made.advance(10_000)
    expect(made.state('late')).toBe('Running')
    expect(made.pod('job').status.phase).toBe('Succeeded')
  })

  it('restarts its containers when the machine was switched off', () => {
    const made = world()
    made.advance(1000)
    const off = { running: false, since: made.world.now }
    made.edit('machines/worker-1', (draft) =>
      Object.assign(draft, { kubelet: off, power: { on: false, since: off.since } }),
    )
    made.advance(20_000)
    const now = made.world.now
    made.edit('machines/worker-1', (draft) =>
      Object.assign(draft, { kubelet: { running: true, since: now }, power: { on: true, since: now } }),
    )
    made.settle()
    expect(made.state('web')).toBe('Running/1')
    expect(made.pod('web').status.containerStatuses?.[0]?.lastState?.terminated).toMatchObject({
      exitCode: 255,
      reason: 'Unknown',
    })
  })

  it('keeps its pods while too many nodes are unwell', () => {
    const made = world()
    for (const name of ['worker-1', 'worker-2', 'worker-3']) made.setKubelet(name, false)
    made.advance(400_000)
    expect(taints(made, 'worker-1')).toEqual(['node.kubernetes.io/unreachable:NoSchedule 2026-11-20T12:00:50Z'])
    expect(made.pod('bare').metadata.deletionTimestamp).toBeUndefined()
    made.setKubelet('worker-3', true)
    made.settle()
    expect(taints(made, 'worker-1')[1]).toBe('node.kubernetes.io/unreachable:NoExecute 2026-11-20T12:06:40Z')
    expect(made.pod('bare').metadata.deletionTimestamp).toBeDefined()
    expect(made.pod('web').metadata.deletionTimestamp).toBeUndefined()
  })
})

describe('taints', () => {
  it('follow the cordon', () => {
    const made = world()
    made.edit('nodes/worker-2', (draft) => {
      draft.spec.unschedulable = true
    })
    made.settle()
    expect(taints(made, 'worker-2')).toEqual(['node.kubernetes.io/unschedulable:NoSchedule 2026-11-20T12:00:00Z'])
    made.edit('nodes/worker-2', (draft) => {
      delete draft.spec.unschedulable
    })
    made.settle()
    expect(taints(made, 'worker-2')).toEqual([])
    expect(node(made, 'worker-2').spec).not.toHaveProperty('taints')
  })

  it('that admission gives a new node go when it is ready', () => {
    const made = world()
    made.create<Node>('nodes', {
      ...node(made, 'worker-2'),
      metadata: { name: 'worker-9' },
      spec: { taints: [{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }] },
    } as never)
    made.settle()
    expect(taints(made, 'worker-9')).toEqual([])
    expect(made.events('RegisteredNode')).toEqual([
      'Normal RegisteredNode Node/worker-9 Node worker-9 event: Registered Node worker-9 in Controller',
    ])
  })

  it('mark a node that nobody has ever reported on', () => {
    const made = world()
    made.create<Node>('nodes', {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: 'ghost' },
      spec: {},
      status: {},
    } as never)
    made.advance(59_999)
    expect(ready(made, 'ghost')).toBeUndefined()
    made.advance(1)
    expect(ready(made, 'ghost')).toMatchObject({
      status: 'Unknown',
      reason: 'NodeStatusNeverUpdated',
      message: 'Kubelet never posted node status.',
    })
  })
})
