/** A key with its quotes, as far as its colon; or what opens, closes or separates. Other strings are taken whole. */
const tokens = /("(?:[^"\\]|\\.)*")\s*(:)?|[{}[\],]/g

interface Level {
  /** Path of the object or list, without a separator at its end. */
  readonly path: string
  /** The keys seen so far; undefined in a list. */
  readonly keys: Set<string> | undefined
  index: number
  key: string
}

/** The paths of the fields that a valid JSON text has twice, each once: `spec.containers[0].name`. */
export function duplicateFields(text: string): string[] {
  const found = new Set<string>()
  const levels: Level[] = []
  const below = ({ path, keys, index, key }: Level) =>
    keys === undefined ? `${path}[${index}]` : path === '' ? key : `${path}.${key}`
  for (const [token, string, colon] of text.matchAll(tokens)) {
    const level = levels.at(-1)
    if (string !== undefined) {
      if (colon !== undefined && level?.keys !== undefined) enter(level, JSON.parse(string) as string, below, found)
    } else if (token === '{' || token === '[') {
      const path = level === undefined ? '' : below(level)
      levels.push({ path, keys: token === '{' ? new Set() : undefined, index: 0, key: '' })
    } else if (token === ',') {
      if (level !== undefined) level.index++
    } else {
      levels.pop()
    }
  }
  return [...found]
}

function enter(level: Level, key: string, below: (level: Level) => string, found: Set<string>): void {
  level.key = key
  if (level.keys!.has(key)) found.add(below(level))
  else level.keys!.add(key)
}
