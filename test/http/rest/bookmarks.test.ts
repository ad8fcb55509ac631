import { expect, test } from 'vitest'
import type { WatchQuery } from '../../../src/api/contract/client.js'
import { Bookmarks } from '../../../src/http/rest/bookmarks.js'
import { Cluster } from '../../../src/index.js'

const second = 1000

test.each<readonly [told: string, initial: boolean, end: number | undefined, at: number[], wanted: boolean[]]>([
  ['once a minute', false, undefined, [0, 59, 60, 61, 119, 120], [false, false, true, false, false, true]],
  ['after the initial events too', true, undefined, [0, 1, 60], [true, false, true]],
  ['two seconds before the end', false, 90, [0, 60, 87, 88], [false, true, false, true]],
  ['not before an end that is too near', false, 2, [0, 1], [false, false]],
])('bookmarks are told %s', (_told, initial, end, at, wanted) => {
  let now = 0
  const bookmarks = new Bookmarks(() => now, initial, end === undefined ? undefined : end * second)
  const told = at.map((instant) => {
    now = instant * second
    return bookmarks.shown({ metadata: {} }) !== undefined
  })
  expect(told).toEqual(wanted)
})

test('a watch in which nothing happens has bookmarks', async () => {
  const cluster = await Cluster.open({ create: { clock: 'virtual' }, controllers: [] })
  const resource = (await cluster.client.resources()).find(({ plural }) => plural === 'configmaps')!
  const over = new AbortController()
  const { resourceVersion = '' } = (await cluster.client.list({ resource, namespace: '' })).metadata
  const query: WatchQuery = {
    resource,
    namespace: '',
    resourceVersion,
    bookmarks: true,
    heartbeat: () => 1,
    signal: over.signal,
  }
  const types: string[] = []
  for await (const { type } of cluster.client.watch(query)) {
    types.push(type)
    if (types.length === 3) over.abort()
  }
  expect(types).toEqual(['BOOKMARK', 'BOOKMARK', 'BOOKMARK'])
  await cluster.close()
})
