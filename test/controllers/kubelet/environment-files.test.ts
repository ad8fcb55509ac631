import { expect, test } from 'vitest'
import { EnvironmentFileError, variableIn } from '../../../src/controllers/kubelet/environment-files.js'
import { Cluster } from '../../../src/index.js'
import type { Pod } from '../../../src/model/objects/types.js'

test.each([
  ["A='1'\nB='2'\n", 'B', '2'],
  ["# a comment\n\n  A='1' # and another\n", 'A', '1'],
  ["A='one\ntwo'\nB='3'", 'A', 'one\ntwo'],
  ["A='one\ntwo'\nB='3'", 'B', '3'],
  ["A= '1'", 'A', ''],
  ["A='1'", 'C', ''],
  ['', 'A', ''],
])('%j says that %s is %j', (text, key, value) => expect(variableIn(text, key)).toBe(value))

test.each(['A', "='1'", "A ='1'", 'A=1', "A='1' x", "A='1"])('%j is no file of variables', (text) => {
  expect(() => variableIn(text, 'B')).toThrow(EnvironmentFileError)
})

async function started(script: string, reference: object) {
  const cluster = await Cluster.open({ create: { clock: 'virtual' } })
  const volumeMounts = [{ name: 'v', mountPath: '/v' }]
  const fileKeyRef = { volumeName: 'v', path: 'env', key: 'A', ...reference }
  const spec = {
    initContainers: [{ name: 'i', image: 'busybox', command: ['sh', '-c', script], volumeMounts }],
    containers: [
      {
        name: 'c',
        image: 'busybox',
        command: ['sh', '-c', 'echo $A; sleep 100'],
        env: [{ name: 'A', valueFrom: { fileKeyRef } }],
      },
    ],
    volumes: [{ name: 'v', emptyDir: {} }],
  }
  const object = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec }
  await cluster.run(['create', '-f', '-'], { stdin: JSON.stringify(object) })
  await cluster.run(['clock', 'advance', '10s'])
  const [pod] = await cluster.read((reader) => reader.list<Pod>('pods', 'default'))
  const logs = await cluster.run(['logs', 'p'])
  await cluster.close()
  return { state: pod!.status.containerStatuses?.[0]?.state, logs: logs.stdout, uid: pod!.metadata.uid }
}

test('a variable comes from the file that an init container has written', async () => {
  expect((await started(`echo "A='from a file'" > /v/env`, {})).logs).toBe('from a file\n')
  expect((await started(`echo "B='1'" > /v/env`, { optional: true })).logs).toBe('\n')
})

test('a file without it, and one that is none, keep the container from starting', async () => {
  const missing = await started(`echo "B='1'" > /v/env`, {})
  const path = `/var/lib/kubelet/pods/${missing.uid}/volumes/kubernetes.io~empty-dir/v/env`
  expect(missing.state?.waiting).toMatchObject({
    reason: 'CreateContainerConfigError',
    message: `environment variable key "A" not found in file "${path}"`,
  })
  const wrong = await started('echo A=1 > /v/env', {})
  expect(wrong.state?.waiting).toMatchObject({ message: "couldn't parse env file" })
})
