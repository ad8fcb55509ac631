import { memo } from '../../model/values/memo.js'
import { Scanner } from './scanner.js'
import {
  type Chain,
  type List,
  type Node,
  type Pipeline,
  type Redirect,
  SyntaxFault,
  Unfinished,
  type Word,
} from './syntax.js'
import type { Cursor } from './words.js'

/**
 * Reads a shell program. Throws SyntaxFault when it is wrong and Unfinished when more lines could make it right. A thousand
 * containers of one image start with the same script.
 */
export const parseShell = memo(64, (text: string): List => {
  const parser = new Parser({ text, at: 0 })
  const list = parser.list([])
  parser.expectEnd()
  return list
})

/** Words that end a list. */
const closers = new Set(['then', 'else', 'elif', 'fi', 'do', 'done', 'esac', '}'])

class Parser {
  private readonly scan: Scanner

  constructor(private readonly cursor: Cursor) {
    this.scan = new Scanner(cursor, inner)
  }

  /** Commands up to one of the words (or, inside parentheses, `)` or `;;`), which is left unread. */
  list(ends: readonly string[]): List {
    const items: { chain: Chain; background: boolean }[] = []
    for (;;) {
      this.scan.skipNewlines()
      if (this.scan.atEnd() || this.scan.startsWith(')') || this.scan.startsWith(';;')) break
      const word = this.scan.peekWord()
      if (ends.includes(word)) break
      if (closers.has(word)) throw new SyntaxFault(`unexpected "${word}"`)
      const chain = this.chain()
      const background = this.scan.startsWith('&') && !this.scan.startsWith('&&')
      items.push({ chain, background })
      if (background || (this.scan.startsWith(';') && !this.scan.startsWith(';;'))) this.cursor.at++
      else if (!this.scan.startsWith('\n')) break
    }
    return { items }
  }

  expectEnd(): void {
    this.scan.skipNewlines()
    if (!this.scan.atEnd())
      throw new SyntaxFault(`unexpected "${this.scan.peekWord() || this.cursor.text[this.cursor.at]}"`)
    this.scan.expectNoDocument()
  }

  private chain(): Chain {
    const first = this.pipeline()
    const rest: { when: '&&' | '||'; pipeline: Pipeline }[] = []
    for (;;) {
      const when = this.scan.startsWith('&&') ? '&&' : this.scan.startsWith('||') ? '||' : undefined
      if (when === undefined) return { first, rest }
      this.cursor.at += 2
      this.scan.skipNewlines()
      rest.push({ when, pipeline: this.pipeline() })
    }
  }

  private pipeline(): Pipeline {
    let negated = false
    while (this.scan.peekWord() === '!') {
      negated = !negated
      this.scan.take('!')
    }
    const commands = [this.command()]
    while (this.scan.startsWith('|') && !this.scan.startsWith('||')) {
      this.cursor.at++
      this.scan.skipNewlines()
      commands.push(this.command())
    }
    return { negated, commands }
  }

  private command(): Node {
    this.scan.skipBlanks()
    if (this.scan.startsWith('(')) {
      this.cursor.at++
      const body = this.list([])
      this.scan.expect(')')
      return { form: 'subshell', body, redirects: this.redirects() }
    }
    const word = this.scan.peekWord()
    if (word === '{') return this.group()
    if (word === 'if') return this.conditional()
    if (word === 'while' || word === 'until') return this.loop(word)
    if (word === 'for') return this.forLoop()
    if (word === 'case') return this.caseOf()
    const name = /^([A-Za-z_]\w*)[ \t]*\([ \t]*\)/.exec(this.cursor.text.slice(this.cursor.at))
    if (name === null) return this.simple()
    this.cursor.at += name[0].length
    this.scan.skipNewlines()
    return { form: 'function', name: name[1] ?? '', body: this.command(), redirects: [] }
  }

  private group(): Node {
    this.scan.take('{')
    const body = this.list(['}'])
    this.scan.take('}')
    return { form: 'group', body, redirects: this.redirects() }
  }

  private conditional(): Node {
    const branches: { condition: List; body: List }[] = []
    let otherwise: List | undefined
    let word = 'if'
    while (word === 'if' || word === 'elif') {
      this.scan.take(word)
      const condition = this.list(['then'])
      this.scan.take('then')
      branches.push({ condition, body: this.list(['elif', 'else', 'fi']) })
      word = this.scan.peekWord()
    }
    if (word === 'else') {
      this.scan.take('else')
      otherwise = this.list(['fi'])
    }
    this.scan.take('fi')
    return { form: 'if', branches, otherwise, redirects: this.redirects() }
  }

  private loop(word: 'while' | 'until'): Node {
    this.scan.take(word)
    const condition = this.list(['do'])
    const body = this.doGroup()
    return { form: 'loop', until: word === 'until', condition, body, redirects: this.redirects() }
  }

