/** `-o go-template`: Go's text/template over an object (kubectl adds `exists` and `base64decode`). */

import { goQuote } from '../../model/go/quote.js'
import { ownField } from '../../model/values/json-values.js'
import { entries } from './entries.js'
import { Float, functions, Int, isMap, isTrue, NoValue, printValue, type TemplateFunction } from './functions.js'
import type { Argument, Branches, ParsedTemplate, Pipeline, Place, Statement } from './nodes.js'
import { parseTemplate } from './syntax.js'

export interface TemplateOptions {
  /** Fields that are not there print `<no value>`, instead of an error. */
  readonly allowMissingKeys?: boolean
}

interface TemplateLimits {
  readonly steps: number
  readonly printed: number
}

/**
 * So much is done for one object, and so many characters are printed of it, which takes seconds: kubectl goes on for ever
 * where a template does (`{{range 1000000000}}x{{end}}`), and writes what it has while it does.
 */
const usual: TemplateLimits = { steps: 5_000_000, printed: 100_000_000 }

/** A parsed template. */
export class GoTemplate {
  private readonly parsed: ParsedTemplate

  /** Throws Error with text/template's message. */
  constructor(
    text: string,
    private readonly options: TemplateOptions = { allowMissingKeys: true },
    private readonly most = usual,
  ) {
    this.parsed = parseTemplate(text, new Set(functions.keys()))
  }

  /** The template filled in; throws Error with text/template's message. */
  execute(data: unknown): string {
    return new Execution(this.parsed, this.options.allowMissingKeys === true, this.most).run(data)
  }
}

/** kubectl's message about a template that cannot be applied. */
export function executionError(template: string, error: Error): string {
  return `error executing template ${goQuote(template)}: ${error.message}`
}

/** Actions are in one another so deeply at most; Go's stack is deeper than ours. */
const deepest = 1500

class Break extends Error {}
class Continue extends Error {}

class Execution {
  private readonly out: string[] = []
  private scope: { name: string; value: unknown }[] = []
  private depth = 0
  private nesting = 0
  private steps = 0
  private printed = 0

  constructor(
    private readonly template: ParsedTemplate,
    private readonly allowMissingKeys: boolean,
    private readonly most: TemplateLimits,
  ) {}

  run(data: unknown): string {
    this.scope = [{ name: '$', value: data }]
    this.statements(this.template.body, data)
    return this.out.join('')
  }

  private step(place: Place | undefined): void {
    if (++this.steps <= this.most.steps) return
    throw this.error(place ?? nowhere, `kubesim does not go through more than ${this.most.steps} steps of a template`)
  }

  private print(text: string): void {
    this.printed += text.length
    if (this.printed > this.most.printed) throw this.error(nowhere, this.tooMuch())
    this.out.push(text)
  }

  private tooMuch(): string {
    return `kubesim does not print more than ${this.most.printed} characters of an object`
  }

  private statements(statements: readonly Statement[], dot: unknown): void {
    if (++this.nesting > deepest) throw this.error(nowhere, 'exceeded maximum template depth (100000)')
    try {
      for (const statement of statements) this.statement(statement, dot)
    } finally {
      this.nesting--
    }
  }

  private statement(statement: Statement, dot: unknown): void {
    this.step(undefined)
    switch (statement.type) {
      case 'text':
        this.print(statement.text)
        return
      case 'output': {
        const value = this.pipeline(statement.pipeline, dot)
        if (statement.pipeline.variables.length === 0) this.print(printValue(value))
        return
      }
      case 'if':
      case 'with':
        this.scoped(() => {
          const value = this.pipeline(statement.pipeline, dot)
          if (!isTrue(value)) this.statements(statement.otherwise, dot)
          else this.statements(statement.body, statement.type === 'with' ? value : dot)
        })
        return
      case 'range':
        this.scoped(() => this.range(statement, dot))
        return
      case 'break':
        throw new Break()
      case 'continue':
        throw new Continue()
      case 'call':
        this.call(statement, dot)
    }
  }

  private scoped(run: () => void): void {
    const known = this.scope.length
    try {
      run()
    } finally {
      this.scope.length = known
    }
  }

  private call(statement: Extract<Statement, { type: 'call' }>, dot: unknown): void {
    const body = this.template.named.get(statement.name)
    if (body === undefined) throw this.error(statement.place, `template ${goQuote(statement.name)} not defined`)
    if (++this.depth > 1000) throw this.error(statement.place, 'exceeded maximum template depth (1000)')
    const value = statement.pipeline === undefined ? undefined : this.pipeline(statement.pipeline, dot)
    const outer = this.scope
    this.scope = [{ name: '$', value }]
    this.statements(body, value)
    this.scope = outer
    this.depth--
  }

  private range(statement: Branches<'range'>, dot: unknown): void {
    const { pipeline, body, otherwise } = statement
    const value = this.pipeline({ ...pipeline, variables: [] }, dot)
    const items = entries(value)
    if (items === undefined) throw this.error(pipeline.place, `range can't iterate over ${printValue(value)}`)
    let any = false
    for (const [index, item] of items) {
      any = true
      this.step(pipeline.place)
      if (this.iteration(pipeline, index, item, body)) return
    }
    if (!any) this.statements(otherwise, dot)
  }

