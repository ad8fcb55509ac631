/**
 * Selectors: of labels here, as text and as objects carry them, and of fields. What has labels or fields, and which fields
 * a kind can be selected by, is not known here.
 */
import { goQuote } from '../go/quote.js'
import { compareKeys } from '../values/order.js'
import { parseRequirements } from './label-syntax.js'
import { newRequirement, type Operator, type Requirement } from './requirements.js'

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
  return { requirements: sortedByKey(parseRequirements(text)) }
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
