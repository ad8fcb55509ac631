export interface MemoOptions<Asked, Made> {
  /** What tells what is asked apart: a text made of it, say. Without it, it is itself. */
  readonly keyOf?: (asked: Asked) => unknown
  /** What `most` counts, of a value; without it each is 1. */
  readonly sizeOf?: (made: Made) => number
}

/**
 * A function that keeps what it has made lately, so that it need not make it again: `most` values, or as many as are of that
 * size together. Of more, those go first that were made first, however often they were asked for since. Keys are the
 * same as a Map has it: texts and numbers by what they say, objects by identity. `memo(1, make)` keeps what was asked for
 * last, and is the cheapest.
 *
 * What throws is not kept. What is kept is given to everybody who asks: nobody may change it. Keys are kept alive as long
 * as their values; what is said of one object for as long as that lives belongs into a WeakMap.
 */
export function memo<Asked, Made>(
  most: number,
  make: (asked: Asked) => Made,
  { keyOf = itself, sizeOf = one }: MemoOptions<Asked, Made> = {},
): (asked: Asked) => Made {
  if (most === 1 && sizeOf === one) return lastOf(make, keyOf)
  const kept = new Map<unknown, Made>()
  let size = 0
  return (asked) => {
    const key = keyOf(asked)
    const before = kept.get(key)
    if (before !== undefined || kept.has(key)) return before as Made
    const made = make(asked)
    const own = sizeOf(made)
    if (own > most) return made
    size += own
    for (const [oldest, value] of kept) {
      if (size <= most) break
      kept.delete(oldest)
      size -= sizeOf(value)
    }
    kept.set(key, made)
    return made
  }
}

const itself = (asked: unknown): unknown => asked
const one = () => 1

function lastOf<Asked, Made>(make: (asked: Asked) => Made, keyOf: (asked: Asked) => unknown): (asked: Asked) => Made {
  let last: unknown = nothing
  let made: Made
  return (asked) => {
    const key = keyOf(asked)
    if (key === last) return made
    made = make(asked)
    last = key
    return made
  }
}

const nothing = Symbol('nothing')