  private iteration(pipeline: Pipeline, index: unknown, item: unknown, body: readonly Statement[]): boolean {
    let done = false
    this.scoped(() => {
      const [first, second] = pipeline.variables
      if (second !== undefined) {
        this.assign(first ?? '', index, pipeline.assigns)
        this.assign(second, item, pipeline.assigns)
      } else if (first !== undefined) this.assign(first, item, pipeline.assigns)
      try {
        this.statements(body, item)
      } catch (error) {
        if (!(error instanceof Break) && !(error instanceof Continue)) throw error
        done = error instanceof Break
      }
    })
    return done
  }

  private assign(name: string, value: unknown, existing: boolean): void {
    const variable = existing ? this.scope.findLast((each) => each.name === name) : undefined
    if (variable === undefined) this.scope.push({ name, value })
    else variable.value = value
  }

  private pipeline(pipeline: Pipeline, dot: unknown): unknown {
    let value: unknown
    pipeline.commands.forEach((command, at) => {
      value = this.command(command, dot, at > 0 ? [value] : [])
    })
    for (const name of pipeline.variables) this.assign(name, value, pipeline.assigns)
    return value
  }

  private command(command: readonly Argument[], dot: unknown, piped: readonly unknown[]): unknown {
    const [first, ...rest] = command as [Argument, ...Argument[]]
    const { operand, place } = first
    if (operand.type === 'function') return this.invoke(operand.name, first, rest, dot, piped)
    if (operand.type === 'nil') throw this.error(place, 'nil is not a command')
    if (rest.length + piped.length > 0) {
      const field = first.fields.at(-1)
      const problem =
        field === undefined
          ? `can't give argument to non-function ${place.source}`
          : `${field} is not a method but has arguments`
      throw this.error(place, problem)
    }
    return this.argument(first, dot)
  }

  private invoke(
    name: string,
    first: Argument,
    rest: readonly Argument[],
    dot: unknown,
    piped: readonly unknown[],
  ): unknown {
    const { least, most, call } = functions.get(name) as TemplateFunction
    const count = rest.length + piped.length
    if (count < least || count > most) {
      const want = most > least ? `at least ${least}` : `${least}`
      throw this.error(first.place, `wrong number of args for ${name}: want ${want} got ${count}`)
    }
    if (name === 'and' || name === 'or') return this.shortCircuit(name, rest, dot, piped)
    const args = [...rest.map((argument) => this.argument(argument, dot)), ...piped]
    try {
      const value = call(...args)
      if (typeof value === 'string' && value.length > this.most.printed) throw new Error(this.tooMuch())
      return this.fields(value, first)
    } catch (error) {
      const source = [first, ...rest].map((argument) => argument.place.source).join(' ')
      throw this.error({ ...first.place, source }, `error calling ${name}: ${(error as Error).message}`)
    }
  }

  private shortCircuit(name: string, args: readonly Argument[], dot: unknown, piped: readonly unknown[]): unknown {
    let value: unknown
    for (const argument of args) {
      value = this.argument(argument, dot)
      if (isTrue(value) === (name === 'or')) return value
    }
    return piped.length > 0 ? piped[0] : value
  }

  private argument(argument: Argument, dot: unknown): unknown {
    const { operand } = argument
    switch (operand.type) {
      case 'dot':
        return this.fields(dot, argument)
      case 'variable':
        return this.fields(this.scope.findLast((each) => each.name === operand.name)?.value, argument)
      case 'pipeline':
        return this.fields(this.pipeline(operand.pipeline, dot), argument)
      case 'function':
        return this.command([argument], dot, [])
      case 'number':
        return operand.whole ? new Int(operand.value) : new Float(operand.value)
      case 'nil':
        return null
      default:
        return operand.value
    }
  }

  private fields(value: unknown, argument: Argument): unknown {
    let current = value
    for (const field of argument.fields) current = this.field(current, field, argument.place)
    return current
  }

  private field(value: unknown, field: string, place: Place): unknown {
    if (value === null || value === undefined) {
      throw this.error(place, `nil pointer evaluating interface {}.${field}`)
    }
    const missing = value instanceof NoValue
    if (!missing && !isMap(value)) throw this.error(place, `can't evaluate field ${field} in type interface {}`)
    const found = missing ? undefined : ownField(value as object, field)
    if (found !== undefined) return found
    if (this.allowMissingKeys) return new NoValue()
    throw this.error(place, `${missing ? 'nil data; no' : 'map has no'} entry for key ${goQuote(field)}`)
  }

  private error(place: Place, message: string): Error {
    const { line, column, source } = place
    return new TemplateError(`template: output:${line}:${column}: executing "output" at <${source}>: ${message}`)
  }
}

class TemplateError extends Error {}

/** Where a fault of the whole template is said to be. */
const nowhere: Place = { line: 1, column: 0, source: '' }
