import { describe, expect, test } from 'vitest'
import { ApiError } from '../../../../src/api/contract/errors.js'
import type { Controller, World } from '../../../../src/controllers/machinery/controller.js'
import { firstToDelete } from '../../../../src/controllers/manager/apps/replicas-ranking.js'
import { replicaSetController } from '../../../../src/controllers/manager/apps/replicaset.js'
import { replicationController } from '../../../../src/controllers/manager/apps/replicationcontroller.js'
import type { KubeObject } from '../../../../src/model/objects/object.js'
import { timestamp } from '../../../../src/model/objects/time.js'
import type { Pod } from '../../../../src/model/objects/types.js'
import { fakeKubelet, start, testCluster } from '../../world.js'

const template = (labels: Record<string, string> = { app: 'web' }) => ({
  metadata: { labels },
  spec: { containers: [{ name: 'web', image: 'nginx' }] },
})
const replicaSet = (replicas: number, more: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: { name: 'web', namespace: 'default' },
  spec: { replicas, selector: { matchLabels: { app: 'web' } }, template: template(), ...more },
})
const pod = (name: string, labels: Record<string, string>, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default', labels },
  spec: template().spec,
  ...more,
})
const key = 'replicasets/default/web'
const podsOf = (world: World) => world.list('pods', 'default')

