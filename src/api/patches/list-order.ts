import { type Item, identity, isDeletion } from './directives.js'

type Ranks = ReadonlyMap<unknown, number>

function ranksOf(order: readonly Item[], mergeKey: string | undefined): Ranks {
  const ranks = new Map<unknown, number>()
  order.forEach((item, index) => {
    const key = identity(item, mergeKey)
    if (!ranks.has(key)) ranks.set(key, index)
  })
  return ranks
}

/** The items in the order of another list, deletions last (`normalizeSliceOrder`). */
export function sortedLike(items: readonly Item[], order: readonly Item[], mergeKey: string | undefined): Item[] {
  const ranks = ranksOf(order, mergeKey)
  const rank = (item: Item) => ranks.get(identity(item, mergeKey)) ?? -1
  const kept = items.filter((item) => mergeKey === undefined || !isDeletion(item))
  const deletions = mergeKey === undefined ? [] : items.filter(isDeletion)
  return [...kept.sort((a, b) => rank(a) - rank(b)), ...deletions]
}

/**
 * Puts a merged list in order: what the patch speaks of in the patch's order, the rest in the order it had, each of
 * the rest before the first item of the patch that stood behind it (`normalizeElementOrder`, `mergeSortedSlice`).
 */
export function inOrder(
  merged: readonly Item[],
  patchOrder: readonly Item[],
  liveOrder: readonly Item[],
  mergeKey: string | undefined,
): Item[] {
  const spoken = ranksOf(patchOrder, mergeKey)
  const isSpoken = (item: Item) => spoken.has(identity(item, mergeKey))
  const right = sortedLike(merged.filter(isSpoken), patchOrder, mergeKey)
  const left = sortedLike(
    merged.filter((item) => !isSpoken(item)),
    liveOrder,
    mergeKey,
  )
  const live = ranksOf(liveOrder, mergeKey)
  const result: Item[] = []
  let next = 0
  for (const item of right) {
    const place = live.get(identity(item, mergeKey))
    while (next < left.length && place !== undefined) {
      const rank = live.get(identity(left[next], mergeKey))
      if (rank === undefined || rank >= place) break
      result.push(left[next++])
    }
    result.push(item)
  }
  return [...result, ...left.slice(next)]
}
