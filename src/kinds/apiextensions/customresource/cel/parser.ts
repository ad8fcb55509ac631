import { CelSyntaxError, type Token, tokensOf } from './lexer.js'

export type Expression =
  | { readonly type: 'constant'; readonly value: null | boolean | bigint | number | string; readonly at?: number }
  | { readonly type: 'name'; readonly name: string }
  | { readonly type: 'select'; readonly on: Expression; readonly field: string; readonly optional: boolean }
  | { readonly type: 'index'; readonly on: Expression; readonly at: Expression; readonly optional: boolean }
  | { readonly type: 'call'; readonly name: string; readonly on?: Expression; readonly args: readonly Expression[] }
  | { readonly type: 'list'; readonly items: readonly Expression[] }
  | { readonly type: 'map'; readonly entries: readonly (readonly [Expression, Expression])[] }
  | { readonly type: 'operator'; readonly operator: string; readonly operands: readonly Expression[] }

/** Operators from loosest to tightest. */
const levels: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['<', '<=', '>', '>=', '==', '!=', 'in'],
  ['+', '-'],
  ['*', '/', '%'],
]

/** So deeply is an expression read (`maxRecursionDepth` of cel-go's `parser/options.go`). */
const deepest = 250

/** Throws a CelSyntaxError. */
export function parseCel(source: string): Expression {
  const parser = new Parser(tokensOf(source))
  const expression = parser.expression()
  parser.expect('<EOF>')
  return expression
}

/** How many levels are of operators that decide by either side. */
const junctions = 2

function balanced(operator: string, parts: readonly Expression[]): Expression {
  if (parts.length === 1) return parts[0]!
  const half = Math.ceil(parts.length / 2)
  const operands = [balanced(operator, parts.slice(0, half)), balanced(operator, parts.slice(half))]
  return { type: 'operator', operator, operands }
}

/** What is applied to what has been read so far, again and again. */
function checkChain(length: number): void {
  if (length >= deepest - 1) throw new CelSyntaxError(undefined, 'max recursion depth exceeded')
}

class Parser {
  private at = 0
  private depth = 0

  constructor(private readonly tokens: readonly Token[]) {}

  expression(): Expression {
    if (++this.depth > deepest) {
      throw new CelSyntaxError(undefined, `expression recursion limit exceeded: ${deepest}`)
    }
    const read = this.choice()
    this.depth--
    return read
  }

  private choice(): Expression {
    const condition = this.binary(0)
    if (!this.take('?')) return condition
    const yes = this.binary(0)
    this.expect(':')
    return { type: 'operator', operator: '?:', operands: [condition, yes, this.expression()] }
  }

  expect(text: string): void {
    if (this.take(text)) return
    const { text: found, at } = this.next
    throw new CelSyntaxError(at, `mismatched input '${found}' expecting '${text}'`)
  }

  private get next(): Token {
    return this.tokens[this.at]!
  }

  private take(text: string): boolean {
    const { type, text: found } = this.next
    if (found !== text || type === 'text') return false
    this.at++
    return true
  }

  private binary(level: number): Expression {
    const operators = levels[level]
    if (operators === undefined) return this.unary()
    if (level < junctions) return this.junction(operators[0]!, level)
    let left = this.binary(level + 1)
    for (let length = 0; ; length++) {
      const operator = operators.find((each) => this.take(each))
      if (operator === undefined) return left
      checkChain(length)
      left = { type: 'operator', operator, operands: [left, this.binary(level + 1)] }
    }
  }

  /** Of however many parts it is no deeper than it must be. */
  private junction(operator: string, level: number): Expression {
    const parts = [this.binary(level + 1)]
    while (this.take(operator)) parts.push(this.binary(level + 1))
    return balanced(operator, parts)
  }

  /** The same sign twice says nothing. */
  private unary(): Expression {
    const sign = ['!', '-'].find((each) => this.next.text === each && this.next.type === 'sign')
    if (sign === undefined) return this.member()
    let odd = false
    while (this.take(sign)) odd = !odd
    const operand = this.member()
    if (!odd) return operand
    if (sign === '!') return { type: 'operator', operator: '!', operands: [operand] }
    if (operand.type === 'constant' && (typeof operand.value === 'bigint' || typeof operand.value === 'number')) {
      return { type: 'constant', value: -operand.value }
    }
    return { type: 'operator', operator: 'negate', operands: [operand] }
  }

  private member(): Expression {
    let on = this.primary()
    for (let length = 0; ; length++) {
      checkChain(length - 1)
      const optionalField = this.take('.?')
      if (optionalField || this.take('.')) {
        const field = this.name()
        if (!optionalField && this.take('(')) on = { type: 'call', name: field, on, args: this.list(')') }
        else on = { type: 'select', on, field, optional: optionalField }
        continue
      }
      const optionalIndex = this.take('[?')
      if (!optionalIndex && !this.take('[')) return on
      const at = this.expression()
      this.expect(']')
      on = { type: 'index', on, at, optional: optionalIndex }
    }
  }

  private name(): string {
    const { type, text, at } = this.next
    if (type !== 'name') throw new CelSyntaxError(at, `mismatched input '${text}' expecting IDENTIFIER`)
    this.at++
    return text
  }

  private list(end: string): Expression[] {
    const items: Expression[] = []
    while (!this.take(end)) {
      items.push(this.expression())
      if (this.take(',')) continue
      this.expect(end)
      break
    }
    return items
  }

  private primary(): Expression {
    const { type, text, at } = this.next
    this.at++
    if (type === 'text') return { type: 'constant', value: text, at }
    if (type === 'integer') return { type: 'constant', value: BigInt(text.replace(/u$/i, '')) }
    if (type === 'double') return { type: 'constant', value: Number(text) }
    if (text === '(') {
      const inner = this.expression()
      this.expect(')')
      return inner
    }
    if (text === '[') return { type: 'list', items: this.list(']') }
    if (text === '{') return { type: 'map', entries: this.entries() }
    if (type !== 'name') throw new CelSyntaxError(at, `mismatched input '${text}'`)
    if (text === 'true' || text === 'false') return { type: 'constant', value: text === 'true' }
    if (text === 'null') return { type: 'constant', value: null }
    return this.take('(') ? { type: 'call', name: text, args: this.list(')') } : { type: 'name', name: text }
  }

  private entries(): (readonly [Expression, Expression])[] {
    const entries: (readonly [Expression, Expression])[] = []
    while (!this.take('}')) {
      const key = this.expression()
      this.expect(':')
      entries.push([key, this.expression()])
      if (this.take(',')) continue
      this.expect('}')
      break
    }
    return entries
  }
}

/** An expression and all that it is made of. */
export function partsOf(expression: Expression): Expression[] {
  const inner = (): readonly Expression[] => {
    if (expression.type === 'select') return [expression.on]
    if (expression.type === 'index') return [expression.on, expression.at]
    if (expression.type === 'list') return expression.items
    if (expression.type === 'map') return expression.entries.flat()
    if (expression.type === 'operator') return expression.operands
    return expression.type === 'call'
      ? [...(expression.on === undefined ? [] : [expression.on]), ...expression.args]
      : []
  }
  return [expression, ...inner().flatMap(partsOf)]
}
