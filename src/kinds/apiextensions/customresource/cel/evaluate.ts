/** Evaluates expressions of the Common Expression Language over values that are held by names. */
import { CostLimitExceeded, callCost, Meter, operatorCost } from './budget.js'
import { makingList, makingMap } from './costs.js'
import { functions, methods, plus } from './functions.js'
import type { Expression } from './parser.js'
import { CelError, Duration, equal, isNumber, noOverload, Optional, order, Time, type Value } from './values.js'

/** What names stand for. */
export type Scope = ReadonlyMap<string, Value>

/** Throws a CelError where there is no value, and a CostLimitExceeded where the meter has run out. */
export function evaluate(expression: Expression, scope: Scope, meter = new Meter()): Value {
  return new Evaluation(meter, scope).value(expression)
}

/** Names that cannot stand in an expression are written otherwise: `__namespace__`, `a__dash__b`. */
export function fieldName(escaped: string): string {
  const signs: Readonly<Record<string, string>> = { underscores: '__', dot: '.', dash: '-', slash: '/' }
  const reserved = /^__(\w+)__$/.exec(escaped)?.[1]
  if (reserved !== undefined && !Object.hasOwn(signs, reserved) && !reserved.includes('__')) return reserved
  return escaped.replace(/__(underscores|dot|dash|slash)__/g, (_, sign: string) => signs[sign]!)
}

function chosen(on: Value, key: Value, optional: boolean): Value {
  if (on instanceof Optional) {
    return on.value === undefined ? on : chosen(on.value, key, true)
  }
  const found = looked(on, key)
  if (optional) return new Optional(found)
  if (found !== undefined) return found
  if (Array.isArray(on)) throw new CelError(`index out of bounds: ${String(key)}`)
  throw new CelError(`no such key: ${String(key)}`)
}

function looked(on: Value, key: Value): Value | undefined {
  if (on instanceof Map) return on.get(key)
  if (Array.isArray(on) && typeof key === 'bigint') return on[Number(key)]
  throw noOverload()
}

/** Macros whose first argument names what is gone through. */
export const macros = ['all', 'exists', 'exists_one', 'filter', 'map']

/** What a round of a macro costs beside its predicate, as it is spelt out by cel-go's parser. */
const rounds: Readonly<Record<string, number>> = { all: 3, exists: 4, exists_one: 1, filter: 1, map: 12 }
/** What keeping an item costs. */
const keeping = 12

class Evaluation {
  /** What the macros around have named, the innermost last. */
  private readonly locals: { readonly name: string; value: Value }[] = []

  constructor(
    private readonly meter: Meter,
    private readonly scope: Scope,
  ) {}

  value(expression: Expression): Value {
    switch (expression.type) {
      case 'constant':
        return expression.value
      case 'name':
        return this.named(expression.name)
      case 'list':
        this.meter.spend(makingList)
        return expression.items.map((item) => this.value(item))
      case 'map':
        this.meter.spend(makingMap)
        return new Map(expression.entries.map(([key, value]) => [this.value(key), this.value(value)]))
      case 'select':
        this.meter.spend(1)
        return chosen(this.value(expression.on), fieldName(expression.field), expression.optional)
      case 'index':
        this.meter.spend(1)
        return chosen(this.value(expression.on), this.value(expression.at), expression.optional)
      case 'operator':
        return this.operation(expression.operator, expression.operands)
      case 'call':
        return this.call(expression)
    }
  }

  private named(name: string): Value {
    this.meter.spend(1)
    const value = this.locals.findLast((each) => each.name === name)?.value ?? this.scope.get(name)
    if (value === undefined) throw new CelError(`no such attribute(s): ${name}`)
    return value
  }

  private operation(operator: string, operands: readonly Expression[]): Value {
    const [left, right, third] = operands as [Expression, Expression, Expression]
    if (operator === '&&' || operator === '||') return this.junction(operator === '||', left, right)
    const first = this.value(left)
    if (operator === '?:') return this.value(truth(first) ? right : third)
    if (operator === '!' || operator === 'negate') {
      this.meter.spend(1)
      if (operator === '!') return !truth(first)
      if (!isNumber(first)) throw noOverload()
      return -first
    }
    const second = this.value(right)
    this.meter.spend(operatorCost(operator, first, second))
    this.meter.work(operator === 'in' ? [second] : [first, second])
    if (operator === '==') return equal(first, second)
    if (operator === '!=') return !equal(first, second)
    if (operator === 'in') return isIn(first, second)
    const compare = comparisons[operator]
    return compare === undefined ? arithmetic(operator, first, second) : compare(order(first, second))
  }

