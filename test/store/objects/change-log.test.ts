import { expect, test } from 'vitest'
import { createStore } from '../../../src/store/index.js'
import { createChangeLog } from '../../../src/store/objects/change-log.js'
import { weightBeside } from '../../../src/store/objects/weight.js'
import type { Change } from '../../../src/store/store.js'
import { objectFor } from '../objects.js'

const key = 'things/default/a'
const change = (revision: number): Change => ({ revision, type: 'MODIFIED', key, object: objectFor(key) })

test('heavy versions are forgotten once they have been seen', () => {
  const log = createChangeLog(0, [], 100)
  for (let revision = 1; revision <= 10; revision++) log.add(change(revision), 30)
  expect(log.since(0)).toHaveLength(10)
  log.seen(4)
  expect(log.since(3)).toBeUndefined()
  expect(log.since(4)).toHaveLength(6)
  log.seen(10)
  expect([log.length, log.revision]).toEqual([1, 10])
  log.add(change(11), 30)
  log.seen(11)
  expect(log.since(9)).toHaveLength(2)
})

test('a version weighs what it does not share with the next', () => {
  const data = { text: 'x'.repeat(1_000) }
  const before = { ...objectFor(key), data, status: { ready: 'no' } }
  expect(weightBeside(before, before, 1e6)).toBe(0)
  expect(weightBeside(before, { ...before, status: { ready: 'yes' } }, 1e6)).toBeLessThan(500)
  expect(weightBeside(before, { ...before, data: { text: 'y' } }, 1e6)).toBeGreaterThan(2_000)
  expect(weightBeside(before, { ...before, data: { ...data } }, 1e6)).toBeGreaterThan(2_000)
  expect(weightBeside(before, undefined, 1e6)).toBeGreaterThan(2_000)
  expect(
    weightBeside(
      Array.from({ length: 1e5 }, () => 1),
      undefined,
      1_000,
    ),
  ).toBeLessThan(2_000)
})

test('a store of large objects that are written again and again keeps few of their versions', () => {
  const store = createStore()
  const large = 'x'.repeat(2 ** 20)
  for (let count = 0; count < 500; count++) {
    store.put(key, objectFor(key, { data: large + count }))
    store.seen(store.revision)
  }
  expect(store.remembered).toBeGreaterThan(10)
  expect(store.remembered).toBeLessThan(70)
})
