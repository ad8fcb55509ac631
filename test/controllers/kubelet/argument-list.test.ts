import { expect, test } from 'vitest'
import { Cluster } from '../../../src/index.js'
import type { Container, Pod } from '../../../src/model/objects/types.js'

async function started(container: Partial<Container>) {
  const cluster = await Cluster.open({ create: { clock: 'virtual' } })
  const spec = { containers: [{ name: 'c', image: 'busybox', command: ['sh', '-c', 'sleep 100'], ...container }] }
  const object = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec }
  const created = await cluster.run(['create', '-f', '-'], { stdin: JSON.stringify(object) })
  await cluster.run(['clock', 'advance', '5s'])
  const [pod] = await cluster.read((reader) => reader.list<Pod>('pods', 'default'))
  const logs = await cluster.run(['logs', 'p'])
  const described = await cluster.run(['describe', 'pod', 'p'])
  await cluster.close()
  return { created: created.stdout, status: pod!.status.containerStatuses?.[0], logs: logs.stdout, described }
}

/** Forty variables, each twice the one before: the last of them has a million million letters. */
const doubling = [
  { name: 'V0', value: 'xx' },
  ...Array.from({ length: 40 }, (_, at) => ({ name: `V${at + 1}`, value: `$(V${at})$(V${at})` })),
]

test.each<[string, Partial<Container>]>([
  ['variables that double', { env: doubling }],
  ['a word that repeats a variable', { env: [{ name: 'A', value: 'x'.repeat(999) }], args: ['$(A)'.repeat(200)] }],
  ['a variable longer than 128 KB', { env: [{ name: 'A', value: 'x'.repeat(131_072) }] }],
  ['words of two megabytes', { env: [{ name: 'A', value: 'x'.repeat(110_000) }], args: Array(20).fill('$(A)') }],
])('%s: the container fails, with the words of execve', async (_, container) => {
  const { created, status, logs, described } = await started(container)
  expect(created).toBe('pod/p created\n')
  expect(status).toMatchObject({ lastState: { terminated: { exitCode: 255, reason: 'Error' } } })
  expect(logs).toBe('exec /bin/sh: argument list too long\n')
  expect(described.exitCode).toBe(0)
})

test('what is inherited by all objects is no variable', async () => {
  const { logs } = await started({
    command: ['echo', '$(constructor) $(A)'],
    env: [{ name: 'A', value: '$(toString)' }],
  })
  expect(logs).toBe('$(constructor) $(toString)\n')
})
