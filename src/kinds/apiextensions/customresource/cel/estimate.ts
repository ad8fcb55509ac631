/**
 * What an expression can cost at most, told from the expression and the schema of what it looks at (cel-go's
 * `checker/cost.go` with the parser's macros spelt out). A definition whose rules could cost too much is refused.
 */
import { callEstimate, type Node, sizeOrUnknown } from './call-estimates.js'
import { makingList, makingMap, textStep } from './costs.js'
import { type CelType, type DeclaredType, keyType, type TypeKind } from './declared-types.js'
import { fieldName, macros } from './evaluate.js'
import type { Expression } from './parser.js'
import { fixed, nothing, product, type Range, sum, times, union } from './ranges.js'

const step = fixed(1)

type Variables = ReadonlyMap<string, Node>
const any: CelType = { kind: 'dyn' }

/** The most that an expression over a value of this type can cost. */
export function mostCost(expression: Expression, self: DeclaredType): number {
  const value: Node = { cost: step, type: self, declared: self }
  return estimate(expression, new Map(['self', 'oldSelf'].map((name) => [name, value]))).cost.max
}

function estimate(expression: Expression, variables: Variables): Node {
  switch (expression.type) {
    case 'constant':
      return constant(expression.value)
    case 'name':
      return { type: any, ...variables.get(expression.name), cost: step }
    case 'select':
      return selected(expression, variables)
    case 'index':
      return indexed(estimate(expression.on, variables), estimate(expression.at, variables), expression.optional)
    case 'list':
      return list(expression.items.map((item) => estimate(item, variables)))
    case 'map':
      return map(expression.entries.map((entry) => entry.map((part) => estimate(part, variables)) as [Node, Node]))
    case 'operator':
      return operation(
        expression.operator,
        expression.operands.map((operand) => estimate(operand, variables)),
      )
    case 'call':
      return call(expression, variables)
  }
}

function constant(value: null | boolean | bigint | number | string): Node {
  if (typeof value === 'string') return { cost: nothing, type: { kind: 'string' }, size: fixed([...value].length) }
  const kinds: Readonly<Record<string, TypeKind>> = { boolean: 'bool', bigint: 'int', number: 'double' }
  return { cost: nothing, type: { kind: kinds[typeof value] ?? 'null' }, size: fixed(1) }
}

function selected({ on, field, optional }: Extract<Expression, { type: 'select' }>, variables: Variables): Node {
  const target = estimate(on, variables)
  const { kind, element } = target.type
  const declared = target.declared?.fields?.get(fieldName(field))
  const own = (target.type as Partial<DeclaredType>).fields?.get(fieldName(field))
  const type = own ?? (kind === 'map' ? element : declared) ?? any
  if (optional) return { cost: sum(step, target.cost), type: { kind: 'optional', element: type } }
  const cost = ['map', 'object'].includes(kind) ? sum(target.cost, step) : target.cost
  return { cost, type, ...(declared === undefined ? {} : { declared }) }
}

function indexed(target: Node, at: Node, optional: boolean): Node {
  const cost = sum(step, target.cost, at.cost)
  const type = target.type.element ?? any
  if (optional) return { cost, type: { kind: 'optional', element: type } }
  const declared = target.declared?.element
  const size = target.entry?.value
  return { cost, type, ...(declared === undefined ? {} : { declared }), ...(size === undefined ? {} : { size }) }
}

/** Of no parts it is nothing. */
const widest = (parts: readonly Node[]): Range =>
  parts.length === 0 ? nothing : parts.map(sizeOrUnknown).reduce(union)

function list(items: readonly Node[]): Node {
  return {
    cost: sum(fixed(makingList), ...items.map(({ cost }) => cost)),
    type: { kind: 'list', element: items[0]?.type ?? any },
    size: fixed(items.length),
    entry: { key: step, value: widest(items) },
  }
}

function map(entries: readonly (readonly [Node, Node])[]): Node {
  return {
    cost: sum(fixed(makingMap), ...entries.flat().map(({ cost }) => cost)),
    type: { kind: 'map', element: entries[0]?.[1].type ?? any },
    size: fixed(entries.length),
    entry: { key: widest(entries.map(([key]) => key)), value: widest(entries.map(([, value]) => value)) },
  }
}

const bool: CelType = { kind: 'bool' }

