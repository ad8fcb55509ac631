import { macros } from './evaluate.js'
import { functions, methods } from './functions.js'
import { CelSyntaxError } from './lexer.js'
import { type Expression, parseCel } from './parser.js'

/** What is wrong with an expression: its syntax, or that it asks for what is left out here. */
export type CelProblem = { readonly syntax: string } | { readonly missing: string }

/** Undefined where the expression can be evaluated. */
export function celProblem(source: string): CelProblem | undefined {
  try {
    return missingIn(parseCel(source), new Set(['self', 'oldSelf']))
  } catch (error) {
    if (!(error instanceof CelSyntaxError)) throw error
    const before = source.slice(0, error.at).split('\n')
    return { syntax: `ERROR: <input>:${before.length}:${before.at(-1)!.length + 1}: Syntax error: ${error.message}` }
  }
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
