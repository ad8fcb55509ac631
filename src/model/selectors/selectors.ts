import { goQuote } from '../go/quote.js'
import { isQualifiedName, isValidLabelValue } from '../objects/names.js'
import { compareKeys } from '../values/order.js'
import { parseRequirements } from './syntax.js'

export type Operator = 'in' | 'notin' | '=' | '==' | '!=' | 'gt' | 'lt' | 'exists' | '!'

/** One condition of a label selector. */
export interface Requirement {
  readonly key: string
  readonly operator: Operator
  readonly values: readonly string[]
}

/** Conditions that must all hold, in the order of their keys; none at all selects everything. */
export interface LabelSelector {
  readonly requirements: readonly Requirement[]
  /** Selects nothing, as an absent selector does. */
  readonly nothing?: true
}

/** A selector as objects carry it (`metav1.LabelSelector`). */
export interface SelectorSpec {
  readonly matchLabels?: Readonly<Record<string, string>>
  readonly matchExpressions?: readonly {
    readonly key: string
    readonly operator: string
    readonly values?: readonly string[]
  }[]
}

export const everything: LabelSelector = { requirements: [] }
export const nothing: LabelSelector = { requirements: [], nothing: true }

/** Reads a selector as `-l` has it: `app=web,env in (dev,qa),!canary`. Throws with apimachinery's message. */
export function parseLabelSelector(text: string): LabelSelector {
  return { requirements: sortedByKey(parseRequirements(text, newRequirement)) }
}

const operators: Readonly<Record<string, Operator>> = { In: 'in', NotIn: 'notin', Exists: 'exists', DoesNotExist: '!' }

/** The selector that a spec means: an absent one selects nothing, an empty one everything. */
export function selectorOf(spec: SelectorSpec | undefined | null): LabelSelector {
  if (spec === undefined || spec === null) return nothing
  const requirements: Requirement[] = []
  for (const [key, value] of Object.entries(spec.matchLabels ?? {})) {
    requirements.push(newRequirement(key, '=', [value]))
  }
  for (const expression of spec.matchExpressions ?? []) {
    const operator = Object.hasOwn(operators, expression.operator) ? operators[expression.operator] : undefined
    if (operator === undefined)
      throw new Error(`${goQuote(expression.operator)} is not a valid label selector operator`)
    requirements.push(newRequirement(expression.key, operator, expression.values ?? []))
  }
  return { requirements: sortedByKey(requirements) }
}

/** The selector that matches exactly these labels, unchecked (`labels.SelectorFromSet`); no labels: everything. */
export function selectorFromSet(labels: Readonly<Record<string, string>> | undefined): LabelSelector {
  const requirements = Object.entries(labels ?? {}).map(
    ([key, value]): Requirement => ({ key, operator: '=', values: [value] }),
  )
  return { requirements: sortedByKey(requirements) }
}

function sortedByKey(requirements: Requirement[]): Requirement[] {
  return requirements.sort((a, b) => compareKeys(a.key, b.key))
}

/** `labels.NewRequirement`: checks operator, key and values together. */
export function newRequirement(key: string, operator: Operator, values: readonly string[]): Requirement {
  const errors: string[] = []
  const keyErrors = isQualifiedName(key)
  if (keyErrors.length > 0) errors.push(`key: Invalid value: ${goQuote(key)}: ${keyErrors.join('; ')}`)
  errors.push(...countErrors(operator, values))
  values.forEach((value, index) => {
    const wrong = isValidLabelValue(value)
    if (wrong.length > 0) errors.push(`values[${index}][${key}]: Invalid value: ${goQuote(value)}: ${wrong.join('; ')}`)
  })
  if (errors.length === 1) throw new Error(errors[0])
  if (errors.length > 1) throw new Error(`[${errors.join(', ')}]`)
  return { key, operator, values }
}

