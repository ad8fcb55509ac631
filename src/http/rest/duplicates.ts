import type { WriteOptions } from '../../api/contract/client.js'

/** What a body says twice, for the options of its request. */
export type Duplicates = Pick<WriteOptions, 'duplicateFields' | 'fieldOrder' | 'duplicateKeys'>

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

/**
 * The paths of the fields that a valid JSON text has twice, each once: `spec.containers[0].name`. With them, if there are
 * any, those of all fields in the order of the text, as often as they come: errors are told in that order.
 */
export function duplicateFields(text: string): Duplicates {
  const found = new Set<string>()
  forEachKey(text, (level, isAgain) => {
    if (isAgain) found.add(below(level))
  })
  if (found.size === 0) return { duplicateFields: [] }
  const fieldOrder: string[] = []
  forEachKey(text, (level) => fieldOrder.push(below(level)))
  return { duplicateFields: [...found], fieldOrder }
}

/** The path of what stands in a level just now. */
const below = ({ path, keys, index, key }: Level): string =>
  keys === undefined ? `${path}[${index}]` : path === '' ? key : `${path}.${key}`

function forEachKey(text: string, visit: (level: Level, isAgain: boolean) => void): void {
  const levels: Level[] = []
  for (const [token, string, colon] of text.matchAll(tokens)) {
    const level = levels.at(-1)
    if (string !== undefined) {
      if (colon !== undefined && level?.keys !== undefined) {
        level.key = JSON.parse(string) as string
        visit(level, level.keys.has(level.key))
        level.keys.add(level.key)
      }
    } else if (token === '{' || token === '[') {
      const path = level === undefined ? '' : below(level)
      levels.push({ path, keys: token === '{' ? new Set() : undefined, index: 0, key: '' })
    } else if (token === ',') {
      if (level !== undefined) level.index++
    } else {
      levels.pop()
    }
  }
}
