/** Evaluates expressions of the Common Expression Language over values that are held by names. */
import { functions, methods, plus } from './functions.js'
import type { Expression } from './parser.js'
import { CelError, Duration, equal, isNumber, noOverload, Optional, order, Time, type Value } from './values.js'

export type Scope = ReadonlyMap<string, Value>

/** Throws a CelError where there is no value. */
export function evaluate(expression: Expression, scope: Scope): Value {
  switch (expression.type) {
    case 'constant':
      return expression.value
    case 'name':
      return named(expression.name, scope)
    case 'list':
      return expression.items.map((item) => evaluate(item, scope))
    case 'map':
      return new Map(expression.entries.map(([key, value]) => [evaluate(key, scope), evaluate(value, scope)]))
    case 'select':
      return chosen(evaluate(expression.on, scope), fieldName(expression.field), expression.optional)
    case 'index':
      return chosen(evaluate(expression.on, scope), evaluate(expression.at, scope), expression.optional)
    case 'operator':
      return operation(expression.operator, expression.operands, scope)
    case 'call':
      return call(expression, scope)
  }
}

function named(name: string, scope: Scope): Value {
  const value = scope.get(name)
  if (value === undefined) throw new CelError(`no such attribute(s): ${name}`)
  return value
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

function operation(operator: string, operands: readonly Expression[], scope: Scope): Value {
  const [left, right, third] = operands as [Expression, Expression, Expression]
  if (operator === '&&' || operator === '||') return junction(operator === '||', left, right, scope)
  const first = evaluate(left, scope)
  if (operator === '?:') return evaluate(truth(first) ? right : third, scope)
  if (operator === '!') return !truth(first)
  if (operator === 'negate') {
    if (!isNumber(first)) throw noOverload()
    return -first
  }
  const second = evaluate(right, scope)
  if (operator === '==') return equal(first, second)
  if (operator === '!=') return !equal(first, second)
  if (operator === 'in') return isIn(first, second)
  const compare = comparisons[operator]
  return compare === undefined ? arithmetic(operator, first, second) : compare(order(first, second))
}

const comparisons: Readonly<Record<string, (sign: number) => boolean>> = {
  '<': (sign) => sign < 0,
  '<=': (sign) => sign <= 0,
  '>': (sign) => sign > 0,
  '>=': (sign) => sign >= 0,
}

function truth(value: Value): boolean {
  if (typeof value !== 'boolean') throw noOverload()
  return value
}

/** An error on one side does not matter where the other side decides. */
function junction(decisive: boolean, left: Expression, right: Expression, scope: Scope): boolean {
  let error: unknown
  try {
    if (truth(evaluate(left, scope)) === decisive) return decisive
  } catch (failure) {
    error = failure
  }
  if (truth(evaluate(right, scope)) === decisive) return decisive
  if (error !== undefined) throw error
  return !decisive
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

/** Macros whose first argument names what is gone through. */
export const macros = ['all', 'exists', 'exists_one', 'filter', 'map']

function call({ name, on, args }: Extract<Expression, { type: 'call' }>, scope: Scope): Value {
  if (on === undefined) {
    if (name === 'has') return has(args[0]!, scope)
    return functions[name]!(...args.map((each) => evaluate(each, scope)))
  }
  if (on.type === 'name' && on.name === 'optional') {
    return new Optional(name === 'none' ? undefined : evaluate(args[0]!, scope))
  }
  const target = evaluate(on, scope)
  if (macros.includes(name) && args.length >= 2) return comprehension(name, target, args, scope)
  return methods[name]!(target, ...args.map((each) => evaluate(each, scope)))
}

function has(expression: Expression, scope: Scope): boolean {
  if (expression.type !== 'select') throw noOverload()
  const on = evaluate(expression.on, scope)
  return looked(on instanceof Optional ? (on.value ?? new Map()) : on, fieldName(expression.field)) !== undefined
}

function comprehension(macro: string, target: Value, args: readonly Expression[], scope: Scope): Value {
  const [variable, ...bodies] = args
  if (variable?.type !== 'name') throw noOverload()
  const items = target instanceof Map ? [...target.keys()] : target
  if (!Array.isArray(items)) throw noOverload()
  const within = (item: Value) => new Map([...scope, [variable.name, item]])
  const test = (item: Value) => truth(evaluate(bodies[0]!, within(item)))
  if (macro === 'all' || macro === 'exists') return quantified(items, test, macro === 'exists')
  if (macro === 'exists_one') return items.filter(test).length === 1
  if (macro === 'filter') return items.filter(test)
  const kept = bodies.length > 1 ? items.filter(test) : items
  return kept.map((item) => evaluate(bodies.at(-1)!, within(item)))
}

function quantified(items: readonly Value[], test: (item: Value) => boolean, decisive: boolean): boolean {
  let error: unknown
  for (const item of items) {
    try {
      if (test(item) === decisive) return decisive
    } catch (failure) {
      error ??= failure
    }
  }
  if (error !== undefined) throw error
  return !decisive
}
