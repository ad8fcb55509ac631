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
  test('gets a replica set with the hash of its template, and a status', () => {
    const cluster = setup()
    const [set] = sets(cluster)
    const hash = set?.metadata.labels?.['pod-template-hash']
    expect(set?.metadata.name).toBe(`web-${hash}`)
    expect(set?.metadata.annotations).toEqual({
      'deployment.kubernetes.io/revision': '1',
      'deployment.kubernetes.io/desired-replicas': '3',
      'deployment.kubernetes.io/max-replicas': '4',
    })
    expect(set?.spec.selector).toEqual({ matchLabels: { app: 'web', 'pod-template-hash': hash } })
    expect(set?.spec.template.metadata.labels).toEqual({ app: 'web', 'pod-template-hash': hash })
    expect(set?.metadata.ownerReferences?.[0]).toMatchObject({ kind: 'Deployment', name: 'web', controller: true })
    expect(get(cluster).metadata.annotations).toEqual({ 'deployment.kubernetes.io/revision': '1' })
    expect(get(cluster).metadata.generation).toBe(1)
    expect(get(cluster).status).toEqual({
      observedGeneration: 1,
      replicas: 3,
      updatedReplicas: 3,
      readyReplicas: 3,
      availableReplicas: 3,
      terminatingReplicas: 0,
      conditions: [
        {
          type: 'Available',
          status: 'True',
          reason: 'MinimumReplicasAvailable',
          message: 'Deployment has minimum availability.',
          lastUpdateTime: timestamp(start),
          lastTransitionTime: timestamp(start),
        },
        {
          type: 'Progressing',
          status: 'True',
          reason: 'NewReplicaSetAvailable',
          message: `ReplicaSet "${set?.metadata.name}" has successfully progressed.`,
          lastUpdateTime: timestamp(start),
          lastTransitionTime: timestamp(start),
        },
      ],
    })
    expect(cluster.events('ScalingReplicaSet')).toEqual([
      `Normal ScalingReplicaSet Deployment/web Scaled up replica set ${set?.metadata.name} from 0 to 3`,
    ])
  })

  test('says that it progresses while pods start, and that it lacks them', () => {
    const cluster = setup({}, null)
    expect(get(cluster).status).toMatchObject({ replicas: 3, updatedReplicas: 3, unavailableReplicas: 3 })
    expect(condition(cluster, 'Available')).toMatchObject({ status: 'False', reason: 'MinimumReplicasUnavailable' })
    expect(condition(cluster, 'Progressing')).toMatchObject({ status: 'True', reason: 'ReplicaSetUpdated' })
    expect(condition(cluster, 'Progressing').message).toMatch(/^ReplicaSet "web-.*" is progressing\.$/)
  })

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
  test('makes a second set and moves the pods over, step by step', () => {
    const cluster = setup()
    const old = sets(cluster)[0]?.metadata.name
    setImage(cluster, 'nginx:2')
    cluster.settle()
    const made = setOf(cluster, 'nginx:2').metadata.name
    expect(cluster.events('ScalingReplicaSet').slice(1)).toEqual(
      [
        `Scaled up replica set ${made} from 0 to 1`,
        `Scaled down replica set ${old} from 3 to 2`,
        `Scaled up replica set ${made} from 1 to 2`,
        `Scaled down replica set ${old} from 2 to 1`,
        `Scaled up replica set ${made} from 2 to 3`,
        `Scaled down replica set ${old} from 1 to 0`,
      ].map((message) => `Normal ScalingReplicaSet Deployment/web ${message}`),
    )
    expect(get(cluster).metadata.annotations?.['deployment.kubernetes.io/revision']).toBe('2')
    expect(get(cluster).status).toMatchObject({ replicas: 3, updatedReplicas: 3, availableReplicas: 3 })
    expect(condition(cluster, 'Progressing')).toMatchObject({ reason: 'NewReplicaSetAvailable' })
  })

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

  test('goes back to an old set under a new revision, and keeps the old number as history', () => {
    const cluster = setup()
    setImage(cluster, 'nginx:2')
    cluster.settle()
    setImage(cluster, 'nginx:1')
    cluster.settle()
    expect(sets(cluster)).toHaveLength(2)
    expect(setOf(cluster, 'nginx:1').metadata.annotations).toMatchObject({
      'deployment.kubernetes.io/revision': '3',
      'deployment.kubernetes.io/revision-history': '1',
    })
    expect(setOf(cluster, 'nginx:1').status.availableReplicas).toBe(3)
    expect(get(cluster).metadata.annotations?.['deployment.kubernetes.io/revision']).toBe('3')
  })

  test('copies annotations such as the change cause to the newest set only', () => {
    const cluster = setup()
    setImage(cluster, 'nginx:2')
    cluster.settle()
    cluster.edit(key, (draft) => {
      draft.metadata.annotations = {
        ...draft.metadata.annotations,
        'kubernetes.io/change-cause': 'to 2',
        'kubectl.kubernetes.io/last-applied-configuration': '{}',
      }
    })
    cluster.settle()
    expect(setOf(cluster, 'nginx:2').metadata.annotations?.['kubernetes.io/change-cause']).toBe('to 2')
    expect(Object.keys(setOf(cluster, 'nginx:2').metadata.annotations ?? {})).not.toContain(
      'kubectl.kubernetes.io/last-applied-configuration',
    )
    expect(setOf(cluster, 'nginx:1').metadata.annotations?.['kubernetes.io/change-cause']).toBeUndefined()
  })

  test('cleans up old pods that do not work before healthy ones', () => {
    const cluster = setup({ replicas: 4 })
    cluster.edit(key, (draft) => {
      draft.spec.template.metadata.labels.stuck = 'yes'
    })
    cluster.settle()
    expect(pods(cluster).filter((pod) => !isPodReady(pod))).toHaveLength(2)
    setImage(cluster, 'nginx:3')
    cluster.edit(key, (draft) => {
      delete draft.spec.template.metadata.labels.stuck
    })
    cluster.settle()
    expect(pods(cluster).map((pod) => pod.spec.containers[0]?.image)).toEqual(Array(4).fill('nginx:3'))
  })

  test('keeps as many old sets as the history limit says', () => {
    const cluster = setup({ revisionHistoryLimit: 2 })
    for (const image of ['nginx:2', 'nginx:3', 'nginx:4', 'nginx:5']) {
      setImage(cluster, image)
      cluster.advance(1_000)
    }
    expect(
      sets(cluster)
        .map((set) => set.spec.template.spec.containers[0].image)
        .sort(),
    ).toEqual(['nginx:3', 'nginx:4', 'nginx:5'])
  })
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

