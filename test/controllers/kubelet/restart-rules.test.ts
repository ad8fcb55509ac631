import { expect, test } from 'vitest'
import { Cluster } from '../../../src/index.js'
import type { Pod } from '../../../src/model/objects/types.js'

const rule = (operator: string, ...values: number[]) => ({ action: 'Restart', exitCodes: { operator, values } })

/** What becomes within half a minute of a pod whose container ends with this code. */
async function after(code: number, container: object, restartPolicy = 'Never') {
  const cluster = await Cluster.open({ create: { clock: 'virtual' } })
  const spec = {
    restartPolicy,
    containers: [{ name: 'c', image: 'busybox', command: ['sh', '-c', `sleep 1; exit ${code}`], ...container }],
  }
  const object = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec }
  await cluster.run(['create', '-f', '-'], { stdin: JSON.stringify(object) })
  await cluster.run(['clock', 'advance', '30s'])
  const [pod] = await cluster.read((reader) => reader.list<Pod>('pods', 'default'))
  await cluster.close()
  const [status] = pod!.status.containerStatuses ?? []
  return [pod!.status.phase, (status?.restartCount ?? 0) > 0]
}

test.each([
  ['a rule that holds', 42, { restartPolicy: 'Never', restartPolicyRules: [rule('In', 42)] }, ['Running', true]],
  ['a rule that does not', 1, { restartPolicy: 'Never', restartPolicyRules: [rule('In', 42)] }, ['Failed', false]],
  ['a rule for all others', 1, { restartPolicy: 'Never', restartPolicyRules: [rule('NotIn', 0)] }, ['Running', true]],
  ['a policy of its own', 1, { restartPolicy: 'OnFailure' }, ['Running', true]],
  ['a policy that is satisfied', 0, { restartPolicy: 'OnFailure' }, ['Succeeded', false]],
  ['nothing', 1, {}, ['Failed', false]],
])('a container of a pod that never restarts, with %s', async (_, code, container, expected) => {
  expect(await after(code, container)).toEqual(expected)
})

test('a container that never restarts, in a pod that always does', async () => {
  expect(await after(0, { restartPolicy: 'Never' }, 'Always')).toEqual(['Succeeded', false])
})
