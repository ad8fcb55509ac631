import { expect, test } from 'vitest'
import { Cluster } from '../../src/index.js'

test('a command on the file hears of a request that is too large what a server says', async () => {
  const cluster = await Cluster.open({ create: { clock: 'virtual' } })
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' }, data: { a: 'x'.repeat(3_200_000) } }
  const created = await cluster.run(['create', '-f', '-'], { stdin: JSON.stringify(object) })
  expect(created.stderr).toBe(
    'Error from server (RequestEntityTooLarge): error when creating "STDIN": Request entity too large: limit is 3145728\n',
  )
  expect(created.exitCode).toBe(1)
  expect((await cluster.run(['get', 'cm', 'x'])).exitCode).toBe(1)
  await cluster.close()
})
