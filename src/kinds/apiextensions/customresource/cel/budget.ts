/** What evaluating rules costs, as it goes (cel-go's `interpreter/runtimecost.go`), and how much it may (`pkg/apis/cel/config.go` of apiserver). */
import { patternStep, textStep } from './costs.js'
import { Optional, type Value } from './values.js'

/** `PerCallLimit`: of one evaluation. */
const mostOfCall = 1_000_000
/** `RuntimeCELCostBudget`: of all rules of an object. */
const mostOfObject = 10_000_000

/** An evaluation has cost more than one may. No operator of the language catches it. */
export class CostLimitExceeded extends Error {
  constructor() {
    super('operation cancelled: actual cost limit exceeded')
  }
}

/**
 * So many items and characters are gone through in one evaluation: some of what costs next to nothing in Go, such as a list
 * put behind another, is more work here.
 */
const mostWork = 20_000_000

/** What one evaluation has cost so far. */
export class Meter {
  cost = 0
  private worked = 0

  /** Goes through these values. */
  work(values: readonly Value[]): void {
    for (const value of values) this.worked += weightOf(value)
    if (this.worked > mostWork) throw new CostLimitExceeded()
  }

  spend(cost: number): void {
    this.cost += cost
    if (this.cost > mostOfCall) throw new CostLimitExceeded()
  }
}

/** What is left for the rules of an object. */
export class Budget {
  private left = mostOfObject

  /** The next rule cannot be paid any more. */
  get spent(): boolean {
    return this.left <= 0
  }

  /** That has been said. */
  get ended(): boolean {
    return this.left < 0
  }

  /** False where there is not so much left: no further rule is looked at. */
  pay({ cost }: Meter): boolean {
    if (cost > this.left) this.left = -1
    else this.left -= cost
    return this.left >= 0
  }

  /** Nothing more is looked at. */
  end(): void {
    this.left = -1
  }
}

const weights = new WeakMap<object, number>()

/** The items and characters that a value is made of. */
function weightOf(value: Value): number {
  if (typeof value === 'string') return value.length
  if (typeof value !== 'object' || value === null) return 1
  const known = weights.get(value)
  if (known !== undefined) return known
  let weight = 1
  if (Array.isArray(value)) for (const item of value) weight += weightOf(item)
  else if (value instanceof Map) for (const [key, item] of value) weight += weightOf(key) + weightOf(item)
  else if (value instanceof Optional && value.value !== undefined) weight += weightOf(value.value)
  weights.set(value, weight)
  return weight
}

/** `size()` of what has one; all else is one. */
function sizeOf(value: Value | undefined): number {
  if (typeof value === 'string' || Array.isArray(value)) return value.length
  if (value instanceof Map) return value.size
  return value instanceof Optional && value.value !== undefined ? sizeOf(value.value) : 1
}

const read = (value: Value | undefined, times = 1) => Math.ceil(sizeOf(value) * times * textStep)

/** Going through all that is in a value (`traversalCost`). */
function traversal(value: Value | undefined): number {
  if (typeof value === 'string') return Math.floor(value.length * textStep)
  if (Array.isArray(value)) return value.reduce<number>((total, item) => total + traversal(item), 0)
  if (!(value instanceof Map)) return 1
  return [...value].reduce((total, [key, item]) => total + traversal(key) + traversal(item), 0)
}

const textual = (value: Value) => typeof value === 'string'

/** Of an operator, beside its operands. */
export function operatorCost(operator: string, a: Value, b: Value): number {
  switch (operator) {
    case '==':
    case '!=':
      return Math.min(read(a), read(b))
    case '<':
    case '<=':
    case '>':
    case '>=':
      return textual(a) ? Math.min(read(a), read(b)) : 1
    case '+':
      return textual(a) ? Math.ceil((sizeOf(a) + sizeOf(b)) * textStep) : 1
    case 'in':
      return Array.isArray(b) ? sizeOf(b) : 1
    default:
      return 1
  }
}

/** Of a function, beside its arguments, of which the first is what it is called on. */
export function callCost(name: string, [on, argument]: readonly Value[], result: () => Value): number {
  switch (name) {
    case 'isSorted':
    case 'sum':
    case 'min':
    case 'max':
    case 'indexOf':
    case 'lastIndexOf':
      return traversal(on)
    case 'lowerAscii':
    case 'upperAscii':
    case 'substring':
    case 'trim':
    case 'startsWith':
    case 'endsWith':
      return read(on)
    case 'replace':
    case 'split':
      return read(on, 2)
    case 'join':
      return read(result(), 2)
    case 'contains':
      return read(on) * read(argument)
    case 'matches':
    case 'find':
    case 'findAll':
      return Math.ceil((sizeOf(on) + 1) * textStep) * Math.ceil(sizeOf(argument) * patternStep)
    default:
      return 1
  }
}
