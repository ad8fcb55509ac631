/** The grammar of kubectl's jsonpath templates, errors included (client-go `util/jsonpath/parser.go`). */

import { goSyntaxUnquote } from '../go/unquote.js'
import { wholeNumber } from '../json/exact-json.js'
import { append } from '../values/append.js'

export type Node =
  | { readonly type: 'list'; readonly nodes: Node[] }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'field'; readonly name: string }
  | { readonly type: 'identifier'; readonly name: string }
  | { readonly type: 'constant'; readonly value: number | bigint | boolean; readonly float: boolean }
  | { readonly type: 'array'; readonly start: Bound; readonly end: Bound; readonly step: Bound }
  | { readonly type: 'filter'; readonly left: ListNode; readonly right: ListNode; readonly operator: string }
  | { readonly type: 'union'; readonly members: readonly ListNode[] }
  | { readonly type: 'wildcard' }
  | { readonly type: 'recursive' }

export type ListNode = Extract<Node, { type: 'list' }>

export interface Bound {
  /** Undefined when left open. */
  readonly value: number | undefined
  /** `[-1]` has no end of its own: it is the start plus one. */
  readonly derived?: true
}

/** Reads a template; throws Error with client-go's message. */
export function parseJsonPath(text: string): ListNode {
  const root: ListNode = { type: 'list', nodes: [] }
  new Parser(text, root).text()
  return root
}

/** The content of `{…}` alone. */
function parseAction(text: string): ListNode {
  return parseJsonPath(`{${text}}`).nodes[0] as ListNode
}

class Parser {
  private at = 0

  constructor(
    private readonly input: string,
    private readonly root: ListNode,
  ) {}

  text(): void {
    while (this.at < this.input.length) {
      const open = this.input.indexOf('{', this.at)
      const text = open < 0 ? this.input.slice(this.at) : this.input.slice(this.at, open)
      if (text !== '') this.root.nodes.push({ type: 'text', text })
      if (open < 0) return
      this.at = open + 1
      const list: ListNode = { type: 'list', nodes: [] }
      this.root.nodes.push(list)
      this.action(list.nodes)
    }
  }

  private action(nodes: Node[]): void {
    for (;;) {
      const rest = this.input.slice(this.at, this.at + 3)
      const next = this.peek()
      if (next === '}') {
        this.at++
        return
      }
      if (rest === '[?(') this.filter(nodes)
      else if (rest.startsWith('..')) this.recursive(nodes)
      else if (next === undefined || next === '\n' || next === '\r') throw new Error('unclosed action')
      else if (next === ' ' || next === '@' || next === '$') this.at++
      else if (next === '[') this.array(nodes)
      else if (next === '"' || next === "'") this.quote(nodes, next)
      else if (next === '.') {
        this.at++
        this.field(nodes)
      } else if (/[-+0-9]/.test(next)) this.number(nodes)
      else if (/[\p{L}\p{Nd}_]/u.test(next)) this.identifier(nodes)
      else throw new Error(`unrecognized character in action: ${unicodeName(next)}`)
    }
  }

  private peek(): string | undefined {
    const code = this.input.codePointAt(this.at)
    return code === undefined ? undefined : String.fromCodePoint(code)
  }

  private take(pattern: RegExp): string {
    const sticky = new RegExp(pattern.source, 'uy')
    sticky.lastIndex = this.at
    const found = sticky.exec(this.input)?.[0] ?? ''
    this.at += found.length
    return found
  }

  private identifier(nodes: Node[]): void {
    const name = this.take(/[^ \t\r\n.,[\]$@{}]*/)
    if (name === 'true' || name === 'false') nodes.push({ type: 'constant', value: name === 'true', float: false })
    else nodes.push({ type: 'identifier', name })
  }

  private recursive(nodes: Node[]): void {
    if (nodes.at(-1)?.type === 'recursive') throw new Error('invalid multiple recursive descent')
    this.at += 2
    nodes.push({ type: 'recursive' })
    if (/^[\p{L}\p{Nd}_]/u.test(this.peek() ?? '')) this.field(nodes)
  }

