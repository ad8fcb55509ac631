import { compareKeys } from '../model/order.js'
import { goQuote } from '../model/quote.js'

/** A value together with the way Go prints it (`%#v`), for structs whose type a plain object does not tell. */
export class GoSyntax {
  constructor(
    readonly text: string,
    readonly value?: unknown,
  ) {}
}

/** What `%#v` prints of a value, as far as it can be told from JSON: maps and lists are taken to be of strings. */
export function goSyntax(value: unknown): string {
  if (value instanceof GoSyntax) return value.text
  if (typeof value === 'string') return goQuote(value)
  if (value === null || value === undefined) return 'nil'
  if (Array.isArray(value)) return goList(value)
  if (typeof value === 'object') return goMap(value as Record<string, unknown>)
  return String(value)
}

function goList(list: readonly unknown[]): string {
  const type = list.every((item) => typeof item === 'string') ? 'string' : 'interface {}'
  return `[]${type}{${list.map(goSyntax).join(', ')}}`
}

function goMap(map: Readonly<Record<string, unknown>>): string {
  const type = Object.values(map).every((item) => typeof item === 'string') ? 'string' : 'interface {}'
  const entries = Object.keys(map)
    .sort(compareKeys)
    .map((key) => `${goQuote(key)}:${goSyntax(map[key])}`)
  return `map[string]${type}{${entries.join(', ')}}`
}

/** A map of labels, as Go prints it: `map[string]string{"app":"two"}`, `map[string]string(nil)` when absent. */
export function goStringMap(map: Readonly<Record<string, string>> | undefined): GoSyntax {
  return new GoSyntax(map === undefined ? 'map[string]string(nil)' : goMap(map), map)
}

interface Selector {
  matchLabels?: Record<string, string>
  matchExpressions?: readonly { key: string; operator: string; values?: readonly string[] }[]
}

/** `v1.LabelSelector{MatchLabels:map[string]string{"app":"api2"}, MatchExpressions:[]v1.LabelSelectorRequirement(nil)}` */
export function goLabelSelector(selector: Selector): GoSyntax {
  const list = selector.matchExpressions?.map((requirement) => {
    const values = requirement.values === undefined ? '[]string(nil)' : goList(requirement.values)
    return `v1.LabelSelectorRequirement{Key:${goQuote(requirement.key)}, Operator:${goQuote(requirement.operator)}, Values:${values}}`
  })
  const type = '[]v1.LabelSelectorRequirement'
  const expressions = list === undefined ? `${type}(nil)` : `${type}{${list.join(', ')}}`
  const labels = goStringMap(selector.matchLabels).text
  return new GoSyntax(`v1.LabelSelector{MatchLabels:${labels}, MatchExpressions:${expressions}}`, selector)
}
