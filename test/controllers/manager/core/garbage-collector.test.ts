import { describe, expect, test } from 'vitest'
import type { Kind } from '../../../../src/api/contract/kind.js'
import type { OwnerReference } from '../../../../src/controllers/machinery/ownership.js'
import { deploymentController } from '../../../../src/controllers/manager/apps/deployment/index.js'
import { replicaSetController } from '../../../../src/controllers/manager/apps/replicaset.js'
import { garbageCollector } from '../../../../src/controllers/manager/core/garbage-collector.js'
import type { KubeObject } from '../../../../src/model/objects/object.js'
import { fakeKubelet, testCluster } from '../../world.js'

const names = (group: string, kind: string, scope: Kind['scope'] = 'Namespaced') =>
  ({ names: { group, version: 'v1', kind, plural: `${kind.toLowerCase()}s` }, scope }) as unknown as Kind
const _kinds = [
  names('', 'Pod'),
  names('', 'ConfigMap'),
  names('', 'Node', 'Cluster'),
  names('apps', 'ReplicaSet'),
  names('apps', 'Deployment'),
]

const configMap = (name: string, owners: (KubeObject | object)[] = [], more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'default', ownerReferences: owners.map(reference), ...more },
})
const reference = (owner: KubeObject | object): OwnerReference =>
  'metadata' in owner
    ? {
        apiVersion: (owner as KubeObject).apiVersion,
        kind: (owner as KubeObject).kind,
        name: (owner as KubeObject).metadata.name,
        uid: (owner as KubeObject).metadata.uid ?? '',
        blockOwnerDeletion: true,
      }
    : (owner as OwnerReference)
const absent = { apiVersion: 'v1', kind: 'ConfigMap', name: 'never', uid: 'never' }
const key = (name: string) => `configmaps/default/${name}`
const collected = () => testCluster({ controllers: [garbageCollector] })
const left = (cluster: ReturnType<typeof collected>) =>
  cluster.world.list('configmaps').map((object) => object.metadata.name)

