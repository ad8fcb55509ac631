/** The grammar of Go's text/template, as far as kubectl's users need it; what is left out is refused by name. */

import { goQuote } from '../../model/go/quote.js'
import { goSyntaxUnquote } from '../../model/go/unquote.js'
import { append } from '../../model/values/append.js'
import { type Lexeme, lexTemplate } from './lexer.js'
import type { Argument, Operand, ParsedTemplate, Pipeline, Place, Statement } from './nodes.js'

/** Throws Error with text/template's message, as far as it has one. */
export function parseTemplate(text: string, functions: ReadonlySet<string>): ParsedTemplate {
  return new Parser(lexTemplate(text), functions).parse()
}

/** So deeply are actions and parentheses read; Go reads parentheses to a depth of 10,000 (`maxStackDepth`). */
const deepest = 500

type Ended = 'end' | 'else' | 'eof'

class Parser {
  private at = 0
  private loops = 0
  private depth = 0
  private readonly named = new Map<string, readonly Statement[]>()
  private variables: string[] = ['$']

  constructor(
    private readonly lexemes: readonly Lexeme[],
    private readonly functions: ReadonlySet<string>,
  ) {}

  parse(): ParsedTemplate {
    const { statements, ended } = this.statements()
    if (ended !== 'eof') throw this.error(`unexpected {{${ended}}}`)
    return { body: statements, named: this.named }
  }

  private get next(): Lexeme {
    return this.lexemes[Math.min(this.at, this.lexemes.length - 1)] as Lexeme
  }

  private sees(type: Lexeme['type']): boolean {
    return this.next.type === type
  }

  private take(): Lexeme {
    const lexeme = this.next
    this.at++
    return lexeme
  }

  private error(message: string): Error {
    return new Error(`template: output:${this.next.line}: ${message}`)
  }

  private statements(): { statements: Statement[]; ended: Ended } {
    const statements: Statement[] = []
    for (;;) {
      const lexeme = this.take()
      if (lexeme.type === 'eof') return { statements, ended: 'eof' }
      if (lexeme.type === 'text') {
        if (lexeme.text !== '') statements.push({ type: 'text', text: lexeme.text })
        continue
      }
      const word = this.next.type === 'word' ? this.next.text : ''
      if (word === 'end' || word === 'else') {
        this.at++
        if (word === 'end') this.close('end')
        return { statements, ended: word }
      }
      const statement = this.statement(word)
      if (statement !== undefined) statements.push(statement)
    }
  }

  private statement(word: string): Statement | undefined {
    if (word === 'if' || word === 'with' || word === 'range') return this.control(word)
    if (word === 'define') return this.define()
    if (word === 'block') throw this.error('{{block}} is not supported; use {{define}} and {{template}}')
    if (word === 'template') return this.call()
    if (word === 'break' || word === 'continue') {
      if (this.loops === 0) throw this.error(`{{${word}}} outside {{range}}`)
      this.at++
      this.close(word)
      return { type: word }
    }
    if (this.next.type === 'close') throw this.error('missing value for command')
    const pipeline = this.pipeline('command')
    this.close('command')
    return { type: 'output', pipeline }
  }

  private control(type: 'if' | 'with' | 'range'): Statement {
    this.at++
    return this.branches(type)
  }

  private nested<T>(read: () => T): T {
    if (++this.depth > deepest) throw this.error('max expression depth exceeded')
    const found = read()
    this.depth--
    return found
  }

  private branches(type: 'if' | 'with' | 'range'): Statement {
    return this.nested(() => this.branchesOf(type))
  }

  private branchesOf(type: 'if' | 'with' | 'range'): Statement {
    const known = this.variables.length
    const pipeline = this.pipeline(type)
    this.close(type)
    if (type === 'range') this.loops++
    const { statements: body, ended } = this.statements()
    if (type === 'range') this.loops--
    if (ended === 'eof') throw this.error('unexpected EOF')
    const otherwise = ended === 'else' ? this.elseBranch(type) : []
    this.variables.length = known
    return { type, pipeline, body, otherwise } as Statement
  }

  /** `{{else}}`, or `{{else if …}}` and `{{else with …}}`, which share the end of the outer one. */
  private elseBranch(type: string): readonly Statement[] {
    const word = this.next.type === 'word' ? this.next.text : ''
    if ((word === 'if' && type !== 'range') || (word === 'with' && type === 'with')) {
      this.at++
      return [this.branches(word as 'if' | 'with')]
    }
    this.close('else')
    const { statements, ended } = this.statements()
    if (ended === 'else') throw this.error('expected end; found {{else}}')
    if (ended === 'eof') throw this.error('unexpected EOF')
    return statements
  }

  private define(): undefined {
    this.at++
    const name = this.templateName('define clause')
    this.close('define clause')
    const outer = this.variables
    this.variables = ['$']
    const { statements, ended } = this.nested(() => this.statements())
    if (ended !== 'end') throw this.error('unexpected EOF')
    this.variables = outer
    this.named.set(name, statements)
    return undefined
  }

