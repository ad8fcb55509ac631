/**
 * kubectl's jsonpath templates: how they are read (syntax), and here how results are found and printed (client-go
 * `util/jsonpath/jsonpath.go`). Which commands take one is not known here.
 */
import { goNumber, goSyntax, goText, goType, sortedKeys } from '../go/format.js'
import { goQuote } from '../go/quote.js'
import { formatJson } from '../json/json.js'
import { append } from '../values/append.js'
import { isPlainObject, ownField } from '../values/json-values.js'
import { type Bound, type ListNode, type Node, parseJsonPath } from './syntax.js'

/**
 * So many values are found in one object, and so many characters printed of it, which takes seconds: each `..` of a path
 * multiplies what is found by how deeply the object is nested. kubectl has no such limits, and takes minutes and gigabytes.
 */
const usual: JsonPathLimits = { found: 5_000_000, printed: 100_000_000 }
/** Ranges are in one another so deeply at most: Go's stack is deeper than ours. */
const deepest = 200

export interface JsonPathOptions {
  /** Fields that are not there give nothing, instead of an error. */
  readonly allowMissingKeys?: boolean
}

interface JsonPathLimits {
  readonly found: number
  readonly printed: number
}

/** A parsed template. */
export class JsonPath {
  private readonly root: ListNode

  /** Throws Error with client-go's message. */
  constructor(
    readonly template: string,
    private readonly options: JsonPathOptions = { allowMissingKeys: true },
    private readonly most = usual,
  ) {
    this.root = parseJsonPath(template)
  }

  /** What each node of the template finds in a value, ranges unrolled. */
  find(data: unknown): unknown[][] {
    return new Evaluation(this.options.allowMissingKeys === true, this.most.found).run(this.root.nodes, data)
  }

  /** The template filled in. */
  print(data: unknown): string {
    let length = 0
    const parts: string[] = []
    for (const result of this.find(data).flatMap(spaced)) {
      const text = resultText(result)
      length += text.length
      if (length > this.most.printed) {
        throw new Error(`kubesim does not print more than ${this.most.printed} characters of an object`)
      }
      parts.push(text)
    }
    return parts.join('')
  }

  /** The results of each node as a JSON list (`jsonpath-as-json`). */
  printAsJson(data: unknown): string {
    return this.find(data)
      .map((results) => `${formatJson(results, { indent: '    ' })}\n`)
      .join('')
  }
}

/** Several results stand beside each other, with a space between. */
const spaced = (results: readonly unknown[]): unknown[] =>
  results.flatMap((result, at) => (at === 0 ? [result] : [' ', result]))

/** One result as it is printed. */
export function resultText(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (value instanceof Float) return goNumber(value.value)
  if (typeof value === 'object') return formatJson(value)
  return typeof value === 'number' ? goNumber(value) : String(value)
}

/** kubectl's long message about a template that cannot be applied. */
export function executionError(path: JsonPath, data: unknown, error: Error): string {
  const details = `Error executing template: ${error.message}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t${path.template}\n\tobject given to jsonpath engine was:\n\t\t${goSyntax(data)}\n\n`
  return `error executing jsonpath ${goQuote(path.template)}: ${details}\n`
}

class Evaluation {
  private begins = 0
  private depth = 0
  private ends = 0
  private lastEnd: Node | undefined
  private found = 0
  private ranges = 0

  constructor(
    private readonly allowMissingKeys: boolean,
    private readonly most: number,
  ) {}

  run(nodes: readonly Node[], data: unknown): unknown[][] {
    if (++this.ranges > deepest) throw new Error(`kubesim does not go through ranges deeper than ${deepest}`)
    const found = this.results(nodes, data)
    this.ranges--
    return found
  }

  /** Counts what is found. */
  private count(results: number): void {
    this.found += results
    if (this.found > this.most) throw new Error(`kubesim does not find more than ${this.most} values in an object`)
  }

  private results(nodes: readonly Node[], data: unknown): unknown[][] {
    const found: unknown[][] = []
    for (let at = 0; at < nodes.length; at++) {
      const node = nodes[at] as Node
      const results = this.walk([data], node)
      if (this.ends > 0 && this.ends <= this.depth) {
        this.ends--
        this.lastEnd = node
        return found
      }
      if (this.begins === 0) {
        found.push(results)
        continue
      }
      this.begins--
      this.depth++
      const body = nodes.slice(at + 1)
      for (const each of results) append(found, this.run(body, each))
      // Without results the body is still gone through, to find where it ends.
      if (results.length === 0) this.run(body, undefined)
      this.depth--
      const end = this.lastEnd === undefined ? -1 : nodes.indexOf(this.lastEnd, at + 1)
      if (end >= 0) at = end
    }
    return found
  }

  private walk(input: readonly unknown[], node: Node): unknown[] {
    const results = this.walked(input, node)
    this.count(results.length + 1)
    return results
  }

  private walked(input: readonly unknown[], node: Node): unknown[] {
    switch (node.type) {
      case 'list':
        return this.walkList(input, node)
      case 'text':
        return [node.text]
      case 'constant':
        return input.map(() => (node.float ? new Float(Number(node.value)) : node.value))
      case 'field':
        return this.field(input, node.name)
      case 'identifier':
        return this.identifier(input, node.name)
      case 'array':
        return input.flatMap((value) => sliceOf(value, node.start, node.end, node.step))
      case 'filter':
        return input.flatMap((value) => this.filter(value, node))
      case 'union':
        return node.members.flatMap((member) => this.walkList(input, member))
      case 'wildcard':
        return input.flatMap(children)
      case 'recursive':
        return this.descend(input)
    }
  }