  private number(nodes: Node[]): void {
    const text = this.take(/[-+]?[.\d]*/)
    const isWhole = /^[-+]?\d+$/.test(text)
    if (!isWhole && !/^[-+]?(\d+\.?\d*|\.\d+)$/.test(text)) throw new Error(`cannot parse number ${text}`)
    nodes.push({ type: 'constant', value: isWhole ? wholeNumber(text) : Number(text), float: !isWhole })
  }

  /** Up to the next terminator that no backslash escapes. */
  private field(nodes: Node[]): void {
    const name = this.take(/(?:\\[\s\S]|[^ \t\r\n.,[\]$@{}\\])*/)
    if (name === '*') nodes.push({ type: 'wildcard' })
    else nodes.push({ type: 'field', name: name.replaceAll('\\', '') })
  }

  private quote(nodes: Node[], mark: string): void {
    const start = this.at++
    for (;;) {
      const next = this.input[this.at++]
      if (next === undefined || next === '\n') throw new Error('unterminated quoted string')
      if (next === mark && this.input[this.at - 2] !== '\\') break
    }
    const quoted = this.input.slice(start, this.at)
    const text = goSyntaxUnquote(quoted)
    if (text === undefined) throw new Error(`unquote string ${quoted} error invalid syntax`)
    nodes.push({ type: 'text', text })
  }

  private array(nodes: Node[]): void {
    const text = this.take(/\[[^\]\n]*/).slice(1)
    if (this.input[this.at++] !== ']') throw new Error('unterminated array')
    const members = text.split(',')
    const key = /^'([^']*)'$/.exec(text)?.[1]
    if (members.length > 1) {
      const lists = members.map((member) => parseAction(`[${member.replace(/^ +| +$/g, '')}]`))
      nodes.push({ type: 'union', members: lists })
    } else if (key !== undefined) append(nodes, parseAction(`.${key}`).nodes)
    else nodes.push(slice(text === '*' ? ':' : text))
  }

  private filter(nodes: Node[]): void {
    this.at += '[?('.length
    const start = this.at
    let mark: string | undefined
    let closed = false
    for (;;) {
      const next = this.input[this.at++]
      if (next === undefined || next === '\n') throw new Error('unterminated filter')
      if (next === '"' || next === "'") {
        if (mark === undefined) mark = next
        else if (this.input[this.at - 2] !== '\\' && next === mark) closed = true
      }
      // Quotes stand on the right hand alone, once or not at all.
      if (next === ')' && (mark !== undefined) === closed) break
    }
    const text = this.input.slice(start, this.at - 1)
    if (this.input[this.at++] !== ']') throw new Error('unclosed array expect ]')
    const [, left, operator, right] = /^([^!<>=]+)([!<>=]+)(.+?)$/s.exec(text) ?? []
    if (left === undefined || operator === undefined || right === undefined) {
      nodes.push({ type: 'filter', left: parseAction(text), right: { type: 'list', nodes: [] }, operator: 'exists' })
    } else {
      nodes.push({ type: 'filter', left: parseAction(left), right: parseAction(right), operator })
    }
  }
}

/** `3`, `-1`, `1:3`, `::2`. */
function slice(text: string): Node {
  const match = /^(-?\d*)(:-?\d*)?(:-?\d*)?$/.exec(text)
  if (match === null) throw new Error(`invalid array index ${text}`)
  const [, first = '', second, third] = match
  const start = bound(first)
  const end: Bound = second === undefined ? { value: (start.value ?? 0) + 1, derived: true } : bound(second.slice(1))
  return { type: 'array', start, end, step: bound(third?.slice(1) ?? '') }
}

function bound(text: string): Bound {
  if (text === '') return { value: undefined }
  if (text === '-') throw new Error('array index - is not a number')
  return { value: Number(text) }
}

/** Go's `%#U`: `U+0025 '%'`. */
function unicodeName(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
  return /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(character) ? `U+${code} '${character}'` : `U+${code}`
}