  private call(): Statement {
    const first = this.at++
    const { line, column } = this.next
    const name = this.templateName('template clause')
    const pipeline = this.next.type === 'close' ? undefined : this.pipeline('template clause')
    const place = { line, column, source: `{{${this.source(first)}}}` }
    this.close('template clause')
    return { type: 'call', name, pipeline, place }
  }

  private templateName(context: string): string {
    const lexeme = this.take()
    const name = lexeme.type === 'string' ? unquote(lexeme.text) : undefined
    if (name === undefined) throw this.error(`unexpected ${goQuote(lexeme.text)} in ${context}`)
    return name
  }

  private close(context: string): void {
    if (this.next.type !== 'close') throw this.error(unexpected(this.next, context))
    this.at++
  }

  private place(): Place {
    const { line, column } = this.next
    return { line, column, source: this.next.text }
  }

  private pipeline(context: string): Pipeline {
    const place = this.place()
    const { variables, assigns } = this.declarations(context)
    const commands: Argument[][] = [this.command(context)]
    while (this.next.type === 'pipe') {
      this.at++
      commands.push(this.command(context))
    }
    for (const [first] of commands.slice(1)) {
      const { operand, fields } = first as Argument
      const callable = operand.type === 'function' || operand.type === 'pipeline' || fields.length > 0
      if (!callable && operand.type !== 'variable') {
        throw this.error(
          `non executable command in pipeline stage ${commands.findIndex(([each]) => each === first) + 1}`,
        )
      }
    }
    if (!assigns) append(this.variables, variables)
    return { variables, assigns, commands, place }
  }

  private declarations(context: string): { variables: string[]; assigns: boolean } {
    const start = this.at
    const variables: string[] = []
    while (this.sees('variable')) {
      variables.push(this.take().text)
      if (this.sees('declare') || this.sees('assign')) return { variables, assigns: this.take().type === 'assign' }
      if (!this.sees('comma') || context !== 'range' || variables.length > 1) break
      this.at++
    }
    this.at = start
    return { variables: [], assigns: false }
  }

  private command(context: string): Argument[] {
    const args: Argument[] = []
    while (!['close', 'pipe', 'right', 'eof'].includes(this.next.type)) {
      args.push(this.argument(context))
    }
    if (args.length === 0) throw this.error(`missing value for ${context}`)
    return args
  }

  private argument(context: string): Argument {
    const first = this.at
    const operand = this.operand(context)
    const fields = this.lexemes[first]?.type === 'field' ? [this.lexemes[first].text.slice(1)] : []
    const chain = this.at
    while (this.sees('field') && !this.next.spaced) fields.push(this.take().text.slice(1))
    // A chain of fields has its place at the second.
    const { line, column } = this.lexemes[this.at > chain ? chain : first] as Lexeme
    return { operand, fields, place: { line, column, source: this.source(first) } }
  }

  /** What was written from one lexeme up to here. */
  private source(first: number): string {
    return this.lexemes
      .slice(first, this.at)
      .map((lexeme, at) => (lexeme.spaced && at > 0 ? ' ' : '') + lexeme.text)
      .join('')
  }

  private operand(context: string): Operand {
    const lexeme = this.take()
    switch (lexeme.type) {
      case 'dot':
      case 'field':
        return { type: 'dot' }
      case 'variable':
        if (!this.variables.includes(lexeme.text)) throw this.error(`undefined variable ${goQuote(lexeme.text)}`)
        return { type: 'variable', name: lexeme.text }
      case 'number':
        return {
          type: 'number',
          value: Number(lexeme.text),
          whole: /^[-+]?(0[xXbBoO])?[0-9a-fA-F]+$/.test(lexeme.text),
        }
      case 'string': {
        const value = unquote(lexeme.text)
        if (value === undefined) throw this.error('invalid syntax')
        return { type: 'text', value }
      }
      case 'character':
        return { type: 'number', value: unquote(lexeme.text)?.codePointAt(0) ?? 0, whole: true }
      case 'left': {
        const pipeline = this.nested(() => this.pipeline('parenthesized pipeline'))
        if (this.next.type !== 'right') throw this.error(unexpected(this.next, 'parenthesized pipeline'))
        this.at++
        return { type: 'pipeline', pipeline }
      }
      case 'word':
        return this.word(lexeme.text)
      default:
        this.at--
        throw this.error(unexpected(lexeme, context === 'command' ? 'operand' : context))
    }
  }

  private word(word: string): Operand {
    if (word === 'true' || word === 'false') return { type: 'boolean', value: word === 'true' }
    if (word === 'nil') return { type: 'nil' }
    if (!this.functions.has(word)) throw this.error(`function ${goQuote(word)} not defined`)
    return { type: 'function', name: word }
  }
}

function unexpected(lexeme: Lexeme, context: string): string {
  if (lexeme.type === 'eof') return `unclosed action`
  return lexeme.type === 'word'
    ? `unexpected <${lexeme.text}> in ${context}`
    : `unexpected ${goQuote(lexeme.text)} in ${context}`
}

function unquote(literal: string): string | undefined {
  return literal.startsWith('`') ? literal.slice(1, -1).replaceAll('\r', '') : goSyntaxUnquote(literal)
}