describe('replica set', () => {
  test('makes the pods it lacks, owns them and says so', () => {
    const cluster = testCluster({ controllers: [replicaSetController] })
    cluster.create('replicasets', replicaSet(3))
    cluster.settle()
    const pods = podsOf(cluster.world)
    expect(pods).toHaveLength(3)
    expect(pods[0]?.metadata.name).toMatch(/^web-.{5}$/)
    expect(pods[0]?.metadata.ownerReferences).toEqual([
      {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        name: 'web',
        uid: cluster.world.get(key)?.metadata.uid,
        controller: true,
        blockOwnerDeletion: true,
      },
    ])
    expect(cluster.events('SuccessfulCreate')).toEqual(
      cluster.changes
        .filter((change) => change.key.startsWith('pods/'))
        .map((change) => `Normal SuccessfulCreate ReplicaSet/web Created pod: ${change.object.metadata.name}`),
    )
    expect(cluster.world.get(key)?.status).toEqual({
      replicas: 3,
      fullyLabeledReplicas: 3,
      observedGeneration: 1,
      terminatingReplicas: 0,
    })
  })

  test('counts ready and available pods, and looks again when minReadySeconds have passed', () => {
    const cluster = testCluster({ controllers: [replicaSetController, fakeKubelet()] })
    cluster.create('replicasets', replicaSet(2, { minReadySeconds: 10 }))
    cluster.settle()
    expect(cluster.world.get(key)?.status).toMatchObject({ replicas: 2, readyReplicas: 2 })
    expect(cluster.world.get(key)?.status.availableReplicas).toBeUndefined()
    cluster.advance(9_999)
    expect(cluster.world.get(key)?.status.availableReplicas).toBeUndefined()
    cluster.advance(1)
    expect(cluster.world.get(key)?.status.availableReplicas).toBe(2)
  })

  test('deletes pods that are too many, unready ones first', () => {
    const cluster = testCluster({ controllers: [replicaSetController] })
    cluster.create('replicasets', replicaSet(3))
    cluster.settle()
    const names = podsOf(cluster.world).map((each) => each.metadata.name)
    for (const name of [names[0], names[2]]) {
      cluster.editStatus(`pods/default/${name}`, (draft) => {
        draft.status = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] }
      })
    }
    cluster.edit(key, (draft) => {
      draft.spec.replicas = 2
    })
    cluster.settle()
    expect(podsOf(cluster.world).map((each) => each.metadata.name)).toEqual([names[0], names[2]])
    expect(cluster.events('SuccessfulDelete')).toEqual([
      `Normal SuccessfulDelete ReplicaSet/web Deleted pod: ${names[1]}`,
    ])
    expect(cluster.world.get(key)?.status).toMatchObject({ replicas: 2, observedGeneration: 2 })
  })

  test('replaces pods that are deleted, being deleted, failed or evicted', () => {
    const cluster = testCluster({ controllers: [replicaSetController] })
    cluster.create('replicasets', replicaSet(2))
    cluster.settle()
    const [first, second] = podsOf(cluster.world).map((each) => `pods/default/${each.metadata.name}`)
    cluster.world.bind(first ?? '', 'worker-1')
    cluster.world.remove(first ?? '')
    cluster.editStatus(second ?? '', (draft) => {
      draft.status = { phase: 'Failed' }
    })
    cluster.settle()
    expect(podsOf(cluster.world)).toHaveLength(4)
    expect(cluster.world.get(key)?.status.replicas).toBe(2)
  })

  test('adopts orphans that match its selector and releases pods that no longer do', () => {
    const cluster = testCluster({ controllers: [replicaSetController] })
    cluster.create('pods', pod('stray', { app: 'web' }))
    cluster.create('pods', pod('other', { app: 'db' }))
    const owned = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'x', uid: 'x', controller: true }
    cluster.create(
      'pods',
      pod(
        'taken',
        { app: 'web' },
        { metadata: { ...pod('taken', { app: 'web' }).metadata, ownerReferences: [owned] } },
      ),
    )
    cluster.create('replicasets', replicaSet(2))
    cluster.settle()
    expect(cluster.world.get('pods/default/stray')?.metadata.ownerReferences?.[0]?.name).toBe('web')
    expect(cluster.world.get('pods/default/other')?.metadata.ownerReferences).toBeUndefined()
    expect(podsOf(cluster.world)).toHaveLength(4)

    cluster.edit('pods/default/stray', (draft) => {
      draft.metadata.labels = { app: 'lost' }
    })
    cluster.settle()
    expect(cluster.world.get('pods/default/stray')?.metadata.ownerReferences).toBeUndefined()
    expect(podsOf(cluster.world)).toHaveLength(5)

    cluster.edit('pods/default/stray', (draft) => {
      draft.metadata.labels = { app: 'web' }
    })
    cluster.settle()
    expect(podsOf(cluster.world)).toHaveLength(4)
    expect(cluster.world.get(key)?.status.replicas).toBe(2)
  })

  test('says why pods cannot be made, tries again later and less and less often', () => {
    let full = true
    const cluster = testCluster({ controllers: [refusing(replicaSetController, () => full)] })
    cluster.create('replicasets', replicaSet(8))
    cluster.settle()
    expect([...new Set(cluster.events())]).toEqual([
      'Warning FailedCreate ReplicaSet/web Error creating: pods "web-" is forbidden: no',
    ])
    expect(cluster.world.get(key)?.status).toEqual({
      replicas: 0,
      terminatingReplicas: 0,
      observedGeneration: 1,
      conditions: [
        {
          type: 'ReplicaFailure',
          status: 'True',
          lastTransitionTime: timestamp(start),
          reason: 'FailedCreate',
          message: 'pods "web-" is forbidden: no',
        },
      ],
    })
    cluster.advance(3_600_000)
    expect(cluster.events().length).toBeLessThan(20)
    full = false
    cluster.advance(1_000_000)
    expect(podsOf(cluster.world)).toHaveLength(8)
    expect(cluster.world.get(key)?.status.conditions).toBeUndefined()
  })

  test('leaves its pods alone while it is being deleted', () => {
    const cluster = testCluster({ controllers: [replicaSetController] })
    cluster.create('replicasets', replicaSet(1))
    cluster.settle()
    cluster.world.remove(key, { propagation: 'Foreground' })
    cluster.settle()
    cluster.world.remove(`pods/default/${podsOf(cluster.world)[0]?.metadata.name}`)
    cluster.settle()
    expect(podsOf(cluster.world)).toEqual([])
  })

  test('reconciles once a wave, not once a pod', () => {
    const cluster = testCluster({ controllers: [replicaSetController, fakeKubelet()] })
    cluster.create('replicasets', replicaSet(200))
    cluster.settle()
    expect(cluster.world.get(key)?.status.availableReplicas).toBe(200)
    expect(cluster.reconciles.get('replicaset')).toBeLessThan(12)
  })
})

test('replication controller: the same with a plain selector', () => {
  const cluster = testCluster({ controllers: [replicationController, fakeKubelet()] })
  cluster.create('replicationcontrollers', {
    apiVersion: 'v1',
    kind: 'ReplicationController',
    metadata: { name: 'nginx', namespace: 'default' },
    spec: { replicas: 3, selector: { app: 'web' }, template: template() },
  })
  cluster.settle()
  const [first] = podsOf(cluster.world)
  expect(first?.metadata.ownerReferences?.[0]).toMatchObject({ apiVersion: 'v1', kind: 'ReplicationController' })
  cluster.world.remove(`pods/default/${first?.metadata.name}`)
  cluster.settle()
  expect(podsOf(cluster.world)).toHaveLength(3)
  expect(cluster.events('SuccessfulCreate')).toHaveLength(4)
  expect(cluster.world.get('replicationcontrollers/default/nginx')?.status).toEqual({
    replicas: 3,
    fullyLabeledReplicas: 3,
    readyReplicas: 3,
    availableReplicas: 3,
    observedGeneration: 1,
  })
})