describe('scaling', () => {
  test('changes the only active set', () => {
    const cluster = setup()
    const generation = sets(cluster)[0]?.metadata.generation
    setReplicas(cluster, 5)
    cluster.settle()
    expect(sets(cluster)[0]?.spec.replicas).toBe(5)
    expect(sets(cluster)[0]?.metadata.generation).toBe((generation ?? 0) + 1)
    expect(sets(cluster)[0]?.metadata.annotations?.['deployment.kubernetes.io/max-replicas']).toBe('7')
    setReplicas(cluster, 0)
    cluster.settle()
    expect(pods(cluster)).toEqual([])
    setReplicas(cluster, 2)
    cluster.settle()
    expect(
      cluster
        .events('ScalingReplicaSet')
        .slice(1)
        .map((text) => text.slice(text.indexOf(' from'))),
    ).toEqual([' from 3 to 5', ' from 5 to 0', ' from 0 to 2'])
    expect(condition(cluster, 'Progressing').reason).toBe('NewReplicaSetAvailable')
  })

  test('in the middle of a rollout gives every set its share', () => {
    const cluster = setup({
      replicas: 10,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 3, maxUnavailable: 2 } },
    })
    cluster.edit(key, (draft) => {
      draft.spec.template.spec.containers[0].image = 'nginx:2'
      draft.spec.template.metadata.labels.stuck = 'yes'
    })
    cluster.settle()
    const sizes = () => [setOf(cluster, 'nginx:1').spec.replicas, setOf(cluster, 'nginx:2').spec.replicas]
    expect(sizes()).toEqual([8, 5])
    setReplicas(cluster, 15)
    cluster.settle()
    expect(sizes()).toEqual([11, 7])
    setReplicas(cluster, 10)
    cluster.settle()
    expect(sizes()).toEqual([8, 5])
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

test('Recreate: the last old pod is gone before the first new one comes', () => {
  let both = false
  const cluster = testCluster({
    controllers: [deploymentController, replicaSetController, fakeKubelet()],
    onChange: (_, world) => {
      both ||= new Set(world.list('pods').map((pod) => pod.spec.containers[0].image)).size > 1
    },
  })
  cluster.create('deployments', deployment({ strategy: { type: 'Recreate' } }))
  cluster.settle()
  for (const pod of pods(cluster)) cluster.world.bind(`pods/default/${pod.metadata.name}`, 'worker-1')
  setImage(cluster, 'nginx:2')
  cluster.settle()
  expect(both).toBe(false)
  expect(setOf(cluster, 'nginx:2').status.availableReplicas).toBe(3)
  expect(setOf(cluster, 'nginx:1').spec.replicas).toBe(0)
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
  expect(cluster.reconciles.get('deployment')).toBeLessThan(10)
  expect(cluster.reconciles.get('replicaset')).toBeLessThan(10)
})
