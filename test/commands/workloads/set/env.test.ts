import { describe, expect, test } from 'vitest'
import {
  overwriteError,
  parseEnvironment,
  referenceText,
  splitEnvironment,
  updatedVariables,
} from '../../../../src/commands/workloads/set/env-variables.js'
import { Cluster } from '../../../../src/index.js'

const noInput = async () => ''

describe('pairs', () => {
  test('stand behind the resources', () => {
    expect(splitEnvironment(['deploy/web', 'A=1', 'B-'])).toEqual({ resources: ['deploy/web'], pairs: ['A=1', 'B-'] })
    expect(() => splitEnvironment(['A=1', 'deploy/web'])).toThrow(
      'all resources must be specified before environment changes: A=1 deploy/web',
    )
  })

  test('set and remove', async () => {
    expect(await parseEnvironment(['A=1=2', 'B-', 'C='], noInput)).toEqual({
      set: [
        { name: 'A', value: '1=2' },
        { name: 'C', value: '' },
      ],
      remove: ['B'],
    })
  })

  test('come from standard input', async () => {
    const { set } = await parseEnvironment(['-'], async () => 'A=1\n# B=2\nno\nC=3 # four\n')
    expect(set).toEqual([
      { name: 'A', value: '1' },
      { name: 'C', value: '3 ' },
    ])
  })

  test.each([
    [['A'], 'unknown environment variable: A'],
    [['A=1', 'A-'], 'can not both modify and remove the same environment variable in the same command'],
    [['1=2'], '"1" is not a valid key name: a valid environment variable name must consist of'],
  ])('%j is refused', async (pairs, message) => {
    await expect(parseEnvironment(pairs, noInput)).rejects.toThrow(message)
  })
})

test('variables keep their places', () => {
  const existing = [
    { name: 'A', value: '1' },
    { name: 'B', value: '2' },
    { name: 'A', value: '3' },
  ]
  const edits = {
    set: [
      { name: 'C', value: '4' },
      { name: 'A', value: '5' },
    ],
    remove: ['B'],
  }
  expect(updatedVariables(existing, edits)).toEqual([
    { name: 'A', value: '5' },
    { name: 'C', value: '4' },
  ])
  expect(overwriteError(existing, [{ name: 'B', value: '2' }])).toBeUndefined()
  expect(overwriteError(existing, [{ name: 'B', value: '9' }])).toBe(
    "'B' already has a value (2), and --overwrite is false",
  )
})

test.each([
  [{ configMapKeyRef: { name: 'c', key: 'k' } }, 'configmap c, key k'],
  [{ secretKeyRef: { name: 's', key: 'k' } }, 'secret s, key k'],
  [{ fieldRef: { fieldPath: 'metadata.name' } }, 'field path metadata.name'],
  [{ resourceFieldRef: { containerName: 'c', resource: 'limits.cpu' } }, 'resource field c/limits.cpu'],
  [{}, 'invalid valueFrom'],
])('%j is told as %s', (from, text) => {
  expect(referenceText(from)).toBe(text)
})

test('variables are listed with where they come from, or with their values', async () => {
  const cluster = await Cluster.open({ create: { clock: 'virtual', seed: 'env' } })
  const run = async (...args: string[]) => (await cluster.run(args)).stdout
  try {
    await run('create', 'deployment', 'web', '--image=nginx')
    await run('create', 'secret', 'generic', 'db', '--from-literal=password=geheim')
    await run('set', 'env', 'deployment/web', 'MODE=test', '--from=secret/db')
    expect(await run('set', 'env', 'deployment/web', '--list')).toBe(
      '# Deployment web, container nginx\nMODE=test\n# PASSWORD from secret db, key password\n',
    )
    expect(await run('set', 'env', 'deployment/web', '--list', '--resolve')).toBe(
      '# Deployment web, container nginx\nMODE=test\nPASSWORD=geheim\n',
    )
  } finally {
    await cluster.close()
  }
})