function countErrors(operator: Operator, values: readonly string[]): string[] {
  const wrong = (detail: string) => [`values: Invalid value: [${values.map(goQuote).join(',')}]: ${detail}`]
  switch (operator) {
    case 'in':
    case 'notin':
      return values.length === 0 ? wrong("for 'in', 'notin' operators, values set can't be empty") : []
    case 'exists':
    case '!':
      return values.length === 0 ? [] : wrong('values set must be empty for exists and does not exist')
    case 'gt':
    case 'lt': {
      const errors = values.length === 1 ? [] : wrong("for 'Gt', 'Lt' operators, exactly one value is required")
      values.forEach((value, index) => {
        if (/^[+-]?\d+$/.test(value)) return
        const detail = "for 'Gt', 'Lt' operators, the value must be an integer"
        errors.push(`values[${index}]: Invalid value: ${goQuote(value)}: ${detail}`)
      })
      return errors
    }
    default:
      return values.length === 1 ? [] : wrong('exact-match compatibility requires one single value')
  }
}

export function matchesLabels(selector: LabelSelector, labels: Readonly<Record<string, string>> | undefined): boolean {
  if (selector.nothing) return false
  const own = labels ?? {}
  return selector.requirements.every((requirement) => matches(requirement, own))
}

function matches({ key, operator, values }: Requirement, labels: Readonly<Record<string, string>>): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined
  switch (operator) {
    case 'in':
    case '=':
    case '==':
      return value !== undefined && values.includes(value)
    case 'notin':
    case '!=':
      return value === undefined || !values.includes(value)
    case 'exists':
      return value !== undefined
    case '!':
      return value === undefined
    case 'gt':
    case 'lt': {
      if (value === undefined || !/^[+-]?\d+$/.test(value)) return false
      const difference = BigInt(value) - BigInt(values[0] ?? '0')
      return operator === 'gt' ? difference > 0n : difference < 0n
    }
  }
}

/** The selector's text, as `labels.Selector.String`: empty when it selects everything (or nothing). */
export function selectorText(selector: LabelSelector): string {
  return selector.requirements.map(requirementText).join(',')
}

function requirementText({ key, operator, values }: Requirement): string {
  const list = values.length > 1 ? [...values].sort(compareKeys).join(',') : (values[0] ?? '')
  switch (operator) {
    case 'exists':
      return key
    case '!':
      return `!${key}`
    case 'in':
    case 'notin':
      return `${key} ${operator} (${list})`
    case 'gt':
      return `${key}>${list}`
    case 'lt':
      return `${key}<${list}`
    default:
      return `${key}${operator}${list}`
  }
}

/** The selector's text for people, `<none>` when there is none (`metav1.FormatLabelSelector`). */
export function formatSelector(selector: LabelSelector): string {
  const text = selectorText(selector)
  return text === '' ? '<none>' : text
}

export interface FieldRequirement {
  readonly field: string
  readonly operator: '=' | '!='
  readonly value: string
}

/** Reads a field selector: `status.phase!=Running,metadata.name=web`. Throws with apimachinery's message. */
export function parseFieldSelector(text: string): FieldRequirement[] {
  const terms = splitTerms(text).sort(compareKeys)
  return terms.filter((term) => term !== '').map((term) => parseTerm(term, text))
}

/** Splits at commas that no backslash escapes. */
function splitTerms(text: string): string[] {
  return text.match(/(?:\\[\s\S]|[^,\\]|\\$)+/g) ?? []
}

function parseTerm(term: string, selector: string): FieldRequirement {
  const match = /^([\s\S]*?)(!=|==|=)([\s\S]*)$/.exec(term)
  if (match === null) throw new Error(`invalid selector: '${selector}'; can't understand '${term}'`)
  const [, field = '', operator, value = ''] = match
  return { field, operator: operator === '!=' ? '!=' : '=', value: unescapeValue(value) }
}

function unescapeValue(text: string): string {
  let value = ''
  const characters = [...text]
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i] ?? ''
    if (character === ',' || character === '=') {
      throw new Error(`invalid field selector: unescaped character in value: ${character.codePointAt(0)}`)
    }
    if (character !== '\\') {
      value += character
      continue
    }
    const next = characters[++i] ?? ''
    if (!['\\', ',', '='].includes(next)) {
      throw new Error(`invalid field selector: invalid escape sequence: \\${next}`)
    }
    value += next
  }
  return value
}
