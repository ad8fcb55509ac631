/** What go-yaml's strict decoder says of keys that come twice in one map. */
import { isNode, isScalar, type LineCounter, type Pair } from 'yaml'
import { goQuote } from '../go/quote.js'

export type Key = string | number | boolean

/** A pair whose key its map has already. */
export interface Twice {
  readonly key: Key
  readonly pair: Pair
}

/** `yaml: unmarshal errors:` and a line for each, with the line of the text on which its value begins. */
export function duplicateKeys(twice: readonly Twice[], text: string, lines: LineCounter): string {
  const problems = twice.map(({ key, pair }) => {
    const { line } = lines.linePos(startOfValue(pair, text))
    return `\n  line ${line}: key ${typeof key === 'string' ? goQuote(key) : key} already set in map`
  })
  return `yaml: unmarshal errors:${problems.join('')}`
}

/** Of what its anchor and tag belong to; of nothing where the colon is. */
function startOfValue({ key, value }: Pair, text: string): number {
  const end = (isNode(key) ? key.range?.[1] : undefined) ?? 0
  const [between] = /^(?:\s|#.*)*:?/.exec(text.slice(end))!
  const colon = end + between.length
  if (isScalar(value) && value.source === '' && value.anchor === undefined && value.tag === undefined) return colon - 1
  const [space] = /^(?:\s|#.*)*/.exec(text.slice(colon))!
  return colon + space.length
}