describe('which pods go first', () => {
  const now = start
  const candidate = (
    name: string,
    more: { node?: string; phase?: string; readyAgo?: number; cost?: string; restarts?: number; age?: number },
  ) =>
    ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name,
        uid: name,
        creationTimestamp: timestamp(now - (more.age ?? 3_600_000)),
        ...(more.cost === undefined
          ? {}
          : { annotations: { 'controller.kubernetes.io/pod-deletion-cost': more.cost } }),
      },
      spec: { containers: [], ...(more.node === undefined ? {} : { nodeName: more.node }) },
      status: {
        phase: more.phase ?? 'Running',
        containerStatuses: [{ name: 'c', image: '', imageID: '', ready: true, restartCount: more.restarts ?? 0 }],
        conditions:
          more.readyAgo === undefined
            ? []
            : [{ type: 'Ready', status: 'True', lastTransitionTime: timestamp(now - more.readyAgo) }],
      },
    }) as unknown as Pod
  const first = (pods: Pod[], related = pods, minReadySeconds = 0) =>
    firstToDelete(pods, { related, minReadySeconds }, 1, now).map(({ metadata }) => metadata.name)

  test.each([
    ['unassigned', candidate('b', {}), candidate('a', { node: 'n', phase: 'Pending' })],
    ['pending', candidate('b', { node: 'n', phase: 'Pending' }), candidate('a', { node: 'n' })],
    ['not ready', candidate('b', { node: 'n' }), candidate('a', { node: 'n', readyAgo: 5000 })],
    [
      'cheaper to delete',
      candidate('b', { node: 'n', cost: '-5', readyAgo: 9000 }),
      candidate('a', { node: 'n', readyAgo: 9000 }),
    ],
    [
      'ready for a shorter time',
      candidate('b', { node: 'n', readyAgo: 5000 }),
      candidate('a', { node: 'n', readyAgo: 500_000 }),
    ],
    [
      'restarted more often',
      candidate('b', { node: 'n', readyAgo: 5000, restarts: 3 }),
      candidate('a', { node: 'n', readyAgo: 5000 }),
    ],
    [
      'younger',
      candidate('b', { node: 'n', readyAgo: 5000, age: 60_000 }),
      candidate('a', { node: 'n', readyAgo: 5000 }),
    ],
  ])('%s', (_, doomed, spared) => {
    expect(first([spared, doomed])).toEqual(['b'])
    expect(first([doomed, spared])).toEqual(['b'])
  })

  test('one that is ready but not available yet', () => {
    const fresh = candidate('b', { node: 'n', readyAgo: 5000 })
    const crowded = candidate('a', { node: 'full', readyAgo: 50_000 })
    expect(first([crowded, fresh], [crowded, crowded, fresh], 10)).toEqual(['b'])
    expect(first([crowded, fresh], [crowded, crowded, fresh], 0)).toEqual(['a'])
  })

  test('one that shares its node with others of the family', () => {
    const crowded = candidate('b', { node: 'full', readyAgo: 5000 })
    const alone = candidate('a', { node: 'free', readyAgo: 5000 })
    const cousin = candidate('c', { node: 'full', readyAgo: 5000 })
    expect(first([alone, crowded], [alone, crowded, cousin])).toEqual(['b'])
  })
})

/** The loop in a cluster that refuses pods for a while. */
function refusing(controller: Controller, refuse: () => boolean): Controller {
  return {
    ...controller,
    reconcile: (key, world) =>
      controller.reconcile(
        key,
        new Proxy(world, {
          get(target, field, receiver) {
            if (field !== 'create') return Reflect.get(target, field, receiver)
            return (resource: string, object: KubeObject) => {
              if (refuse())
                throw new ApiError(403, 'Forbidden', `pods "${object.metadata.generateName}" is forbidden: no`)
              return target.create(resource, object)
            }
          },
        }),
      ),
  }
}