function operation(operator: string, operands: readonly Node[]): Node {
  const [first, second, third] = operands as [Node, Node, Node]
  const all = sum(...operands.map(({ cost }) => cost))
  if (operator === '?:') return conditional(first, second, third)
  if (operator === '&&' || operator === '||') return { cost: { min: first.cost.min, max: all.max }, type: bool }
  if (operator === '!') return { cost: sum(step, all), type: bool }
  if (operator === '+') return addition(first, second, all)
  if (operator === 'in') {
    const looks = second.type.kind === 'map' ? step : times(sizeOrUnknown(second), 1)
    return { cost: sum(looks, all), type: bool }
  }
  const compares = ['==', '!='].includes(operator)
  if (compares || ['<', '<=', '>', '>='].includes(operator)) {
    const long = compares || ['string', 'bytes', 'dyn'].includes(knownKind(first, second))
    return { cost: sum(long ? comparison(first, second) : step, all), type: bool }
  }
  return { cost: sum(step, all), type: first.type }
}

/** What is known of either operand goes for both. */
const knownKind = ({ type: a }: Node, { type: b }: Node): TypeKind => (a.kind === 'dyn' ? b.kind : a.kind)

function comparison(a: Node, b: Node): Range {
  const max = Math.min(sizeOrUnknown(a).max, sizeOrUnknown(b).max)
  return times({ min: max > 0 ? 1 : 0, max }, textStep)
}

function addition(a: Node, b: Node, all: Range): Node {
  const kind = knownKind(a, b)
  const type = a.type.kind === 'dyn' ? b.type : a.type
  if (!['string', 'bytes', 'list', 'dyn'].includes(kind)) return { cost: sum(step, all), type }
  const size = sum(sizeOrUnknown(a), sizeOrUnknown(b))
  const cost = sum(kind === 'list' ? step : times(size, textStep), all)
  return { cost, type, size, ...joint(a, b) }
}

function conditional(condition: Node, yes: Node, no: Node): Node {
  return {
    cost: sum(condition.cost, union(yes.cost, no.cost)),
    type: yes.type.kind === 'dyn' ? no.type : yes.type,
    size: union(sizeOrUnknown(yes), sizeOrUnknown(no)),
    ...joint(yes, no),
  }
}

function joint({ entry: a }: Node, { entry: b }: Node): Pick<Node, 'entry'> {
  return a === undefined || b === undefined
    ? {}
    : { entry: { key: union(a.key, b.key), value: union(a.value, b.value) } }
}

function call(expression: Extract<Expression, { type: 'call' }>, variables: Variables): Node {
  const { name, on, args } = expression
  // Whether a field is there costs nothing but what it is looked for in.
  if (on === undefined && name === 'has' && args[0]?.type === 'select') {
    return { cost: estimate(args[0].on, variables).cost, type: bool }
  }
  const [variable, ...bodies] = args
  if (on !== undefined && macros.includes(name) && variable?.type === 'name' && bodies.length > 0) {
    return comprehension(name, estimate(on, variables), variable.name, bodies, variables)
  }
  const given = args.map((argument) => estimate(argument, variables))
  const library = on?.type === 'name' && on.name === 'optional'
  const target = on === undefined || library ? undefined : estimate(on, variables)
  if (name === 'dyn' && given[0] !== undefined) return { ...given[0], cost: sum(step, given[0].cost), type: any }
  const { cost, ...rest } = callEstimate(name, target, given)
  return { ...rest, cost: sum(cost, ...given.map((each) => each.cost), target?.cost ?? nothing) }
}

/** What a round of each macro costs beside its predicate. */
const rounds: Readonly<Record<string, number>> = { all: 3, exists: 4, exists_one: 2, filter: 13, map: 12 }

function comprehension(
  macro: string,
  range: Node,
  variable: string,
  bodies: readonly Expression[],
  variables: Variables,
): Node {
  const within = new Map([...variables, [variable, item(range, variables)]])
  const parts = bodies.map((body) => estimate(body, within))
  const result = parts.at(-1)!
  const round = sum(fixed(rounds[macro]!), ...parts.map(({ cost }) => cost))
  const start = macro === 'map' || macro === 'filter' ? fixed(makingList) : nothing
  const end = macro === 'exists_one' ? fixed(2) : step
  const count = sizeOrUnknown(range)
  const cost = sum(range.cost, start, end, product(count, round))
  if (start === nothing) return { cost, type: bool, size: step }
  const kept = macro === 'map' ? result : item(range, variables)
  const entry = { key: step, value: union(nothing, sizeOrUnknown(kept)) }
  return { cost, type: { kind: 'list', element: kept.type }, size: count, entry }
}

/**
 * What a macro's variable stands for: an item of a list, or a key of a map. Where that is no part of the schema cel-go takes
 * its size for that of the whole value, and so must we.
 */
function item({ type, declared }: Node, variables: Variables): Node {
  const own = type.kind === 'list' ? declared?.element : declared?.kind === 'map' ? keyType : undefined
  const whole = own ?? variables.get('self')?.declared
  return {
    cost: step,
    type: own ?? (type.kind === 'map' ? keyType : type.element) ?? any,
    ...(whole === undefined ? {} : { declared: whole }),
  }
}
