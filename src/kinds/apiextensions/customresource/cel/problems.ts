import { regexpProblem } from '../../../../model/go/regexp.js'
import { macros } from './evaluate.js'
import { functions, methods } from './functions.js'
import { CelSyntaxError } from './lexer.js'
import { type Expression, parseCel, partsOf } from './parser.js'

/** What is wrong with an expression, in words of the API server, or what it asks for that is left out here. */
export type CelProblem = { readonly invalid: string } | { readonly missing: string }

/** Undefined where the expression can be evaluated. */
export function celProblem(source: string): CelProblem | undefined {
  try {
    const expression = parseCel(source)
    return missingIn(expression, new Set(['self', 'oldSelf'])) ?? patternProblem(expression, source)
  } catch (error) {
    if (!(error instanceof CelSyntaxError)) throw error
    const { at, message } = error
    const place = at === undefined ? '-1:0' : placeOf(source, at).place
    return {
      invalid: `compilation failed: ERROR: <input>:${place}: ${at === undefined ? '' : 'Syntax error: '}${message}`,
    }
  }
}

function placeOf(source: string, at: number) {
  const before = source.slice(0, at).split('\n')
  const column = before.at(-1)!.length
  return { place: `${before.length}:${column + 1}`, column, line: source.split('\n')[before.length - 1]! }
}

/** A pattern that is written into an expression is read with it. */
function patternProblem(expression: Expression, source: string): CelProblem | undefined {
  for (const part of partsOf(expression)) {
    if (part.type !== 'call' || !['matches', 'find', 'findAll'].includes(part.name)) continue
    const pattern = part.args[part.on === undefined ? 1 : 0]
    if (pattern?.type !== 'constant' || typeof pattern.value !== 'string') continue
    const problem = regexpProblem(pattern.value)
    if (problem === undefined) continue
    if (part.name !== 'matches') return { invalid: `program instantiation failed: ${problem}` }
    const { place, column, line } = placeOf(source, pattern.at ?? 0)
    const shown = `\n | ${line}\n | ${'.'.repeat(column)}^`
    return { invalid: `compilation failed: ERROR: <input>:${place}: invalid matches argument${shown}` }
  }
  return undefined
}

function missingIn(expression: Expression, names: ReadonlySet<string>): CelProblem | undefined {
  const first = (parts: readonly Expression[], known = names) => {
    for (const part of parts) {
      const problem = missingIn(part, known)
      if (problem !== undefined) return problem
    }
    return undefined
  }
  switch (expression.type) {
    case 'constant':
      return undefined
    case 'name':
      return names.has(expression.name) ? undefined : { missing: expression.name }
    case 'select':
      return first([expression.on])
    case 'index':
      return first([expression.on, expression.at])
    case 'list':
      return first(expression.items)
    case 'map':
      return first(expression.entries.flat())
    case 'operator':
      return first(expression.operands)
    case 'call':
      return missingInCall(expression, names, first)
  }
}

function missingInCall(
  { name, on, args }: Extract<Expression, { type: 'call' }>,
  names: ReadonlySet<string>,
  first: (parts: readonly Expression[], known?: ReadonlySet<string>) => CelProblem | undefined,
): CelProblem | undefined {
  if (on === undefined) {
    const there = Object.hasOwn(functions, name) || (name === 'has' && args[0]?.type === 'select')
    return there ? first(args) : { missing: `${name}()` }
  }
  if (on.type === 'name' && on.name === 'optional') {
    return ['of', 'none'].includes(name) ? first(args) : { missing: `optional.${name}()` }
  }
  const [variable, ...bodies] = args
  if (macros.includes(name) && variable?.type === 'name' && bodies.length === (name === 'map' ? bodies.length : 1)) {
    return bodies.length > 2
      ? { missing: `${name}() of ${args.length}` }
      : (first([on]) ?? first(bodies, new Set([...names, variable.name])))
  }
  return Object.hasOwn(methods, name) ? first([on, ...args]) : { missing: `${name}()` }
}
