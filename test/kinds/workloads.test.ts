import { describe, expect, test } from 'vitest'
import { capabilities as deploymentKind } from '../../src/kinds/apps/deployment/capabilities.js'
import { capabilities as replicaSetKind } from '../../src/kinds/apps/replicaset/capabilities.js'
import { capabilities as podKind } from '../../src/kinds/core/pod/capabilities.js'
import { capabilities as controllerKind } from '../../src/kinds/core/replicationcontroller/capabilities.js'
import type { KubeObject } from '../../src/model/objects/object.js'
import type { Deployment, ReplicaSet, ReplicationController } from '../../src/model/objects/types.js'
import { podManifest, seconds, workbench, workloadManifest } from './workbench.js'

const controllerManifest = (spec: object = {}) => ({
  apiVersion: 'v1',
  kind: 'ReplicationController',
  metadata: { name: 'rc1' },
  spec: {
    template: { metadata: { labels: { app: 'rc1' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } },
    ...spec,
  },
})

describe('defaults', () => {
  const template = {
    metadata: { labels: { app: 'web' } },
    spec: {
      containers: [
        {
          image: 'nginx',
          imagePullPolicy: 'Always',
          name: 'nginx',
          resources: {},
          terminationMessagePath: '/dev/termination-log',
          terminationMessagePolicy: 'File',
        },
      ],
      dnsPolicy: 'ClusterFirst',
      restartPolicy: 'Always',
      schedulerName: 'default-scheduler',
      securityContext: {},
      terminationGracePeriodSeconds: 30,
    },
  }

  test('of a deployment', () => {
    const { spec, status, metadata } = workbench().create(workloadManifest('Deployment', 'web'))
    expect(spec).toEqual({
      progressDeadlineSeconds: 600,
      replicas: 1,
      revisionHistoryLimit: 10,
      selector: { matchLabels: { app: 'web' } },
      strategy: { rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' }, type: 'RollingUpdate' },
      template,
    })
    expect(status).toEqual({})
    expect(metadata.generation).toBe(1)
  })

  test('of a deployment that is recreated', () => {
    const { spec } = workbench().create(workloadManifest('Deployment', 'web', { strategy: { type: 'Recreate' } }))
    expect(spec.strategy).toEqual({ type: 'Recreate' })
  })

  test('of a replica set', () => {
    const { spec, status } = workbench().create(workloadManifest('ReplicaSet', 'web'))
    expect(spec).toEqual({ replicas: 1, selector: { matchLabels: { app: 'web' } }, template })
    expect(status).toEqual({ replicas: 0 })
  })

  test('of a replication controller: labels and selector are those of its template', () => {
    const { metadata, spec, status } = workbench().create(controllerManifest())
    expect(metadata.labels).toEqual({ app: 'rc1' })
    expect(spec.selector).toEqual({ app: 'rc1' })
    expect(spec.replicas).toBe(1)
    expect(status).toEqual({ replicas: 0 })
  })
})

describe('creation refuses', () => {
  const { template } = workloadManifest('Deployment', 'web').spec
  const rolling = (maxUnavailable: unknown, maxSurge: unknown) => ({
    strategy: { rollingUpdate: { maxUnavailable, maxSurge } },
  })
  test.each<[string, object, string[]]>([
    [
      'no selector',
      workloadManifest('Deployment', 'web', { selector: undefined }),
      [
        'spec.selector: Required value',
        'spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`',
      ],
    ],
    [
      'an empty selector',
      workloadManifest('ReplicaSet', 'web', { selector: {} }),
      ['spec.selector: Invalid value: {}: empty selector is invalid for deployment'],
    ],
    [
      'a selector that finds other pods',
      workloadManifest('Deployment', 'web', { selector: { matchLabels: { app: 'other' } } }),
      ['spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`'],
    ],
    [
      'a template that ends',
      workloadManifest('Deployment', 'web', {
        template: { ...template, spec: { ...template.spec, restartPolicy: 'Never' } },
      }),
      ['spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"'],
    ],
    [
      'fewer than no replicas',
      workloadManifest('ReplicaSet', 'web', { replicas: -1 }),
      ['spec.replicas: Invalid value: -1: must be greater than or equal to 0'],
    ],
    [
      'a rolling update that cannot move',
      workloadManifest('Deployment', 'web', rolling(0, 0)),
      [`spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when \`maxSurge\` is 0`],
    ],
    [
      'more unavailable than there are',
      workloadManifest('Deployment', 'web', rolling('101%', 0)),
      ['spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "101%": must not be greater than 100%'],
    ],
    [
      'a surge in words',
      workloadManifest('Deployment', 'web', rolling(1, 'some')),
      [
        "spec.strategy.rollingUpdate.maxSurge: Invalid value: \"some\": a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')",
      ],
    ],
    [
      'an unknown strategy',
      workloadManifest('Deployment', 'web', { strategy: { type: 'BlueGreen' } }),
      [
        'spec.strategy: Unsupported value: {"Type":"BlueGreen","RollingUpdate":null}: supported values: "Recreate", "RollingUpdate"',
      ],
    ],
    [
      'numbers for a strategy that has none',
      workloadManifest('Deployment', 'web', { strategy: { type: 'Recreate', rollingUpdate: { maxSurge: 1 } } }),
      ["spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'"],
    ],
    [
      'a deadline before anything can be ready',
      workloadManifest('Deployment', 'web', { minReadySeconds: 10, progressDeadlineSeconds: 10 }),
      ['spec.progressDeadlineSeconds: Invalid value: 10: must be greater than minReadySeconds'],
    ],
    [
      'a controller without template',
      controllerManifest({ template: undefined, selector: { a: 'b' } }),
      ['spec.template: Required value'],
    ],
    [
      'a controller that would not find its pods',
      controllerManifest({ selector: { app: 'other' } }),
      ['spec.template.metadata.labels: Invalid value: {"app":"rc1"}: `selector` does not match template `labels`'],
    ],
  ])('%s', (_what, manifest, messages) => {
    expect(workbench().refusals(manifest)).toEqual(messages)
  })
})

test('the selector of a deployment stays', () => {
  const { api, create } = workbench()
  const web = create(workloadManifest('Deployment', 'web'))
  const labels = { app: 'api2' }
  const changed = {
    ...web,
    spec: { ...web.spec, selector: { matchLabels: labels }, template: { ...web.spec.template, metadata: { labels } } },
  }
  expect(() => api.update('deployments', changed)).toThrow(
    'Deployment.apps "web" is invalid: spec.selector: Invalid value: {"matchLabels":{"app":"api2"}}: field is immutable',
  )
})

test.each(['Deployment', 'ReplicaSet'] as const)('the selector of a %s is not taken away', (kind) => {
  const { api, create } = workbench()
  const web = create(workloadManifest(kind, 'web'))
  const { selector: _, ...spec } = web.spec
  expect(() => api.update(`${kind.toLowerCase()}s`, { ...web, spec })).toThrow(
    'spec.selector: Invalid value: null: field is immutable',
  )
})

test('a status does not count more than there is', () => {
  const { api, create } = workbench()
  const web = create(workloadManifest('Deployment', 'web'))
  const put = (status: object) => () => api.updateStatus('deployments', { ...web, status })
  expect(put({ replicas: 1, readyReplicas: 2 })).toThrow(
    'status.readyReplicas: Invalid value: 2: cannot be greater than status.replicas',
  )
  expect(put({ replicas: 2, availableReplicas: 1 })).toThrow(
    'status.availableReplicas: Invalid value: 1: cannot be greater than readyReplicas',
  )
  expect(put({ replicas: 2, readyReplicas: 1, availableReplicas: 1, updatedReplicas: 2 })).not.toThrow()
})

test('columns', () => {
  const bench = workbench()
  const counts = { replicas: 3, readyReplicas: 2, updatedReplicas: 1, availableReplicas: 2 }
  const shown = (manifest: object) => {
    const object = { ...bench.create(manifest), status: counts } as KubeObject
    bench.pass(62 * seconds)
    return bench.row(object, true)
  }
  expect(shown(workloadManifest('Deployment', 'web', { replicas: 3 }))).toEqual([
    'web',
    '2/3',
    '1',
    '2',
    '62s',
    'nginx',
    'nginx',
    'app=web',
  ])
  expect(shown(workloadManifest('ReplicaSet', 'web', { replicas: 3 }))).toEqual([
    'web',
    '3',
    '3',
    '2',
    '62s',
    'nginx',
    'nginx',
    'app=web',
  ])
  expect(shown(controllerManifest())).toEqual(['rc1', '1', '3', '2', '62s', 'c', 'nginx', 'app=rc1'])
})

describe('rollout status', () => {
  const rollout = deploymentKind.rollout!
  const status = (state: object, more: object = {}, revision = 0) => {
    const metadata = { name: 'web', generation: 2, annotations: { 'deployment.kubernetes.io/revision': '2' }, ...more }
    const web = {
      ...workloadManifest('Deployment', 'web', { replicas: 3 }),
      metadata,
      status: { observedGeneration: 2, ...state },
    }
    return rollout.status(web as unknown as Deployment, revision)
  }
  test.each([
    [{ observedGeneration: 1 }, 'Waiting for deployment spec update to be observed...'],
    [
      { updatedReplicas: 1 },
      'Waiting for deployment "web" rollout to finish: 1 out of 3 new replicas have been updated...',
    ],
    [
      { updatedReplicas: 3, replicas: 4 },
      'Waiting for deployment "web" rollout to finish: 1 old replicas are pending termination...',
    ],
    [
      { updatedReplicas: 3, replicas: 3, availableReplicas: 2 },
      'Waiting for deployment "web" rollout to finish: 2 of 3 updated replicas are available...',
    ],
  ])('%o', (state, message) => {
    expect(status(state)).toEqual({ message, done: false })
  })

  test('is over, or has failed', () => {
    expect(status({ updatedReplicas: 3, replicas: 3, availableReplicas: 3 })).toEqual({
      message: 'deployment "web" successfully rolled out',
      done: true,
    })
    const conditions = [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' }]
    expect(() => status({ conditions })).toThrow('deployment "web" exceeded its progress deadline')
    expect(() => status({}, {}, 7)).toThrow('desired revision (7) is different from the running revision (2)')
  })
})

test('a deployment goes back to a template with the annotations that belong to it', () => {
  const { rollout } = deploymentKind
  const web = workloadManifest('Deployment', 'web') as unknown as Deployment
  const own = { 'deployment.kubernetes.io/revision': '3', note: 'now' }
  const from = { 'deployment.kubernetes.io/revision': '1', 'kubernetes.io/change-cause': 'then' }
  const template = {
    metadata: { labels: { app: 'web', 'pod-template-hash': 'abc' } },
    spec: { containers: [{ name: 'old' }] },
  }
  const back = rollout!.withTemplate({ ...web, metadata: { ...web.metadata, annotations: own } }, template, {
    metadata: { annotations: from },
  } as unknown as KubeObject)
  expect(back.spec.template).toEqual({ metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'old' }] } })
  expect(back.metadata.annotations).toEqual({
    'deployment.kubernetes.io/revision': '3',
    'kubernetes.io/change-cause': 'then',
  })
})

