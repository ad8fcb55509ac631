/** The text so far, and the column it has reached: long scalars are folded by it. */
export class YamlText {
  private readonly parts: string[] = []
  column = 0

  text(text: string): void {
    this.parts.push(text)
    const newline = text.lastIndexOf('\n')
    this.column = newline < 0 ? this.column + width(text) : width(text.slice(newline + 1))
  }

  line(indent: number): void {
    this.text(`\n${' '.repeat(indent)}`)
  }

  toString(): string {
    return this.parts.join('')
  }
}

/** Characters, which are code units unless one lies beyond the basic plane. */
function width(text: string): number {
  return /[\ud800-\udbff]/.test(text) ? [...text].length : text.length
}
