/** Budgets of disruption: what is counted, and what evictions are told. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startTestServer, type TestServer } from './test-server.js'

let server: TestServer
beforeEach(async () => {
  server = await startTestServer()
  await server.cluster.run(['create', 'deployment', 'web', '--image=nginx', '--replicas=3'])
})
afterEach(() => server.close())

const budgets = '/apis/policy/v1/namespaces/default/poddisruptionbudgets'
const pods = '/api/v1/namespaces/default/pods'

const makeBudget = (name: string, limit: object, labels: object = { app: 'web' }) =>
  server.call('POST', budgets, { body: { metadata: { name }, spec: { ...limit, selector: { matchLabels: labels } } } })
const statusOf = async (name: string) => (await server.call('GET', `${budgets}/${name}`)).json.status
const names = async (): Promise<string[]> =>
  (await server.call('GET', `${pods}?labelSelector=app=web`)).json.items.map(
    ({ metadata }: { metadata: { name: string } }) => metadata.name,
  )
const evict = (name: string, options = {}, query = '') =>
  server.call('POST', `${pods}/${name}/eviction${query}`, { body: { metadata: { name }, deleteOptions: options } })

test.each([
  [{ minAvailable: 2 }, { expectedPods: 3, desiredHealthy: 2, currentHealthy: 3, disruptionsAllowed: 1 }],
  [{ minAvailable: '50%' }, { expectedPods: 3, desiredHealthy: 2, currentHealthy: 3, disruptionsAllowed: 1 }],
  [{ minAvailable: 5 }, { expectedPods: 3, desiredHealthy: 5, currentHealthy: 3, disruptionsAllowed: 0 }],
  [{ maxUnavailable: 1 }, { expectedPods: 3, desiredHealthy: 2, currentHealthy: 3, disruptionsAllowed: 1 }],
  [{ maxUnavailable: '100%' }, { expectedPods: 3, desiredHealthy: 0, currentHealthy: 3, disruptionsAllowed: 3 }],
  [{}, { expectedPods: 0, desiredHealthy: 0, currentHealthy: 3, disruptionsAllowed: 0 }],
])('a budget of %j counts %j', async (limit, wanted) => {
  await makeBudget('web', limit)
  expect(await statusOf('web')).toMatchObject({ ...wanted, observedGeneration: 1 })
})

test('a budget counts what a Deployment wants, not what is there', async () => {
  await makeBudget('web', { maxUnavailable: 1 })
  await server.cluster.run(['scale', 'deployment', 'web', '--replicas=2'])
  expect(await statusOf('web')).toMatchObject({ expectedPods: 2, desiredHealthy: 1, disruptionsAllowed: 1 })
})

test('pods that nothing controls cannot be counted in percent', async () => {
  await server.cluster.run(['run', 'lone', '--image=nginx', '--labels=app=lone'])
  await makeBudget('lone', { minAvailable: '50%' }, { app: 'lone' })
  expect(await statusOf('lone')).toMatchObject({ expectedPods: 0, disruptionsAllowed: 0 })
  const { stdout } = await server.cluster.run(['get', 'events', '--field-selector=reason=UnmanagedPods'])
  expect(stdout).toContain('poddisruptionbudget/lone')
})

test('an eviction takes its pod as long as the budget allows', async () => {
  await makeBudget('web', { minAvailable: 3 })
  const [first = ''] = await names()
  const refused = await evict(first)
  expect(refused.status).toBe(429)
  expect(refused.json).toMatchObject({
    reason: 'TooManyRequests',
    message: "Cannot evict pod as it would violate the pod's disruption budget.",
    details: {
      causes: [
        {
          reason: 'DisruptionBudget',
          message: 'The disruption budget web needs 3 healthy pods and has 3 currently',
        },
      ],
    },
  })
  expect(await names()).toContain(first)
  await server.cluster.run(['scale', 'deployment', 'web', '--replicas=4'])
  expect((await evict(first, {}, '?dryRun=All')).status).toBe(201)
  expect(await names()).toContain(first)
  expect(await evict(first)).toMatchObject({ status: 201, json: { status: 'Success', code: 201 } })
  expect(await names()).not.toContain(first)
})

test('a pod says why it goes', async () => {
  const { metadata, items } = (await server.call('GET', `${pods}?labelSelector=app=web`)).json
  await evict(items[0].metadata.name)
  const { text } = await server.call(
    'GET',
    `${pods}?watch=true&timeoutSeconds=1&resourceVersion=${metadata.resourceVersion}`,
    { until: (bytes) => bytes.includes('"reason":"EvictionByEvictionAPI"') },
  )
  expect(text).toContain('"reason":"EvictionByEvictionAPI"')
})

test('two budgets are one too many', async () => {
  await makeBudget('one', { minAvailable: 1 })
  await makeBudget('two', { minAvailable: 1 })
  const [first = ''] = await names()
  const why = 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.'
  expect(await evict(first)).toMatchObject({ status: 500, json: { message: why } })
})

test('an eviction asks no budget about a pod that does not run', async () => {
  await makeBudget('web', { minAvailable: 3 })
  const waiting = '{"spec":{"schedulerName":"none"}}'
  await server.cluster.run(['run', 'waiting', '--image=nginx', '--labels=app=web', `--overrides=${waiting}`])
  expect((await evict('waiting')).status).toBe(201)
  expect((await evict('nosuch')).json).toMatchObject({ reason: 'NotFound', message: 'pods "nosuch" not found' })
})

test('who replaces a budget says which revision', async () => {
  const made = (await makeBudget('web', { minAvailable: 1 })).json
  const { resourceVersion: _, ...metadata } = made.metadata
  const replaced = await server.call('PUT', `${budgets}/web`, { body: { ...made, metadata } })
  expect(replaced.json.message).toBe(
    'poddisruptionbudgets.policy "web" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update',
  )
})