describe('expose', () => {
  const ports = [
    { containerPort: 53, protocol: 'TCP' },
    { containerPort: 53, protocol: 'UDP', name: 'dns' },
    { containerPort: 53 },
  ]
  const template = { spec: { containers: [{ name: 'c', ports }] } }

  test('takes labels and ports, each once', () => {
    const web = { spec: { selector: { matchLabels: { app: 'web' } }, template } } as unknown as Deployment
    const { expose } = deploymentKind
    expect(expose!.selector(web)).toEqual({ app: 'web' })
    expect(expose!.ports(web)).toEqual([
      { port: 53, protocol: 'TCP' },
      { port: 53, protocol: 'UDP', name: 'dns' },
    ])
    const controller = { spec: { selector: { app: 'rc1' }, template } } as unknown as ReplicationController
    expect(controllerKind.expose!.selector(controller)).toEqual({ app: 'rc1' })
  })

  test('refuses what a service cannot say', () => {
    const sets = { matchLabels: { a: 'b' }, matchExpressions: [{ key: 'tier', operator: 'In', values: ['x', 'y'] }] }
    const select = (selector: object) => () =>
      replicaSetKind.expose!.selector({ spec: { selector } } as unknown as ReplicaSet)
    expect(select(sets)).toThrow(
      'couldn\'t convert expressions - "[{Key:tier Operator:In Values:[x y]}]" to map-based selector format',
    )
    expect(select({})).toThrow('invalid replicaset: no selectors, therefore cannot be exposed')
    const bare = podManifest('p') as unknown as Parameters<NonNullable<typeof podKind.expose>['selector']>[0]
    expect(() => podKind.expose!.selector(bare)).toThrow('the pod has no labels and cannot be exposed')
  })
})