  /** An error on one side does not matter where the other side decides. */
  private junction(decisive: boolean, left: Expression, right: Expression): boolean {
    let error: unknown
    try {
      if (truth(this.value(left)) === decisive) return decisive
    } catch (failure) {
      error = overlooked(failure)
    }
    if (truth(this.value(right)) === decisive) return decisive
    if (error !== undefined) throw error
    return !decisive
  }

  private call({ name, on, args }: Extract<Expression, { type: 'call' }>): Value {
    if (on === undefined) {
      if (name === 'has') return this.has(args[0]!)
      return this.charged(name, functions[name]!, args)
    }
    if (on.type === 'name' && on.name === 'optional') {
      this.meter.spend(1)
      return new Optional(name === 'none' ? undefined : this.value(args[0]!))
    }
    if (macros.includes(name) && args.length >= 2) return this.comprehension(name, this.value(on), args)
    return this.charged(name, methods[name]!, [on, ...args])
  }

  private charged(name: string, run: (...values: Value[]) => Value, args: readonly Expression[]): Value {
    const values = args.map((argument) => this.value(argument))
    let result: Value | undefined
    const made = () => {
      result ??= run(...values)
      return result
    }
    this.meter.work(values)
    this.meter.spend(callCost(name, values, made))
    return made()
  }

  private has(expression: Expression): boolean {
    if (expression.type !== 'select') throw noOverload()
    const on = this.value(expression.on)
    return looked(on instanceof Optional ? (on.value ?? new Map()) : on, fieldName(expression.field)) !== undefined
  }

  private comprehension(macro: string, target: Value, args: readonly Expression[]): Value {
    const [variable, ...bodies] = args
    if (variable?.type !== 'name') throw noOverload()
    const items = target instanceof Map ? [...target.keys()] : target
    if (!Array.isArray(items)) throw noOverload()
    const local = { name: variable.name, value: null as Value }
    const depth = this.locals.push(local)
    const within = (item: Value, body: Expression) => {
      local.value = item
      return this.value(body)
    }
    const test = (item: Value) => {
      this.meter.spend(rounds[macro]!)
      return truth(within(item, bodies[0]!))
    }
    try {
      return this.result(macro, items, test, (item) => within(item, bodies.at(-1)!), bodies.length)
    } finally {
      this.locals.length = depth - 1
    }
  }

  private result(
    macro: string,
    items: readonly Value[],
    test: (item: Value) => boolean,
    made: (item: Value) => Value,
    bodies: number,
  ): Value {
    this.meter.spend(1)
    if (macro === 'all' || macro === 'exists') return quantified(items, test, macro === 'exists')
    if (macro === 'exists_one') return items.filter(test).length === 1
    this.meter.spend(makingList)
    const kept = macro === 'map' && bodies === 1 ? items : items.filter(test)
    this.meter.spend(kept.length * keeping)
    return macro === 'filter' ? kept : kept.map(made)
  }
}

function truth(value: Value): boolean {
  if (typeof value !== 'boolean') throw noOverload()
  return value
}

/** An error that another part of the expression may make up for; that the cost is too high is none. */
function overlooked(error: unknown): unknown {
  if (error instanceof CostLimitExceeded) throw error
  return error
}

function quantified(items: readonly Value[], test: (item: Value) => boolean, decisive: boolean): boolean {
  let error: unknown
  for (const item of items) {
    try {
      if (test(item) === decisive) return decisive
    } catch (failure) {
      error ??= overlooked(failure)
    }
  }
  if (error !== undefined) throw error
  return !decisive
}

const comparisons: Readonly<Record<string, (sign: number) => boolean>> = {
  '<': (sign) => sign < 0,
  '<=': (sign) => sign <= 0,
  '>': (sign) => sign > 0,
  '>=': (sign) => sign >= 0,
}

function isIn(item: Value, among: Value): boolean {
  if (Array.isArray(among)) return among.some((each) => equal(each, item))
  if (among instanceof Map) return among.has(item)
  throw noOverload()
}

function arithmetic(operator: string, a: Value, b: Value): Value {
  if (operator === '+') return plus(a, b)
  if (operator === '-' && a instanceof Time) {
    if (b instanceof Time) return new Duration(a.instant - b.instant)
    if (b instanceof Duration) return new Time(a.instant - b.millis)
  }
  if (operator === '-' && a instanceof Duration && b instanceof Duration) return new Duration(a.millis - b.millis)
  if (typeof a === 'bigint' && typeof b === 'bigint') {
    if (b === 0n && operator === '/') throw new CelError('division by zero')
    if (b === 0n && operator === '%') throw new CelError('modulus by zero')
    return operator === '-' ? a - b : operator === '*' ? a * b : operator === '/' ? a / b : a % b
  }
  if (typeof a !== 'number' || typeof b !== 'number' || operator === '%') throw noOverload()
  return operator === '-' ? a - b : operator === '*' ? a * b : a / b
}
