import { goQuote } from '../go/quote.js'
import { isQualifiedName } from '../objects/names.js'
import { compareKeys } from '../values/order.js'
import { newRequirement, type Operator, type Requirement } from './requirements.js'

/** The lexer and parser of label selectors, after `pkg/labels/selector.go` of apimachinery, errors included. */

type TokenKind = 'end' | 'identifier' | ')' | ',' | '!' | '==' | '=' | '>' | '<' | '!=' | '(' | 'in' | 'notin'

interface Token {
  readonly kind: TokenKind
  readonly text: string
}

function tokens(text: string): Token[] {
  const found: Token[] = []
  for (const [token, word] of text.matchAll(/([^=!(),<> \t\r\n]+)|!=|==|[=!(),<>]/g)) {
    if (word === undefined) found.push({ kind: token as TokenKind, text: token })
    else found.push({ kind: word === 'in' || word === 'notin' ? word : 'identifier', text: word })
  }
  return [...found, { kind: 'end', text: '' }]
}

const binaryOperators = 'in, notin, =, ==, !=, gt, lt'
const operatorOf: Partial<Record<TokenKind, Operator>> = {
  in: 'in',
  notin: 'notin',
  '=': '=',
  '==': '==',
  '!=': '!=',
  '>': 'gt',
  '<': 'lt',
}

export function parseRequirements(text: string): Requirement[] {
  return new Parser(tokens(text)).parse()
}

class Parser {
  private position = 0

  constructor(private readonly all: readonly Token[]) {}

  parse(): Requirement[] {
    const requirements: Requirement[] = []
    for (;;) {
      const { kind, text } = this.look()
      if (kind === 'end') return requirements
      if (kind !== 'identifier' && kind !== '!') {
        throw new Error(`found '${text}', expected: !, identifier, or 'end of string'`)
      }
      requirements.push(this.checkedRequirement())
      const after = this.take()
      if (after.kind === 'end') return requirements
      if (after.kind !== ',') throw new Error(`found '${after.text}', expected: ',' or 'end of string'`)
      const next = this.look()
      if (next.kind !== 'identifier' && next.kind !== '!') {
        throw new Error(`found '${next.text}', expected: identifier after ','`)
      }
    }
  }

  /** `in` and `notin` are operators only where one is expected. */
  private look(): Token {
    const token = this.all[this.position] ?? { kind: 'end', text: '' }
    return token.kind === 'in' || token.kind === 'notin' ? { kind: 'identifier', text: token.text } : token
  }

  private take(): Token {
    const token = this.look()
    this.position++
    return token
  }

  private checkedRequirement(): Requirement {
    try {
      return this.requirement()
    } catch (error) {
      throw new Error(`unable to parse requirement: ${(error as Error).message}`)
    }
  }

  private requirement(): Requirement {
    let token = this.take()
    const negated = token.kind === '!'
    if (negated) token = this.take()
    if (token.kind !== 'identifier') throw new Error(`found '${token.text}', expected: identifier`)
    const key = token.text
    const errors = isQualifiedName(key)
    if (errors.length > 0) throw new Error(`<nil>: Invalid value: ${goQuote(key)}: ${errors.join('; ')}`)
    if (negated) return newRequirement(key, '!', [])
    const next = this.look().kind
    if (next === 'end' || next === ',') return newRequirement(key, 'exists', [])
    const operator = this.operator()
    const values = operator === 'in' || operator === 'notin' ? this.values() : [this.value()]
    return newRequirement(key, operator, [...new Set(values)].sort(compareKeys))
  }

  private operator(): Operator {
    const { kind, text } = this.all[this.position++] ?? { kind: 'end', text: '' }
    const operator = operatorOf[kind]
    if (operator === undefined) throw new Error(`found '${text}', expected: ${binaryOperators}`)
    return operator
  }

  private values(): string[] {
    const open = this.take()
    if (open.kind !== '(') throw new Error(`found '${open.text}' expected: '('`)
    const first = this.look()
    if (first.kind === ')') {
      this.take()
      return ['']
    }
    if (first.kind !== 'identifier' && first.kind !== ',') {
      throw new Error(`found '${first.text}', expected: ',', ')' or identifier`)
    }
    const values = this.list()
    this.take()
    return values
  }

  /** Identifiers and commas up to the closing parenthesis; an empty place between commas is the empty value. */
  private list(): string[] {
    const values: string[] = []
    for (;;) {
      const token = this.take()
      const next = this.look()
      if (token.kind === 'identifier') {
        values.push(token.text)
        if (next.kind === ')') return values
        if (next.kind !== ',') throw new Error(`found '${next.text}', expected: ',' or ')'`)
      } else if (token.kind === ',') {
        if (values.length === 0 || next.kind === ',') values.push('')
        if (next.kind === ')') return [...values, '']
      } else {
        throw new Error(`found '${token.text}', expected: ',', or identifier`)
      }
    }
  }

  private value(): string {
    const next = this.look().kind
    if (next === 'end' || next === ',') return ''
    const token = this.take()
    if (token.kind !== 'identifier') throw new Error(`found '${token.text}', expected: identifier`)
    return token.text
  }
}
