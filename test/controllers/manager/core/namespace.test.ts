import { describe, expect, test } from 'vitest'
import type { Kind } from '../../../../src/api/contract/kind.js'
import { namespaceController } from '../../../../src/controllers/manager/core/namespace.js'
import { podGarbageCollector } from '../../../../src/controllers/manager/core/pod-garbage-collector.js'
import { rootCaPublisher, serviceAccountController } from '../../../../src/controllers/manager/core/serviceaccount.js'
import { fakeKubelet, testCluster } from '../../world.js'

const names = (kind: string, scope: Kind['scope'] = 'Namespaced') =>
  ({ names: { group: '', version: 'v1', kind, plural: `${kind.toLowerCase()}s` }, scope }) as unknown as Kind
const _kinds = [names('ConfigMap'), names('Pod'), names('Namespace', 'Cluster')]

const namespace = (name: string) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, finalizers: ['test/namespace'] },
  spec: { finalizers: ['kubernetes'] },
  status: { phase: 'Active' },
})
const object = (kind: string, name: string, more: object = {}) => ({
  apiVersion: 'v1',
  kind,
  metadata: { name, namespace: 'shop', ...more },
  ...(kind === 'Pod' ? { spec: { containers: [], nodeName: 'worker-1' } } : {}),
})
const conditions = (cluster: ReturnType<typeof testCluster>) =>
  (cluster.world.get('namespaces/shop')?.status.conditions ?? []).map(
    ({ type, status, reason, message }: Record<string, string>) => `${type} ${status} ${reason}: ${message}`,
  )

describe('namespace', () => {
  test('is emptied, pods first, and then finalized', () => {
    const cluster = testCluster({ controllers: [namespaceController, fakeKubelet()] })
    cluster.create('namespaces', namespace('shop'))
    cluster.create('configmaps', object('ConfigMap', 'a'))
    cluster.create('pods', object('Pod', 'p'))
    cluster.settle()
    cluster.world.remove('namespaces/shop')
    cluster.advance(4999)
    expect(conditions(cluster)).toEqual([])
    cluster.advance(1)
    expect(cluster.changes.filter(({ type }) => type === 'DELETED').map(({ key }) => key)).toEqual([
      'pods/shop/p',
      'configmaps/shop/a',
    ])
    expect(cluster.world.get('namespaces/shop')?.spec.finalizers).toBeUndefined()
    expect(conditions(cluster)).toEqual([
      'NamespaceDeletionDiscoveryFailure False ResourcesDiscovered: All resources successfully discovered',
      'NamespaceDeletionGroupVersionParsingFailure False ParsedGroupVersions: All legacy kube types successfully parsed',
      'NamespaceDeletionContentFailure False ContentDeleted: All content successfully deleted, may be waiting on finalization',
      'NamespaceContentRemaining False ContentRemoved: All content successfully removed',
      'NamespaceFinalizersRemaining False ContentHasNoFinalizers: All content-preserving finalizers finished',
    ])
  })

  test('says what remains, and waits for it', () => {
    const cluster = testCluster({ controllers: [namespaceController] })
    cluster.create('namespaces', namespace('shop'))
    cluster.create('configmaps', object('ConfigMap', 'a', { finalizers: ['example.com/hold'] }))
    cluster.world.remove('namespaces/shop')
    cluster.advance(4999)
    expect(conditions(cluster)).toEqual([])
    cluster.advance(1)
    expect(conditions(cluster)).toContain(
      'NamespaceContentRemaining True SomeResourcesRemain: Some resources are remaining: configmaps. has 1 resource instances',
    )
    expect(conditions(cluster)).toContain(
      'NamespaceFinalizersRemaining True SomeFinalizersRemain: Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances',
    )
    expect(cluster.world.get('namespaces/shop')?.spec.finalizers).toEqual(['kubernetes'])
    cluster.edit('configmaps/shop/a', (draft) => {
      draft.metadata.finalizers = []
    })
    cluster.settle()
    expect(cluster.world.get('namespaces/shop')?.spec.finalizers).toBeUndefined()
  })

  test('has a default service account and the root certificate, which come back when they are deleted', () => {
    const cluster = testCluster({ controllers: [serviceAccountController, rootCaPublisher] })
    cluster.create('namespaces', namespace('shop'))
    cluster.settle()
    const certificate = cluster.world.get('configmaps/shop/kube-root-ca.crt')
    expect(cluster.world.get('serviceaccounts/shop/default')).toBeDefined()
    expect(certificate?.data['ca.crt']).toMatch(
      /^-----BEGIN CERTIFICATE-----\n[A-Za-z0-9+/\n]+-----END CERTIFICATE-----\n$/,
    )
    cluster.world.remove('serviceaccounts/shop/default')
    cluster.edit('configmaps/shop/kube-root-ca.crt', (draft) => {
      draft.data = { 'ca.crt': 'mine' }
    })
    cluster.settle()
    expect(cluster.world.get('serviceaccounts/shop/default')).toBeDefined()
    expect(cluster.world.get('configmaps/shop/kube-root-ca.crt')?.data).toEqual(certificate?.data)
    cluster.world.remove('namespaces/shop')
    cluster.world.remove('serviceaccounts/shop/default')
    cluster.settle()
    expect(cluster.world.get('serviceaccounts/shop/default')).toBeUndefined()
  })
})

describe('pod garbage collector', () => {
  const setup = () => {
    const cluster = testCluster({ controllers: [podGarbageCollector] })
    cluster.create('nodes', { apiVersion: 'v1', kind: 'Node', metadata: { name: 'worker-1' } })
    cluster.create('pods', object('Pod', 'p'))
    cluster.settle()
    cluster.world.remove('nodes/worker-1')
    return cluster
  }

  test('deletes pods of a node that has been missing for 40 seconds', () => {
    const cluster = setup()
    cluster.advance(39_999)
    expect(cluster.world.get('pods/shop/p')).toBeDefined()
    cluster.advance(1)
    expect(cluster.world.get('pods/shop/p')).toBeUndefined()
    expect(cluster.changes.at(-1)?.object.status).toMatchObject({
      phase: 'Failed',
      conditions: [{ type: 'DisruptionTarget', status: 'True', reason: 'DeletionByPodGC' }],
    })
  })

  test('leaves them when the node comes back in time', () => {
    const cluster = setup()
    cluster.advance(20_000)
    cluster.create('nodes', { apiVersion: 'v1', kind: 'Node', metadata: { name: 'worker-1' } })
    cluster.advance(60_000)
    expect(cluster.world.get('pods/shop/p')).toBeDefined()
  })
})