  private walkList(input: readonly unknown[], list: ListNode): unknown[] {
    let current = [...input]
    for (const node of list.nodes) current = this.walk(current, node)
    return current
  }

  private identifier(input: readonly unknown[], name: string): unknown[] {
    if (name === 'range') {
      this.begins++
      return [...input]
    }
    if (name !== 'end') throw new Error(`unrecognized identifier ${name}`)
    if (this.depth === 0) throw new Error('not in range, nothing to end')
    this.ends++
    return []
  }

  private field(input: readonly unknown[], name: string): unknown[] {
    if (input.length === 0) return []
    const found: unknown[] = []
    for (const value of input) {
      if (isPlainObject(value) && Object.hasOwn(value, name) && ownField(value, name) !== undefined) {
        found.push(ownField(value, name))
      }
    }
    if (found.length === 0 && !this.allowMissingKeys) throw new Error(`${name} is not found`)
    return found
  }

  /** Every value that has children, at any depth, parents first. */
  private descend(input: readonly unknown[], found: unknown[] = []): unknown[] {
    this.count(input.length)
    for (const value of input) {
      const inner = typeof value === 'string' ? (value === '' ? [] : [0]) : children(value)
      if (inner.length === 0) continue
      found.push(value)
      this.descend(inner, found)
    }
    return found
  }

  private filter(value: unknown, node: Extract<Node, { type: 'filter' }>): unknown[] {
    if (!Array.isArray(value)) throw new Error(`${goText(value)} is not array or slice and cannot be filtered`)
    return value.filter((item) => {
      if (node.operator === 'exists') return this.exists(item, node.left)
      const left = this.walkList([item], node.left)
      const right = left.length === 0 ? [] : this.walkList([item], node.right)
      if (left.length > 1 || right.length > 1) throw new Error('can only compare one element at a time')
      return left.length > 0 && right.length > 0 && compare(left[0], right[0], node.operator)
    })
  }

  private exists(item: unknown, path: ListNode): boolean {
    try {
      return this.walkList([item], path).length > 0
    } catch {
      return false
    }
  }
}

/** A number that was written with a point: Go compares it with no integer. */
class Float {
  constructor(readonly value: number) {}
}

function sliceOf(value: unknown, start: Bound, end: Bound, step: Bound): unknown[] {
  if (value === null) return []
  if (!Array.isArray(value)) throw new Error(`${goType(value)} is not array or slice`)
  const { length } = value
  const given = start.value ?? 0
  const first = given < 0 ? given + length : given
  const last = endOf(end, length)
  if (first === last) return []
  if (first >= length || first < 0) throw new Error(`array index out of bounds: index ${first}, length ${length}`)
  if (last > length || last < 0) throw new Error(`array index out of bounds: index ${last - 1}, length ${length}`)
  if (first > last) throw new Error(`starting index ${first} is greater than ending index ${last}`)
  if (step.value !== undefined && step.value <= 0) throw new Error('step must be > 0')
  const stride = step.value ?? 1
  return value.slice(first, last).filter((_, at) => at % stride === 0)
}

function endOf(end: Bound, length: number): number {
  if (end.value === undefined) return length
  return end.value < 0 || (end.value === 0 && end.derived === true) ? end.value + length : end.value
}

/** Go goes through maps in no order; we take that of the keys. Strings fall apart into bytes. */
function children(value: unknown): unknown[] {
  if (Array.isArray(value)) return value
  if (isPlainObject(value)) return sortedKeys(value).map((key) => value[key])
  return typeof value === 'string' ? [...new TextEncoder().encode(value)] : []
}

function compare(left: unknown, right: unknown, operator: string): boolean {
  const order: Readonly<Record<string, (sign: number) => boolean>> = {
    '<': (sign) => sign < 0,
    '<=': (sign) => sign <= 0,
    '>': (sign) => sign > 0,
    '>=': (sign) => sign >= 0,
    '==': (sign) => sign === 0,
    '!=': (sign) => sign !== 0,
  }
  const test = Object.hasOwn(order, operator) ? order[operator] : undefined
  if (test === undefined) throw new Error(`unrecognized filter operator ${operator}`)
  const [kind, a] = basic(left)
  const [otherKind, b] = basic(right)
  if (kind === undefined || otherKind === undefined) throw new Error('invalid type for comparison')
  if (kind !== otherKind) throw new Error('incompatible types for comparison')
  if (kind === 'bool' && !['==', '!='].includes(operator)) throw new Error('invalid type for comparison')
  return test(a === b ? 0 : (a as number) < (b as number) ? -1 : 1)
}

function basic(value: unknown): ['bool' | 'int' | 'float' | 'string' | undefined, unknown] {
  if (value instanceof Float) return ['float', value.value]
  if (typeof value === 'bigint') return ['int', value]
  if (typeof value === 'number') return [Number.isInteger(value) ? 'int' : 'float', value]
  if (typeof value === 'boolean') return ['bool', value]
  return typeof value === 'string' ? ['string', value] : [undefined, value]
}
