/** Cuts a Go template into text and the words of its actions. */
export interface Lexeme {
  readonly type:
    | 'text'
    | 'open'
    | 'close'
    | 'eof'
    | 'dot'
    | 'field'
    | 'variable'
    | 'word'
    | 'number'
    | 'string'
    | 'character'
    | 'pipe'
    | 'comma'
    | 'declare'
    | 'assign'
    | 'left'
    | 'right'
  readonly text: string
  readonly line: number
  readonly column: number
  /** White space stands before it. */
  readonly spaced: boolean
}

const patterns: readonly (readonly [Lexeme['type'], RegExp])[] = [
  ['string', /"(?:[^"\\\n]|\\.)*"|`[^`]*`/y],
  ['character', /'(?:[^'\\\n]|\\.[^']*)'/y],
  ['number', /[-+]?(?:0[xXbBoO][0-9a-fA-F_]+|(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)/y],
  ['declare', /:=/y],
  ['assign', /=/y],
  ['field', /\.[\p{L}_][\p{L}\p{Nd}_]*/uy],
  ['dot', /\./y],
  ['variable', /\$[\p{L}\p{Nd}_]*/uy],
  ['word', /[\p{L}_][\p{L}\p{Nd}_]*/uy],
  ['pipe', /\|/y],
  ['comma', /,/y],
  ['left', /\(/y],
  ['right', /\)/y],
]

export function lexTemplate(text: string): Lexeme[] {
  const lexer = new Lexer(text)
  lexer.run()
  return lexer.lexemes
}

class Lexer {
  readonly lexemes: Lexeme[] = []
  private at = 0
  /** Of what has been pushed last: nothing is pushed before it. */
  private line = 1
  private lineStart = 0
  private lineEnd: number | undefined

  constructor(private readonly text: string) {}

  /** Where the line of `lineStart` ends. */
  private nextLineEnd(): number {
    if (this.lineEnd === undefined || this.lineEnd < this.lineStart) {
      const found = this.text.indexOf('\n', this.lineStart)
      this.lineEnd = found < 0 ? this.text.length : found
    }
    return this.lineEnd
  }

  run(): void {
    let trim = false
    for (;;) {
      const open = this.text.indexOf('{{', this.at)
      const end = open < 0 ? this.text.length : open
      let plain = this.text.slice(this.at, end)
      if (trim) plain = plain.replace(/^[ \t\r\n]+/, '')
      if (open >= 0 && /^\{\{-[ \t\r\n]/.test(this.text.slice(open, open + 4))) plain = plain.replace(/[ \t\r\n]+$/, '')
      this.push('text', plain, false)
      this.at = end
      if (open < 0) break
      trim = this.action()
    }
    this.push('eof', 'EOF', false)
  }

  private push(type: Lexeme['type'], text: string, spaced: boolean): void {
    for (let end = this.nextLineEnd(); end < this.at; end = this.nextLineEnd()) {
      this.line++
      this.lineStart = end + 1
    }
    this.lexemes.push({ type, text, line: this.line, column: this.at - this.lineStart, spaced })
  }

  private fail(message: string): Error {
    return new Error(`template: output:${this.text.slice(0, this.at).split('\n').length}: ${message}`)
  }

  /** One action; returns whether the text after it loses its leading white space. */
  private action(): boolean {
    const start = this.at
    this.at += /^\{\{-[ \t\r\n]/.test(this.text.slice(start, start + 4)) ? 3 : 2
    if (/^\s*\/\*/.test(this.text.slice(this.at))) return this.comment()
    this.push('open', '{{', false)
    for (;;) {
      const spaces = /[ \t\r\n]*/y
      spaces.lastIndex = this.at
      const spaced = (spaces.exec(this.text)?.[0] ?? '') !== ''
      this.at = spaces.lastIndex
      const close = /^(-?)\}\}/.exec(this.text.slice(this.at, this.at + 3))
      if (close !== null && (close[1] === '' || spaced)) {
        this.push('close', '}}', spaced)
        this.at += close[0].length
        return close[1] === '-'
      }
      this.word(spaced)
    }
  }

  private comment(): boolean {
    const match = /^\s*\/\*[\s\S]*?\*\/(\s+-)?\}\}/.exec(this.text.slice(this.at))
    if (match === null) throw this.fail('unclosed comment')
    this.at += match[0].length
    return match[1] !== undefined
  }

  private word(spaced: boolean): void {
    if (this.at >= this.text.length) throw this.fail('unclosed action')
    for (const [type, pattern] of patterns) {
      pattern.lastIndex = this.at
      const found = pattern.exec(this.text)?.[0]
      if (found === undefined) continue
      this.push(type, found, spaced)
      this.at += found.length
      return
    }
    const character = this.text[this.at] ?? ''
    if (character === '"') throw this.fail('unterminated quoted string')
    if (character === '`') throw this.fail('unterminated raw quoted string')
    if (character === "'") throw this.fail('unterminated character constant')
    if (character === '}') throw this.fail("bad character U+007D '}'")
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
    throw this.fail(`unrecognized character in action: U+${code} '${character}'`)
  }
}
