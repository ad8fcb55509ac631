import { expect, test } from 'vitest'
import { disruptionController } from '../../../../src/controllers/manager/policy/disruption.js'
import { testCluster } from '../../world.js'

const budget = (name: string, spec: object) => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name, namespace: 'default' },
  spec: { selector: { matchLabels: { app: 'web' } }, ...spec },
  status: { currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 },
})
const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'a', namespace: 'default', labels: { app: 'web' } },
  spec: { containers: [{ name: 'c', image: 'nginx' }] },
  status: {},
}

test('of several budgets one is named, as often as the pod changes', () => {
  const cluster = testCluster({ controllers: [disruptionController] })
  for (const name of ['one', 'two']) cluster.create('poddisruptionbudgets', budget(name, { minAvailable: 1 }))
  cluster.create('pods', pod)
  cluster.settle()
  const [told] = cluster.events('MultiplePodDisruptionBudgets')
  expect(told).toMatch(
    /^Warning MultiplePodDisruptionBudgets Pod\/a Pod "default"\/"a" matches multiple PodDisruptionBudgets\. {2}Chose "(one|two)" arbitrarily\.$/,
  )
})

test('pods without a controller are told of with the selector as Go prints it', () => {
  const cluster = testCluster({ controllers: [disruptionController] })
  const selector = {
    matchLabels: { b: '2', a: '1' },
    matchExpressions: [{ key: 'c', operator: 'In', values: ['3', '4'] }],
  }
  cluster.create('poddisruptionbudgets', budget('one', { maxUnavailable: 0, selector }))
  cluster.create('pods', { ...pod, metadata: { ...pod.metadata, labels: { a: '1', b: '2', c: '3' } } })
  cluster.settle()
  expect(cluster.events('UnmanagedPods').join()).toContain(
    '(selector: &LabelSelector{MatchLabels:map[string]string{a: 1,b: 2,},MatchExpressions:[]LabelSelectorRequirement{LabelSelectorRequirement{Key:c,Operator:In,Values:[3 4],},},})',
  )
})

test('pods that are said to be disrupted since no time are not waited for', () => {
  const cluster = testCluster({ controllers: [disruptionController] })
  const { status, ...one } = budget('one', { minAvailable: 1 })
  cluster.create('pods', pod)
  cluster.create('poddisruptionbudgets', { ...one, status: { ...status, disruptedPods: { a: null } } })
  cluster.settle()
  expect(cluster.world.get('poddisruptionbudgets/default/one')?.status.disruptedPods).toBeUndefined()
})
