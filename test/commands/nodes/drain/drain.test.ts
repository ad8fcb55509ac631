/** Draining where time matters: grace periods, timeouts. */
import { expect, test } from 'vitest'
import { openCluster } from '../../cluster.js'

/** A deployment whose program takes no notice of a request to stop. */
const stubborn = JSON.stringify({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'slow' },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: 'slow' } },
    template: {
      metadata: { labels: { app: 'slow' } },
      spec: {
        nodeSelector: { 'kubernetes.io/hostname': 'worker-1' },
        terminationGracePeriodSeconds: 40,
        containers: [{ name: 'c', image: 'busybox', command: ['sleep', '3600'] }],
      },
    },
  },
})

async function withStubbornPod() {
  const opened = await openCluster()
  await opened.type('create -f -', stubborn)
  return { ...opened, pod: await opened.out("get pods -o jsonpath='{.items[0].metadata.name}'") }
}

test('a drain waits as long as its pods take to stop', async () => {
  const { cluster, type, pod } = await withStubbornPod()
  const before = cluster.client.now()
  const { stdout, exitCode } = await type('drain worker-1 --pod-selector=app=slow')
  expect(stdout).toBe(`node/worker-1 cordoned
evicting pod default/${pod}
pod/${pod} evicted
node/worker-1 drained
`)
  expect(exitCode).toBe(0)
  expect(cluster.client.now() - before).toBe(40_000)
  await cluster.close()
})

test('a drain that runs out of time says which pods are left', async () => {
  const { cluster, type, pod } = await withStubbornPod()
  const { stdout, stderr, exitCode } = await type('drain worker-1 --pod-selector=app=slow --timeout=10s')
  const why = `error when waiting for pod "${pod}" in namespace "default" to terminate: context deadline exceeded`
  expect(stdout).toBe(`node/worker-1 cordoned\nevicting pod default/${pod}\n`)
  expect(stderr).toBe(`There are pending pods in node "worker-1" when an error occurred: ${why}
pod/${pod}
error: unable to drain node "worker-1" due to error: ${why}, continuing command...
There are pending nodes to be drained:
 worker-1
${why}
`)
  expect(exitCode).toBe(1)
  await cluster.close()
})

test('an eviction that the budget refuses is tried again after five seconds', async () => {
  const { cluster, type, pod } = await withStubbornPod()
  const { client } = cluster
  let refusals = 2
  const create = client.create.bind(client)
  client.create = (async (...args: Parameters<typeof create>) => {
    if (args[3]?.subresource === 'eviction' && refusals-- > 0) {
      const { ApiError } = await import('../../../../src/api/contract/errors.js')
      throw new ApiError(429, 'TooManyRequests', "Cannot evict pod as it would violate the pod's disruption budget.")
    }
    return create(...args)
  }) as typeof client.create
  const { stdout, stderr } = await type('drain worker-1 --pod-selector=app=slow --grace-period=1')
  const again = `error when evicting pods/"${pod}" -n "default" (will retry after 5s): Cannot evict pod as it would violate the pod's disruption budget.\n`
  expect(stderr).toBe(again + again)
  expect(stdout.match(/evicting pod/g)).toHaveLength(3)
  expect(stdout).toContain(`pod/${pod} evicted\nnode/worker-1 drained\n`)
  await cluster.close()
})
