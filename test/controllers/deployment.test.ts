import { describe, expect, test } from 'vitest'
import type { Controller } from '../../src/controllers/machinery/controller.js'
import { deploymentController } from '../../src/controllers/manager/apps/deployment/index.js'
import { replicaSetController } from '../../src/controllers/manager/apps/replicaset.js'
import type { KubeObject } from '../../src/model/objects/object.js'
import { isPodActive, isPodReady } from '../../src/model/objects/pods.js'
import { timestamp } from '../../src/model/objects/time.js'
import type { Pod } from '../../src/model/objects/types.js'
import { fakeKubelet, start, type TestCluster, testCluster } from './world.js'

const key = 'deployments/default/web'

const deployment = (spec: object = {}, annotations: Record<string, string> = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'default', annotations },
  spec: {
    replicas: 3,
    selector: { matchLabels: { app: 'web' } },
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
    revisionHistoryLimit: 10,
    progressDeadlineSeconds: 600,
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'web', image: 'nginx:1' }] },
    },
    ...spec,
  },
})

function setup(spec: object = {}, kubelet: Controller | null = fakeKubelet()) {
  const loops = [deploymentController, replicaSetController]
  const cluster = testCluster({ controllers: kubelet === null ? loops : [...loops, kubelet] })
  cluster.create('deployments', deployment(spec))
  cluster.settle()
  return cluster
}

const get = (cluster: TestCluster) => cluster.world.get(key) as KubeObject
const sets = (cluster: TestCluster) => cluster.world.list('replicasets', 'default')
const setOf = (cluster: TestCluster, image: string) =>
  sets(cluster).find((set) => set.spec.template.spec.containers[0].image === image) as KubeObject
const pods = (cluster: TestCluster) => cluster.world.list<Pod>('pods', 'default').filter(isPodActive)
const condition = (cluster: TestCluster, type: string) =>
  get(cluster).status.conditions?.find((each: { type: string }) => each.type === type)
const setImage = (cluster: TestCluster, image: string) =>
  cluster.edit(key, (draft) => {
    draft.spec.template.spec.containers[0].image = image
  })
const setReplicas = (cluster: TestCluster, replicas: number) =>
  cluster.edit(key, (draft) => {
    draft.spec.replicas = replicas
  })

describe('a new deployment', () => {
  test('adopts a replica set of its template', () => {
    const cluster = setup()
    const [set] = sets(cluster)
    cluster.world.remove(key, { propagation: 'Orphan' })
    cluster.edit(key, (draft) => {
      draft.metadata.finalizers = []
    })
    cluster.edit(`replicasets/default/${set?.metadata.name}`, (draft) => {
      draft.metadata.ownerReferences = []
    })
    cluster.create('deployments', deployment())
    cluster.settle()
    expect(sets(cluster)).toHaveLength(1)
    expect(sets(cluster)[0]?.metadata.ownerReferences?.[0]?.uid).toBe(get(cluster).metadata.uid)
  })

  test('takes another hash when the name is taken', () => {
    const probe = setup()
    const name = sets(probe)[0]?.metadata.name ?? ''
    const cluster = testCluster({ controllers: [deploymentController, replicaSetController, fakeKubelet()] })
    cluster.create('replicasets', {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: { name, namespace: 'default', labels: { app: 'other' } },
      spec: { replicas: 0, selector: { matchLabels: { app: 'other' } }, template: deployment().spec.template },
    })
    cluster.create('deployments', deployment())
    cluster.settle()
    expect(sets(cluster)).toHaveLength(2)
    expect(get(cluster).status).toMatchObject({ collisionCount: 1, availableReplicas: 3 })
  })
})

describe('a rolling update', () => {
  test.each([
    [10, '25%', '25%'],
    [10, 3, 0],
    [10, 0, 3],
    [1, '25%', '25%'],
    [5, '100%', '100%'],
    [4, 0, '10%'],
    [7, '1%', 0],
  ])(
    'of %d replicas with surge %s and unavailable %s keeps both limits at every instant',
    (replicas, maxSurge, maxUnavailable) => {
      let worst = { most: 0, fewest: Number.POSITIVE_INFINITY }
      let rolling = false
      const cluster = testCluster({
        controllers: [deploymentController, replicaSetController, fakeKubelet(3_000)],
        onChange: (_, world) => {
          if (!rolling) return
          const active = world.list<Pod>('pods').filter(isPodActive)
          worst = {
            most: Math.max(worst.most, active.length),
            fewest: Math.min(worst.fewest, active.filter(isPodReady).length),
          }
        },
      })
      const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } }
      cluster.create('deployments', deployment({ replicas, strategy }))
      cluster.advance(10_000)
      rolling = true
      setImage(cluster, 'nginx:2')
      cluster.advance(120_000)
      const percent = (value: string | number, round: (x: number) => number) =>
        typeof value === 'number' ? value : round((Number.parseInt(value, 10) * replicas) / 100)
      const surge = percent(maxSurge, Math.ceil)
      const unavailable = percent(maxUnavailable, Math.floor) || (surge === 0 ? 1 : 0)
      expect(worst.most).toBe(Math.max(replicas, Math.min(replicas + surge, 2 * replicas)))
      expect(worst.fewest).toBe(replicas - unavailable)
      expect(pods(cluster)).toHaveLength(replicas)
      expect(new Set(pods(cluster).map((pod) => pod.spec.containers[0]?.image))).toEqual(new Set(['nginx:2']))
    },
  )
})

