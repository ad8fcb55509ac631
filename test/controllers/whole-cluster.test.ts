/** The loops among their like, over the real api: what one of them alone cannot show. */
import { describe, expect, test } from 'vitest'
import type { Writing } from '../../src/api/requests/writing.js'
import type { KubeObject } from '../../src/model/objects/object.js'
import { epoch, type SimulatedCluster, simulatedCluster } from '../simulation/cluster.js'

const deployment = (name: string, replicas: number, namespace = 'default', podSpec: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace },
  spec: {
    replicas,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: { containers: [{ name: 'main', image: 'nginx:1.25' }], ...podSpec },
    },
  },
})
const create = (cluster: SimulatedCluster, resource: string, object: KubeObject) =>
  cluster.act(({ api }) => void api.create(resource, object))
const list = (cluster: SimulatedCluster, resource: string, namespace = 'default') =>
  cluster.read((reader) => reader.list(resource, namespace))
const get = (cluster: SimulatedCluster, key: string) => cluster.read((reader) => reader.get(key))
const events = async (cluster: SimulatedCluster, reason: string) =>
  (await list(cluster, 'events')).filter((event) => event.reason === reason).map((event) => event.message)

describe('a deployment', () => {
  test('says what keeps its pods from being made, and goes on when it is mended', async () => {
    const cluster = simulatedCluster({ seed: 'b' })
    await create(cluster, 'deployments', deployment('web', 2, 'default', { serviceAccountName: 'robot' }))
    const message = expect.stringMatching(
      /^pods "web-[^"]*-" is forbidden: error looking up service account default\/robot: serviceaccount "robot" not found$/,
    )
    const failing = await get(cluster, 'deployments/default/web')
    expect(failing?.status.conditions).toContainEqual(
      expect.objectContaining({ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message }),
    )
    expect(await events(cluster, 'FailedCreate')).toEqual([expect.stringMatching(/^Error creating: pods "web-/)])
    await cluster.advance(601_000)
    const late = await get(cluster, 'deployments/default/web')
    expect(late?.status.conditions).toContainEqual(expect.objectContaining({ reason: 'ProgressDeadlineExceeded' }))
    await create(cluster, 'serviceaccounts', {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'robot', namespace: 'default' },
    })
    await cluster.advance(1_000_000)
    const mended = await get(cluster, 'deployments/default/web')
    expect(mended?.status.availableReplicas).toBe(2)
    expect(mended?.status.conditions.map(({ type }: { type: string }) => type)).toEqual(['Available', 'Progressing'])
  })
})

test('a namespace goes with everything in it', async () => {
  const cluster = simulatedCluster({ seed: 'd' })
  await create(cluster, 'namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } })
  expect(await get(cluster, 'serviceaccounts/shop/default')).toBeDefined()
  expect(await get(cluster, 'configmaps/shop/kube-root-ca.crt')).toBeDefined()
  await create(cluster, 'deployments', deployment('web', 2, 'shop'))
  await create(cluster, 'services', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: 'shop' },
    spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
  })
  await cluster.act(({ api }) => void api.delete('namespaces/shop'))
  await cluster.advance(5000)
  const left = await cluster.act(({ state }) =>
    [...state.store.changedLines()].flatMap(([key, line]) => (line !== undefined && /\/shop\b/.test(key) ? [key] : [])),
  )
  expect(left).toEqual([])
})

test('pods of a node that was taken away are replaced after 40 seconds', async () => {
  const cluster = simulatedCluster({ seed: 'e', workers: 2 })
  await create(cluster, 'deployments', deployment('web', 4))
  await cluster.act(({ api }: { api: Writing }) => {
    api.delete('machines/worker-1')
    api.delete('nodes/worker-1')
  })
  const on = async (node: string) => (await list(cluster, 'pods')).filter((pod) => pod.spec.nodeName === node).length
  expect(await on('worker-1')).toBe(2)
  await cluster.advance(40_000)
  expect([await on('worker-1'), await on('worker-2')]).toEqual([0, 4])
})

test('a config map wakes nobody', async () => {
  const cluster = simulatedCluster({ seed: 'f' })
  await cluster.advance(60_000)
  const sequence = () => cluster.act(({ state }) => state.wakeups.sequence)
  const before = await sequence()
  await create(cluster, 'configmaps', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'plain', namespace: 'default' },
    data: { since: String(epoch) },
  })
  expect(await sequence()).toBe(before)
})

test('a cluster without the service account loop makes pods all the same', async () => {
  const cluster = simulatedCluster({ seed: 'g', disabled: ['serviceaccount', 'kubelet'] })
  await create(cluster, 'deployments', deployment('web', 2))
  expect(await list(cluster, 'pods')).toHaveLength(2)
})
