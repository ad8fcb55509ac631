/**
 * Unified differences as Go's difflib makes them (github.com/pmezard/go-difflib, a port of Python's): the longest block that two
 * texts have in common, then those before and behind it; in a text of 200 lines or more, lines that are frequent begin no block.
 */

interface Block {
  readonly a: number
  readonly b: number
  readonly size: number
}

const context = 3

/** The changes with three lines around each, without names of files; empty when there are none. */
export function unifiedDiff(before: string, after: string): string {
  const a = before.split('\n')
  const b = after.split('\n')
  return hunksOf(changesBetween(a, b), a.length)
    .map((hunk) => hunkText(hunk, a, b))
    .join('')
}

interface Change {
  readonly from: Block
  /** Where the next block begins. */
  readonly to: Block
}

/** What lies between the blocks that both have. */
function changesBetween(a: readonly string[], b: readonly string[]): Change[] {
  const blocks = joined([...blocksOf(a, b), { a: a.length, b: b.length, size: 0 }])
  let last: Block = { a: 0, b: 0, size: 0 }
  return blocks.flatMap((block) => {
    const from = { a: last.a + last.size, b: last.b + last.size, size: 0 }
    last = block
    return from.a === block.a && from.b === block.b ? [] : [{ from, to: block }]
  })
}

function joined(blocks: readonly Block[]): Block[] {
  const result: Block[] = []
  for (const block of blocks) {
    const last = result.at(-1)
    const adjacent = last !== undefined && last.a + last.size === block.a && last.b + last.size === block.b
    if (adjacent && block.size > 0) result[result.length - 1] = { ...last, size: last.size + block.size }
    else result.push(block)
  }
  return result
}

/** Lines of one text are compared with lines of the other so often at most, some hundred milliseconds long; what is left is all changed. */
const mostComparisons = 2_000_000

function blocksOf(a: readonly string[], b: readonly string[]): Block[] {
  const places = placesOf(b)
  const blocks: Block[] = []
  const waiting: Part[] = [[0, a.length, 0, b.length]]
  const effort = { left: mostComparisons }
  for (let part = waiting.pop(); part !== undefined && effort.left > 0; part = waiting.pop()) {
    const [aLow, aHigh, bLow, bHigh] = part
    const block = longestBlock(a, b, places, part, effort)
    if (block.size === 0) continue
    blocks.push(block)
    if (aLow < block.a && bLow < block.b) waiting.push([aLow, block.a, bLow, block.b])
    if (block.a + block.size < aHigh && block.b + block.size < bHigh) {
      waiting.push([block.a + block.size, aHigh, block.b + block.size, bHigh])
    }
  }
  return blocks.sort((one, other) => one.a - other.a)
}

/** Lines of both texts: from one to before another. */
type Part = readonly [aLow: number, aHigh: number, bLow: number, bHigh: number]

/** Where each line stands, but for the frequent ones of a long text. */
function placesOf(lines: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>()
  for (const [at, line] of lines.entries()) {
    const known = places.get(line)
    if (known === undefined) places.set(line, [at])
    else known.push(at)
  }
  if (lines.length < 200) return places
  const most = Math.floor(lines.length / 100) + 1
  return new Map([...places].filter(([, each]) => each.length <= most))
}

/** The first of the longest blocks that begins with a line that is looked at, with the equal lines around it. */
function longestBlock(
  a: readonly string[],
  b: readonly string[],
  places: ReadonlyMap<string, readonly number[]>,
  [aLow, aHigh, bLow, bHigh]: Part,
  effort: { left: number },
): Block {
  let best: Block = { a: aLow, b: bLow, size: 0 }
  let lengths = new Map<number, number>()
  for (let i = aLow; i < aHigh; i++) {
    const next = new Map<number, number>()
    const same = places.get(a[i]!) ?? []
    effort.left -= same.length + 1
    if (effort.left < 0) break
    for (const j of same) {
      if (j < bLow || j >= bHigh) continue
      const size = (lengths.get(j - 1) ?? 0) + 1
      next.set(j, size)
      if (size > best.size) best = { a: i - size + 1, b: j - size + 1, size }
    }
    lengths = next
  }
  let { a: i, b: j, size } = best
  for (; i > aLow && j > bLow && a[i - 1] === b[j - 1]; i--, j--) size++
  for (; i + size < aHigh && j + size < bHigh && a[i + size] === b[j + size]; ) size++
  return { a: i, b: j, size }
}

/** Changes that have at most twice the context between them stand in one hunk. */
function hunksOf(changes: readonly Change[], end: number): { changes: Change[]; start: number; stop: number }[] {
  const hunks: { changes: Change[]; start: number; stop: number }[] = []
  for (const change of changes) {
    const last = hunks.at(-1)?.changes.at(-1)
    const stop = Math.min(end, change.to.a + Math.min(context, change.to.size || context))
    if (last !== undefined && change.from.a - last.to.a <= 2 * context) {
      hunks.at(-1)!.changes.push(change)
      hunks.at(-1)!.stop = stop
    } else hunks.push({ changes: [change], start: Math.max(0, change.from.a - context), stop })
  }
  return hunks
}

function hunkText(
  { changes, start, stop }: ReturnType<typeof hunksOf>[number],
  a: readonly string[],
  b: readonly string[],
) {
  const first = changes[0]!
  const last = changes.at(-1)!
  const bStart = first.from.b - (first.from.a - start)
  const bStop = last.to.b + (stop - last.to.a)
  const lines: string[] = []
  let at = start
  for (const { from, to } of changes) {
    for (const line of a.slice(at, from.a)) lines.push(` ${line}`)
    for (const line of a.slice(from.a, to.a)) lines.push(`-${line}`)
    for (const line of b.slice(from.b, to.b)) lines.push(`+${line}`)
    at = to.a
  }
  for (const line of a.slice(at, stop)) lines.push(` ${line}`)
  return `@@ -${range(start, stop)} +${range(bStart, bStop)} @@\n${lines.map((line) => `${line}\n`).join('')}`
}

function range(start: number, stop: number): string {
  const length = stop - start
  if (length === 1) return String(start + 1)
  return `${length === 0 ? start : start + 1},${length}`
}