  private forLoop(): Node {
    this.scan.take('for')
    this.scan.skipBlanks()
    const variable = this.scan.peekWord()
    if (!/^[A-Za-z_]\w*$/.test(variable)) throw new SyntaxFault('bad for loop variable')
    this.scan.take(variable)
    this.scan.skipNewlines()
    let words: Word[] | undefined
    if (this.scan.peekWord() === 'in') {
      this.scan.take('in')
      words = []
      for (let word = this.scan.word(); word !== undefined; word = this.scan.word()) words.push(word)
    }
    this.scan.skipBlanks()
    if (this.scan.startsWith(';')) this.cursor.at++
    const body = this.doGroup()
    return { form: 'for', variable, words, body, redirects: this.redirects() }
  }

  private doGroup(): List {
    this.scan.skipNewlines()
    this.scan.take('do')
    const body = this.list(['done'])
    this.scan.take('done')
    return body
  }

  private caseOf(): Node {
    this.scan.take('case')
    const word = this.scan.word()
    if (word === undefined) throw new SyntaxFault('unexpected newline')
    this.scan.skipNewlines()
    this.scan.take('in')
    const branches: { patterns: Word[]; body: List }[] = []
    for (this.scan.skipNewlines(); this.scan.peekWord() !== 'esac'; this.scan.skipNewlines()) {
      if (this.scan.startsWith('(')) this.cursor.at++
      const patterns: Word[] = []
      do {
        if (patterns.length > 0) this.cursor.at++
        const pattern = this.scan.word()
        if (pattern === undefined) throw this.scan.atEnd() ? new Unfinished('esac') : new SyntaxFault('unexpected ")"')
        patterns.push(pattern)
        this.scan.skipBlanks()
      } while (this.scan.startsWith('|'))
      this.scan.expect(')')
      branches.push({ patterns, body: this.list(['esac']) })
      if (this.scan.startsWith(';;')) this.cursor.at += 2
    }
    this.scan.take('esac')
    return { form: 'case', word, branches, redirects: this.redirects() }
  }

  private simple(): Node {
    const assignments: { name: string; value: Word }[] = []
    const words: Word[] = []
    const redirects: Redirect[] = []
    for (;;) {
      const redirect = this.redirect()
      if (redirect !== undefined) {
        redirects.push(redirect)
        continue
      }
      const name = words.length > 0 ? undefined : this.assignedName()
      const word = this.scan.word()
      if (name !== undefined) assignments.push({ name, value: word ?? [] })
      else if (word === undefined) break
      else words.push(word)
    }
    if (assignments.length + words.length + redirects.length === 0) {
      if (this.scan.atEnd()) throw new Unfinished('a command')
      throw new SyntaxFault(`unexpected "${(this.cursor.text[this.cursor.at] ?? '').replace('\n', 'newline')}"`)
    }
    return { form: 'simple', assignments, words, redirects }
  }

  /** `NAME=` at the cursor, which moves behind it. */
  private assignedName(): string | undefined {
    this.scan.skipBlanks()
    const name = /^([A-Za-z_]\w*)=/.exec(this.cursor.text.slice(this.cursor.at))?.[1]
    if (name !== undefined) this.cursor.at += name.length + 1
    return name
  }

  private redirects(): Redirect[] {
    const found: Redirect[] = []
    for (let one = this.redirect(); one !== undefined; one = this.redirect()) found.push(one)
    return found
  }

  private redirect(): Redirect | undefined {
    this.scan.skipBlanks()
    const match = /^(\d*)(<<-|<<<|<<|<&|<|>>|>&|>\||>|&>>|&>)/.exec(this.cursor.text.slice(this.cursor.at))
    if (match === null) return undefined
    const [whole, digits = '', sign = ''] = match
    if (digits !== '' && sign.startsWith('&')) return undefined
    this.cursor.at += whole.length
    const start = this.cursor.at
    const target = this.scan.word()
    if (target === undefined)
      throw this.scan.atEnd() ? new Unfinished('a file name') : new SyntaxFault('unexpected newline')
    const operator = (sign === '<<-' ? '<<' : sign) as Redirect['operator']
    const redirect = { operator, descriptor: digits === '' ? undefined : Number(digits), target }
    if (operator === '<<') {
      const quoted = /['"\\]/.test(this.cursor.text.slice(start, this.cursor.at))
      const delimiter = target.map((part) => (part.form === 'text' ? part.text : '')).join('')
      this.scan.awaitDocument({ redirect, delimiter, quoted, strip: sign === '<<-' })
    }
    return redirect
  }
}

/** The inside of `$(…)`: reads up to the closer and over it. */
function inner(cursor: Cursor, closer: string): List {
  const parser = new Parser(cursor)
  const list = parser.list([])
  if (cursor.at >= cursor.text.length) throw new Unfinished(closer)
  if (!cursor.text.startsWith(closer, cursor.at)) throw new SyntaxFault(`unexpected "${cursor.text[cursor.at]}"`)
  cursor.at += closer.length
  return list
}
