/**
 * Columns as Go's text/tabwriter aligns them: a column is a block of neighbouring lines that all have a cell there; the
 * last cell of a line belongs to no column. Widths count characters.
 */

export interface Alignment {
  readonly minWidth: number
  readonly padding: number
}

/** kubectl's tables (cli-runtime `printers.GetNewTabWriter`). */
export const tableAlignment: Alignment = { minWidth: 6, padding: 3 }
/** kubectl's descriptions. */
export const describeAlignment: Alignment = { minWidth: 0, padding: 2 }

/** Aligns lines of cells; each line ends with a newline. */
export function alignLines(lines: readonly (readonly string[])[], alignment: Alignment = describeAlignment): string {
  return new TabWriter(alignment).write(lines)
}

/** Aligns a text in which tabs end cells and newlines end lines. */
export function alignText(text: string, alignment: Alignment = describeAlignment): string {
  const ended = text.endsWith('\n')
  const lines = (ended ? text.slice(0, -1) : text).split('\n').map((line) => line.split('\t'))
  const aligned = alignLines(lines, alignment)
  return ended ? aligned : aligned.slice(0, -1)
}

/** Aligns one batch of lines after another, each column at least as wide as in the batches before. */
export class TabWriter {
  private readonly remembered: number[] = []

  constructor(private readonly alignment: Alignment) {}

  write(lines: readonly (readonly string[])[]): string {
    const out: string[] = []
    this.writeBlock(lines, 0, lines.length, [], out)
    return out.join('')
  }

  /** Lines from `first` to before `end`; all have `widths.length` columns already measured. */
  private writeBlock(
    lines: readonly (readonly string[])[],
    first: number,
    end: number,
    widths: readonly number[],
    out: string[],
  ): void {
    const column = widths.length
    let plain = first
    for (let at = first; at < end; at++) {
      if (!hasColumn(lines[at], column)) continue
      let blockEnd = at
      while (blockEnd < end && hasColumn(lines[blockEnd], column)) blockEnd++
      writeLines(lines, plain, at, widths, out)
      const width = this.columnWidth(lines, at, blockEnd, column)
      this.writeBlock(lines, at, blockEnd, [...widths, width], out)
      plain = blockEnd
      at = blockEnd - 1
    }
    writeLines(lines, plain, end, widths, out)
  }

  private columnWidth(lines: readonly (readonly string[])[], first: number, end: number, column: number): number {
    const { minWidth, padding } = this.alignment
    let width = Math.max(minWidth, this.remembered[column] ?? 0)
    for (let at = first; at < end; at++) {
      const cell = lines[at]?.[column] ?? ''
      const needed = characters(cell) + padding
      if (needed > width) width = needed
    }
    return width
  }

  /** Makes the widths of these lines the least of all later ones (tabwriter's RememberWidths, kubectl's `get -w`). */
  remember(lines: readonly (readonly string[])[]): void {
    for (const line of lines) {
      for (let column = 0; column < line.length - 1; column++) {
        const needed = Math.max(characters(line[column] ?? '') + this.alignment.padding, this.alignment.minWidth)
        this.remembered[column] = Math.max(this.remembered[column] ?? 0, needed)
      }
    }
  }
}

function hasColumn(line: readonly string[] | undefined, column: number): boolean {
  return line !== undefined && column < line.length - 1
}

function writeLines(
  lines: readonly (readonly string[])[],
  first: number,
  end: number,
  widths: readonly number[],
  out: string[],
): void {
  for (let at = first; at < end; at++) {
    const line = lines[at] ?? []
    let text = ''
    for (let column = 0; column < line.length; column++) {
      const cell = line[column] ?? ''
      const width = widths[column]
      text += width === undefined ? cell : cell + ' '.repeat(Math.max(0, width - characters(cell)))
    }
    out.push(text, '\n')
  }
}

/** Code points; most texts have none beyond the basic plane. */
function characters(text: string): number {
  let count = text.length
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit >= 0xd800 && unit <= 0xdbff) count--
  }
  return count
}
