/** What functions can cost at most, beside their arguments, and how large their results are (`pkg/cel/library/cost.go` of apiserver). */
import { patternStep, textStep } from './costs.js'
import type { CelType, DeclaredType, TypeKind } from './declared-types.js'
import { fixed, nothing, product, type Range, sum, times, unknown } from './ranges.js'

/** What is known of an expression. */
export interface Node {
  readonly cost: Range
  readonly type: CelType
  /** Where it is a value of the schema. */
  readonly declared?: DeclaredType
  /** Where it is told by the expression itself. */
  readonly size?: Range
  /** Of what is in it. */
  readonly entry?: { readonly key: Range; readonly value: Range }
}

const scalars: readonly TypeKind[] = ['bool', 'double', 'duration', 'int', 'timestamp']

/** Numbers and their like have a size of one. */
const isScalar = ({ kind, element }: CelType): boolean =>
  scalars.includes(kind) || (kind === 'optional' && element !== undefined && isScalar(element))

const sizeOf = ({ size, declared, type }: Node): Range | undefined => {
  if (size !== undefined) return size
  if (declared !== undefined) return { min: 0, max: declared.most }
  return isScalar(type) ? fixed(1) : undefined
}

export const sizeOrUnknown = (node: Node | undefined): Range => (node && sizeOf(node)) ?? unknown

type Estimate = Omit<Node, 'declared' | 'entry'>

const one = fixed(1)

const of = (kind: TypeKind): CelType => ({ kind })
const texts: CelType = { kind: 'list', element: { kind: 'string' } }

/** The types of results; those of others follow from what they are called on. */
const results: Readonly<Record<string, TypeKind>> = {
  size: 'int',
  int: 'int',
  uint: 'int',
  double: 'double',
  string: 'string',
  bool: 'bool',
  duration: 'duration',
  timestamp: 'timestamp',
  charAt: 'string',
  hasValue: 'bool',
  startsWith: 'bool',
  endsWith: 'bool',
  contains: 'bool',
  matches: 'bool',
  isSorted: 'bool',
  indexOf: 'int',
  lastIndexOf: 'int',
}

export function callEstimate(name: string, target: Node | undefined, args: readonly Node[]): Estimate {
  const estimate = target === undefined ? undefined : onTarget(name, target, args)
  if (estimate !== undefined) return estimate
  if (target === undefined && ['of', 'none'].includes(name)) {
    return { cost: one, type: { kind: 'optional', element: args[0]?.type ?? of('dyn') } }
  }
  const result = results[name]
  if (result !== undefined) return { cost: one, type: of(result) }
  if (name === 'value' || name === 'orValue') return { cost: one, type: target?.type.element ?? of('dyn') }
  return { cost: one, type: of(/^get[A-Z]/.test(name) ? 'int' : 'dyn') }
}

function onTarget(name: string, target: Node, args: readonly Node[]): Estimate | undefined {
  const size = sizeOrUnknown(target)
  const read = times(size, textStep)
  const [first] = args
  switch (name) {
    case 'startsWith':
    case 'endsWith':
      return { cost: times(sizeOrUnknown(first), textStep), type: of('bool') }
    case 'contains':
      return { cost: product(read, times(sizeOrUnknown(first), textStep)), type: of('bool') }
    case 'matches':
    case 'find':
    case 'findAll':
      return matching(name, size, sizeOrUnknown(first))
    case 'isSorted':
    case 'sum':
    case 'min':
    case 'max':
    case 'indexOf':
    case 'lastIndexOf':
      return passing(name, target)
    case 'lowerAscii':
    case 'upperAscii':
    case 'substring':
    case 'trim':
      return { cost: read, type: of('string'), size }
    case 'replace':
      return { cost: times(size, 2 * textStep), type: of('string'), size: replaced(size, args) }
    case 'split':
      return { cost: times(size, 2 * textStep), type: texts, size: { min: 0, max: size.max } }
    case 'join':
      return joined(target, args)
    default:
      return undefined
  }
}

/** One more than the text is long, so that an empty one does not make an expression free. */
function matching(name: string, text: Range, pattern: Range): Estimate {
  const cost = product(times(sum(text, one), textStep), times(pattern, patternStep))
  if (name === 'matches') return { cost, type: of('bool') }
  return { cost, type: name === 'find' ? of('string') : texts, size: { min: 0, max: text.max } }
}

function itemOf({ type, declared }: Node): Node | undefined {
  if (type.element === undefined) return undefined
  return {
    cost: nothing,
    type: type.element,
    ...(declared?.element === undefined ? {} : { declared: declared.element }),
  }
}

/** Once through a list, or a text. */
function passing(name: string, target: Node): Estimate {
  const item = itemOf(target)
  const type = results[name] === undefined ? (item?.type ?? of('dyn')) : of(results[name])
  if (item === undefined) return { cost: times(sizeOrUnknown(target), textStep), type }
  const long = item.type.kind === 'string' || item.type.kind === 'bytes'
  const each = long ? sum(one, times(sizeOrUnknown(item), textStep)) : one
  return { cost: product(sizeOrUnknown(target), each), type }
}

function joined(target: Node, [separator]: readonly Node[]): Estimate {
  const count = sizeOrUnknown(target)
  const item = itemOf(target)
  const items = item === undefined ? nothing : product(count, sizeOrUnknown(item))
  const between = { min: Math.max(0, count.min - 1), max: Math.max(0, count.max - 1) }
  const size = separator === undefined ? items : sum(items, product(sizeOrUnknown(separator), between))
  return { cost: times(size, textStep), type: of('string'), size }
}

/** How long a text can be in which the shortest part is replaced by the longest as often as it can be. */
function replaced(text: Range, [part, other]: readonly Node[]): Range {
  const old = sizeOrUnknown(part)
  const added = sizeOrUnknown(other)
  const most = old.min === 0 ? text.max + 1 : added.max <= old.min ? 0 : Math.ceil(text.max / old.min)
  const least = old.max === 0 ? text.min + 1 : old.max <= added.min ? 0 : Math.ceil(text.min / old.max)
  const keptMost = old.min === 0 || added.max <= old.min ? text.max : 0
  const keptLeast = old.max === 0 || old.max <= added.min ? text.min : 0
  return sum(product({ min: least, max: most }, added), { min: keptLeast, max: keptMost })
}