describe('garbage collector', () => {
  test('deletes what is made with an owner that does not exist', () => {
    const cluster = collected()
    cluster.create('configmaps', configMap('orphan', [absent]))
    cluster.settle()
    expect(left(cluster)).toEqual([])
  })

  test('leaves alone what has no owner, or one of a kind that nobody knows, and wakes for none of it', () => {
    const cluster = collected()
    cluster.create('configmaps', configMap('free'))
    cluster.create('configmaps', configMap('strange', [{ ...absent, kind: 'Widget' }]))
    cluster.settle()
    expect(left(cluster)).toEqual(['free', 'strange'])
    expect(cluster.reconciles.size).toBe(0)
  })

  test('background: dependents go after the owner, and theirs after them', () => {
    const cluster = collected()
    const top = cluster.create('configmaps', configMap('top'))
    const middle = cluster.create('configmaps', configMap('middle', [top]))
    cluster.create('configmaps', configMap('bottom', [middle]))
    cluster.settle()
    cluster.world.remove(key('top'))
    cluster.settle()
    expect(left(cluster)).toEqual([])
    expect(cluster.changes.filter(({ type }) => type === 'DELETED').map(({ key }) => key)).toEqual(
      ['top', 'middle', 'bottom'].map(key),
    )
  })

  test('keeps what has another owner, and strikes out the one that is gone', () => {
    const cluster = collected()
    const one = cluster.create('configmaps', configMap('one'))
    const two = cluster.create('configmaps', configMap('two'))
    cluster.create('configmaps', configMap('shared', [one, two]))
    cluster.settle()
    cluster.world.remove(key('one'))
    cluster.settle()
    expect(left(cluster)).toEqual(['shared', 'two'])
    expect(cluster.world.get(key('shared'))?.metadata.ownerReferences).toEqual([reference(two)])
  })

  test('an owner with the same name but another uid is not the owner', () => {
    const cluster = collected()
    const old = cluster.create('configmaps', configMap('owner'))
    cluster.create('configmaps', configMap('dependent', [old]))
    cluster.world.remove(key('owner'))
    cluster.create('configmaps', configMap('owner'))
    cluster.settle()
    expect(left(cluster)).toEqual(['owner'])
  })

  test('foreground: the owner goes last', () => {
    const cluster = collected()
    const top = cluster.create('configmaps', configMap('top'))
    const middle = cluster.create('configmaps', configMap('middle', [top]))
    cluster.create('configmaps', configMap('bottom', [middle], { finalizers: ['example.com/hold'] }))
    cluster.settle()
    cluster.world.remove(key('top'), { propagation: 'Foreground' })
    cluster.settle()
    expect(left(cluster)).toEqual(['bottom', 'middle', 'top'])
    cluster.edit(key('bottom'), (draft) => {
      draft.metadata.finalizers = []
    })
    cluster.settle()
    expect(left(cluster)).toEqual([])
    expect(cluster.changes.filter(({ type }) => type === 'DELETED').map(({ key }) => key)).toEqual(
      ['bottom', 'middle', 'top'].map(key),
    )
  })

  test('foreground: dependents that do not block are not waited for', () => {
    const cluster = collected()
    const top = cluster.create('configmaps', configMap('top'))
    cluster.create(
      'configmaps',
      configMap('loose', [{ ...reference(top), blockOwnerDeletion: false }], { finalizers: ['example.com/hold'] }),
    )
    cluster.settle()
    cluster.world.remove(key('top'), { propagation: 'Foreground' })
    cluster.settle()
    expect(left(cluster)).toEqual(['loose'])
    expect(cluster.world.get(key('loose'))?.metadata.deletionTimestamp).toBeDefined()
  })

  test('foreground: objects that own each other do not wait for ever', () => {
    const cluster = collected()
    const one = cluster.create('configmaps', configMap('one'))
    const two = cluster.create('configmaps', configMap('two', [one]))
    cluster.edit(key('one'), (draft) => {
      draft.metadata.ownerReferences = [reference(two)]
    })
    cluster.settle()
    cluster.world.remove(key('one'), { propagation: 'Foreground' })
    cluster.settle()
    expect(left(cluster)).toEqual([])
  })

  test('foreground: objects that own each other wait for what else belongs to them', () => {
    const cluster = collected()
    const one = cluster.create('configmaps', configMap('one'))
    const two = cluster.create('configmaps', configMap('two', [one]))
    for (const owner of [one, two])
      cluster.create(
        'configmaps',
        configMap(`of-${owner.metadata.name}`, [owner], { finalizers: ['example.com/hold'] }),
      )
    cluster.edit(key('one'), (draft) => {
      draft.metadata.ownerReferences = [reference(two)]
    })
    cluster.settle()
    cluster.world.remove(key('one'), { propagation: 'Foreground' })
    cluster.settle()
    expect(left(cluster)).toEqual(['of-one', 'of-two', 'one', 'two'])
    for (const held of ['of-one', 'of-two']) {
      cluster.edit(key(held), (draft) => {
        draft.metadata.finalizers = []
      })
    }
    cluster.settle()
    expect(left(cluster)).toEqual([])
  })

  test('orphan: dependents stay and forget the owner', () => {
    const cluster = collected()
    const top = cluster.create('configmaps', configMap('top'))
    cluster.create('configmaps', configMap('kept', [top]))
    cluster.settle()
    cluster.world.remove(key('top'), { propagation: 'Orphan' })
    cluster.settle()
    expect(left(cluster)).toEqual(['kept'])
    expect(cluster.world.get(key('kept'))?.metadata.ownerReferences).toBeUndefined()
  })

  test('what belongs to a node goes with the node', () => {
    const cluster = collected()
    const node = cluster.create('nodes', { apiVersion: 'v1', kind: 'Node', metadata: { name: 'worker-1' } })
    cluster.create('configmaps', configMap('of-the-node', [node]))
    cluster.settle()
    cluster.world.remove('nodes/worker-1')
    cluster.settle()
    expect(left(cluster)).toEqual([])
  })
})

describe.each(['Background', 'Foreground', 'Orphan'] as const)(
  'a deployment deleted with propagation %s',
  (propagation) => {
    test(`leaves ${propagation === 'Orphan' ? 'its replica set and pods' : 'nothing'} behind`, () => {
      const cluster = testCluster({
        controllers: [garbageCollector, deploymentController, replicaSetController, fakeKubelet()],
      })
      cluster.create('deployments', {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'web', namespace: 'default' },
        spec: {
          replicas: 3,
          selector: { matchLabels: { app: 'web' } },
          template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'nginx' }] } },
        },
      })
      cluster.settle()
      for (const pod of cluster.world.list('pods')) cluster.world.bind(`pods/default/${pod.metadata.name}`, 'worker-1')
      cluster.settle()
      cluster.world.remove('deployments/default/web', { propagation })
      cluster.settle()
      const stays = propagation === 'Orphan'
      expect(cluster.world.list('deployments')).toEqual([])
      expect(cluster.world.list('replicasets')).toHaveLength(stays ? 1 : 0)
      expect(cluster.world.list('pods')).toHaveLength(stays ? 3 : 0)
      if (propagation === 'Foreground') {
        const order = cluster.changes.filter(({ type }) => type === 'DELETED').map(({ object }) => object.kind)
        expect(order).toEqual(['Pod', 'Pod', 'Pod', 'ReplicaSet', 'Deployment'])
      }
    })
  },
)
