import { type List, SyntaxFault, Unfinished, type Word } from './syntax.js'
import { type Cursor, readDocument, readWord } from './words.js'

/** A here-document whose text begins after the next newline. */
interface PendingDocument {
  readonly redirect: { target: Word }
  readonly delimiter: string
  readonly quoted: boolean
  readonly strip: boolean
}

/** Moves over the text of a shell program: blanks, comments, words and signs. */
export class Scanner {
  private readonly pending: PendingDocument[] = []

  constructor(
    private readonly cursor: Cursor,
    private readonly readList: (cursor: Cursor, closer: string) => List,
  ) {}

  awaitDocument(document: PendingDocument): void {
    this.pending.push(document)
  }

  expectNoDocument(): void {
    if (this.pending.length > 0) throw new Unfinished(this.pending[0]?.delimiter ?? '')
  }

  private readPending(): void {
    for (const { redirect, delimiter, quoted, strip } of this.pending.splice(0)) {
      const lines: string[] = []
      for (;;) {
        if (this.atEnd()) throw new Unfinished(delimiter)
        const end = this.cursor.text.indexOf('\n', this.cursor.at)
        const raw = this.cursor.text.slice(this.cursor.at, end < 0 ? undefined : end)
        this.cursor.at = end < 0 ? this.cursor.text.length : end + 1
        const line = strip ? raw.replace(/^\t+/, '') : raw
        if (line === delimiter) break
        lines.push(`${line}\n`)
      }
      const text = lines.join('')
      redirect.target = quoted ? [{ form: 'text', text, quoted: true }] : readDocument(text, this.readList)
    }
  }

  word(): Word | undefined {
    this.skipBlanks()
    return readWord(this.cursor, this.readList)
  }

  peekWord(): string {
    this.skipBlanks()
    return /^[^\s;&|<>()'"$`\\]*/.exec(this.cursor.text.slice(this.cursor.at, this.cursor.at + 80))?.[0] ?? ''
  }

  take(word: string): void {
    this.skipNewlines()
    if (this.atEnd()) throw new Unfinished(`"${word}"`)
    const found = this.peekWord()
    if (found !== word)
      throw new SyntaxFault(`unexpected "${found || this.cursor.text[this.cursor.at]}" (expecting "${word}")`)
    this.cursor.at += word.length
  }

  expect(sign: string): void {
    this.skipNewlines()
    if (this.atEnd()) throw new Unfinished(`"${sign}"`)
    if (!this.startsWith(sign))
      throw new SyntaxFault(`unexpected "${this.peekWord() || this.cursor.text[this.cursor.at]}"`)
    this.cursor.at += sign.length
  }

  startsWith(sign: string): boolean {
    this.skipBlanks()
    return this.cursor.text.startsWith(sign, this.cursor.at)
  }

  atEnd(): boolean {
    return this.cursor.at >= this.cursor.text.length
  }

  skipBlanks(): void {
    const blank = /^(?:[ \t]|\\\n)*(?:#[^\n]*)?/.exec(this.cursor.text.slice(this.cursor.at))
    this.cursor.at += blank?.[0].length ?? 0
  }

  skipNewlines(): void {
    for (this.skipBlanks(); this.cursor.text[this.cursor.at] === '\n'; this.skipBlanks()) {
      this.cursor.at++
      if (this.pending.length > 0) this.readPending()
    }
  }
}
