/** About what a number, a boolean, or what is around a value takes. */
const AROUND = 24
const BYTES_OF_UNIT = 2

/**
 * About how many bytes a version of an object takes beside the version after it, with which it shares what has not changed;
 * looks at no more values than come to `most`.
 */
export function weightBeside(before: unknown, after: unknown, most: number): number {
  // Two texts that say the same may well be two.
  if (typeof before === 'string') return AROUND + BYTES_OF_UNIT * before.length
  if (before === after) return 0
  if (typeof before !== 'object' || before === null) return AROUND
  const others = typeof after === 'object' && after !== null ? (after as Record<string, unknown>) : {}
  let weight = AROUND
  for (const name in before) {
    if (weight >= most) return weight
    if (!Object.hasOwn(before, name)) continue
    const other = Object.hasOwn(others, name) ? others[name] : undefined
    weight += AROUND + weightBeside((before as Record<string, unknown>)[name], other, most - weight)
  }
  return weight
}
