import { describe, expect, test } from 'vitest'
import { podLimits, podRequests } from '../../../src/model/objects/pod-resources.js'
import { isPodActive, isPodAvailable, isPodReady, isPodTerminal } from '../../../src/model/objects/pods.js'
import { formatQuantity } from '../../../src/model/objects/quantity.js'
import type { Pod } from '../../../src/model/objects/types.js'

const since = Date.UTC(2026, 0, 1)
const condition = (status: string) => ({ type: 'Ready', status, lastTransitionTime: new Date(since).toISOString() })
const withStatus = (status: object, metadata: object = {}) =>
  ({ metadata: { name: 'p', ...metadata }, spec: { containers: [] }, status }) as unknown as Pod

test('ready is what the condition says', () => {
  expect(isPodReady(withStatus({ conditions: [condition('True')] }))).toBe(true)
  expect(isPodReady(withStatus({ conditions: [condition('False')] }))).toBe(false)
  expect(isPodReady(withStatus({}))).toBe(false)
})

test.each([
  [0, 0, true],
  [10, 9_999, false],
  [10, 10_000, true],
])('available after %i seconds of readiness: at %i ms %s', (minReadySeconds, after, available) => {
  expect(isPodAvailable(withStatus({ conditions: [condition('True')] }), minReadySeconds, since + after)).toBe(
    available,
  )
  expect(isPodAvailable(withStatus({ conditions: [condition('False')] }), minReadySeconds, since + after)).toBe(false)
})

test('finished pods, and those being deleted, count no more', () => {
  expect(isPodTerminal(withStatus({ phase: 'Succeeded' }))).toBe(true)
  expect(isPodTerminal(withStatus({ phase: 'Running' }))).toBe(false)
  expect(isPodActive(withStatus({ phase: 'Running' }))).toBe(true)
  expect(isPodActive(withStatus({ phase: 'Failed' }))).toBe(false)
  expect(isPodActive(withStatus({ phase: 'Running' }, { deletionTimestamp: 'x' }))).toBe(false)
})

describe('what a pod asks for', () => {
  const asks = (cpu: string, more: object = {}) => ({ resources: { requests: { cpu }, limits: { cpu } }, ...more })
  const total = (spec: object, of = podRequests) => {
    const { cpu } = of({ spec } as Pod)
    return cpu === undefined ? undefined : formatQuantity(cpu)
  }
  test.each([
    ['nothing', { containers: [{}] }, undefined],
    ['its containers together', { containers: [asks('100m'), asks('200m')] }, '300m'],
    ['the largest step of its start', { initContainers: [asks('1'), asks('2')], containers: [asks('100m')] }, '2'],
    [
      'sidecars beside its containers',
      { initContainers: [asks('1', { restartPolicy: 'Always' })], containers: [asks('100m')] },
      '1100m',
    ],
    [
      'sidecars beside later steps',
      { initContainers: [asks('1', { restartPolicy: 'Always' }), asks('2')], containers: [asks('100m')] },
      '3',
    ],
    ['overhead', { containers: [asks('100m')], overhead: { cpu: '50m' } }, '150m'],
  ])('%s', (_what, spec, cpu) => {
    expect(total(spec)).toBe(cpu)
    expect(total(spec, podLimits)).toBe(cpu)
  })
})