describe('progress', () => {
  test('that stops for longer than the deadline is reported a second later, once', () => {
    const cluster = setup({ progressDeadlineSeconds: 30 }, null)
    cluster.advance(30_999)
    expect(condition(cluster, 'Progressing').reason).toBe('ReplicaSetUpdated')
    cluster.advance(1)
    expect(condition(cluster, 'Progressing')).toMatchObject({
      status: 'False',
      reason: 'ProgressDeadlineExceeded',
      lastTransitionTime: timestamp(start + 31_000),
    })
    expect(condition(cluster, 'Progressing').message).toMatch(/^ReplicaSet "web-.*" has timed out progressing\.$/)
    const revision = cluster.world.revision
    cluster.advance(3_600_000)
    expect(cluster.world.revision).toBe(revision)
  })

  test('of which somebody has taken the time is late at once, as after Go’s zero time', () => {
    const cluster = setup({ progressDeadlineSeconds: 30 }, null)
    cluster.editStatus(key, (draft) => {
      for (const each of draft.status.conditions) delete each.lastUpdateTime
    })
    cluster.advance(1000)
    expect(condition(cluster, 'Progressing').reason).toBe('ProgressDeadlineExceeded')
  })

  test('made after the deadline counts again', () => {
    const cluster = setup({ progressDeadlineSeconds: 30 }, fakeKubelet(60_000))
    cluster.advance(40_000)
    expect(condition(cluster, 'Progressing').reason).toBe('ProgressDeadlineExceeded')
    cluster.advance(40_000)
    expect(condition(cluster, 'Progressing').reason).toBe('NewReplicaSetAvailable')
  })

  test('without a deadline is not reported', () => {
    const cluster = setup({ progressDeadlineSeconds: 2147483647 })
    expect(condition(cluster, 'Progressing')).toBeUndefined()
  })
})

describe('a paused deployment', () => {
  test('is scaled but not rolled, and rolls when it is resumed', () => {
    const cluster = setup()
    cluster.edit(key, (draft) => {
      draft.spec.paused = true
    })
    cluster.settle()
    expect(condition(cluster, 'Progressing')).toMatchObject({
      status: 'Unknown',
      reason: 'DeploymentPaused',
      message: 'Deployment is paused',
    })
    setImage(cluster, 'nginx:2')
    setReplicas(cluster, 4)
    cluster.advance(3_600_000)
    expect(sets(cluster)).toHaveLength(1)
    expect(sets(cluster)[0]?.spec.replicas).toBe(4)
    cluster.edit(key, (draft) => {
      draft.spec.paused = false
    })
    cluster.settle()
    expect(setOf(cluster, 'nginx:2').status.availableReplicas).toBe(4)
    expect(
      cluster.changes.flatMap(({ object }) => object.status?.conditions ?? []).map(({ reason }) => reason),
    ).toContain('DeploymentResumed')
    expect(condition(cluster, 'Progressing').reason).toBe('NewReplicaSetAvailable')
  })
})

test('Recreate: several adopted sets give way to the new one', () => {
  const cluster = setup({ strategy: { type: 'Recreate' } })
  const set = (name: string) => {
    const labels = { app: 'web', generation: name }
    const template = { ...deployment().spec.template, metadata: { labels } }
    return {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: {
        name,
        namespace: 'default',
        labels,
        annotations: { 'deployment.kubernetes.io/desired-replicas': '2' },
      },
      spec: { replicas: 2, selector: { matchLabels: labels }, template },
    }
  }
  cluster.create('replicasets', set('one'))
  cluster.create('replicasets', set('two'))
  cluster.settle()
  expect(sets(cluster).map(({ spec }) => spec.replicas)).toEqual([0, 0, 3])
  expect(pods(cluster)).toHaveLength(3)
})

test('a thousand replicas take few reconciliations', () => {
  const cluster = setup({ replicas: 500 })
  expect(get(cluster).status.availableReplicas).toBe(500)
  expect(cluster.reconciles.get('deployment')).toBeLessThan(30)
  expect(cluster.reconciles.get('replicaset')).toBeLessThan(30)
})
