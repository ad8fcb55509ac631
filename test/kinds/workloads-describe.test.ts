import { expect, test } from 'vitest'
import type { Client } from '../../src/api/contract/client.js'
import { capabilities as deployments } from '../../src/kinds/apps/deployment/capabilities.js'
import type { KubeObject } from '../../src/model/objects/object.js'
import type { Deployment } from '../../src/model/objects/types.js'
import { podManifest, seconds, workbench, workloadManifest } from './workbench.js'

const template = `\
Pod Template:
  Labels:  app=web
  Containers:
   nginx:
    Image:         nginx
    Port:          <none>
    Host Port:     <none>
    Environment:   <none>
    Mounts:        <none>
  Volumes:         <none>
  Node-Selectors:  <none>
  Tolerations:     <none>
`

function controlledBy(owner: KubeObject) {
  const { apiVersion, kind, metadata } = owner
  return {
    ownerReferences: [
      { apiVersion, kind, name: metadata.name, uid: metadata.uid, controller: true, blockOwnerDeletion: true },
    ],
  }
}

/** A deployment in its second revision, with both its replica sets. */
function deploymentWithHistory() {
  const bench = workbench()
  const web = bench.create(workloadManifest('Deployment', 'web', { replicas: 3 }))
  const set = (name: string, image: string, revision: string, replicas: number, cause: string | undefined) => {
    const manifest = workloadManifest('ReplicaSet', name, { replicas })
    const labels = { app: 'web', 'pod-template-hash': name }
    return bench.create({
      ...manifest,
      metadata: {
        name: `web-${name}`,
        labels,
        annotations: {
          'deployment.kubernetes.io/revision': revision,
          ...(cause === undefined ? {} : { 'kubernetes.io/change-cause': cause }),
        },
        ...controlledBy(web),
      },
      spec: {
        replicas,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name: 'nginx', image }] } },
      },
    })
  }
  set('1aaa', 'nginx:1.24', '1', 0, undefined)
  set('0bbb', 'nginx', '2', 3, 'to latest')
  return { bench, web }
}

test('describe deployment tells of its old and its new replica set', async () => {
  const { bench, web } = deploymentWithHistory()
  const conditions = [
    { type: 'Available', status: 'True', reason: 'MinimumReplicasAvailable' },
    { type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable' },
  ]
  const status = { replicas: 3, updatedReplicas: 3, readyReplicas: 3, availableReplicas: 3, conditions }
  bench.api.updateStatus('deployments', { ...web, status })
  bench.api.create('events', {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'web.1', namespace: 'default' },
    involvedObject: { kind: 'Deployment', namespace: 'default', name: 'web', uid: web.metadata.uid },
    type: 'Normal',
    reason: 'ScalingReplicaSet',
    message: 'Scaled up replica set web-0bbb from 0 to 3',
    count: 1,
    firstTimestamp: web.metadata.creationTimestamp,
    lastTimestamp: web.metadata.creationTimestamp,
    source: { component: 'deployment-controller' },
  } as KubeObject)
  bench.pass(76 * seconds)
  expect(await bench.describe(bench.api.read('deployments/default/web'))).toBe(`\
Name:                   web
Namespace:              default
CreationTimestamp:      Fri, 20 Nov 2026 13:50:08 +0000
Labels:                 app=web
Annotations:            <none>
Selector:               app=web
Replicas:               3 desired | 3 updated | 3 total | 3 available | 0 unavailable
StrategyType:           RollingUpdate
MinReadySeconds:        0
RollingUpdateStrategy:  25% max unavailable, 25% max surge
${template}\
Conditions:
  Type           Status  Reason
  ----           ------  ------
  Available      True    MinimumReplicasAvailable
  Progressing    True    NewReplicaSetAvailable
OldReplicaSets:  web-1aaa (0/0 replicas created)
NewReplicaSet:   web-0bbb (0/3 replicas created)
Events:
  Type    Reason             Age   From                   Message
  ----    ------             ----  ----                   -------
  Normal  ScalingReplicaSet  76s   deployment-controller  Scaled up replica set web-0bbb from 0 to 3
`)
})

test('the history of a deployment is that of its replica sets', async () => {
  const { bench, web } = deploymentWithHistory()
  const client = {
    resources: async () => bench.api.resources(),
    list: async (query: Parameters<Client['list']>[0]) => bench.api.listing(query),
  } as unknown as Client
  const history = await deployments.rollout!.history(web as Deployment, client)
  expect(
    history.map(({ number, changeCause, template: { spec } }) => [number, changeCause, spec?.containers[0]?.image]),
  ).toEqual([
    [1, undefined, 'nginx:1.24'],
    [2, 'to latest', 'nginx'],
  ])
  expect(history[1]?.object?.metadata.name).toBe('web-0bbb')
})

test('describe replicaset and replicationcontroller count their pods by phase', async () => {
  const bench = workbench()
  const set = bench.create(workloadManifest('ReplicaSet', 'web', { replicas: 2 }))
  const labels = { app: 'web' }
  for (const [name, phase] of [
    ['a', 'Running'],
    ['b', 'Pending'],
    ['c', 'Failed'],
  ] as const) {
    const pod = bench.create(podManifest(name, {}, { labels, ...controlledBy(set) }))
    bench.api.updateStatus('pods', { ...pod, status: { ...pod.status, phase } })
  }
  bench.create(podManifest('stranger', {}, { labels }))
  expect(await bench.describe(set)).toBe(`\
Name:         web
Namespace:    default
Selector:     app=web
Labels:       app=web
Annotations:  <none>
Replicas:     0 current / 2 desired
Pods Status:  1 Running / 1 Waiting / 0 Succeeded / 1 Failed
${template}\
Events:            <none>
`)
  const controller = bench.create({
    apiVersion: 'v1',
    kind: 'ReplicationController',
    metadata: { name: 'rc1', annotations: { a: '1' } },
    spec: { template: workloadManifest('ReplicaSet', 'web').spec.template },
  })
  const failed = {
    ...controller,
    status: { replicas: 0, conditions: [{ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate' }] },
  }
  expect(await bench.describe(failed)).toBe(`\
Name:         rc1
Namespace:    default
Selector:     app=web
Labels:       app=web
Annotations:  a: 1
Replicas:     0 current / 1 desired
Pods Status:  0 Running / 0 Waiting / 0 Succeeded / 0 Failed
${template}\
Conditions:
  Type             Status  Reason
  ----             ------  ------
  ReplicaFailure   True    FailedCreate
Events:            <none>
`)
})
