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
    const measure = lines.some((line) => astral.test(line.join(''))) ? codePoints : units
    const out: string[] = []
    this.writeBlock(lines, 0, lines.length, [], measure, out)
    return out.join('')
  }

  /** The same, and no later column will be narrower (tabwriter's RememberWidths, for kubectl's `get -w`). */
  writeAndRemember(lines: readonly (readonly string[])[]): string {
    for (const line of lines) {
      for (let column = 0; column < line.length - 1; column++) {
        const needed = Math.max(codePoints(line[column] ?? '') + this.alignment.padding, this.alignment.minWidth)
        this.remembered[column] = Math.max(this.remembered[column] ?? 0, needed)
      }
    }
    return this.write(lines)
  }

  /** Lines from `first` to before `end`; all have `widths.length` columns already measured. */
  private writeBlock(
    lines: readonly (readonly string[])[],
    first: number,
    end: number,
    widths: readonly number[],
    measure: Measure,
    out: string[],
  ): void {
    const column = widths.length
    let plain = first
    for (let at = first; at < end; at++) {
      if (!hasColumn(lines[at], column)) continue
      let blockEnd = at
      while (blockEnd < end && hasColumn(lines[blockEnd], column)) blockEnd++
      writeLines(lines, plain, at, widths, measure, out)
      const width = this.columnWidth(lines, at, blockEnd, column, measure)
      this.writeBlock(lines, at, blockEnd, [...widths, width], measure, out)
      plain = blockEnd
      at = blockEnd - 1
    }
    writeLines(lines, plain, end, widths, measure, out)
  }

  private columnWidth(
    lines: readonly (readonly string[])[],
    first: number,
    end: number,
    column: number,
    measure: Measure,
  ): number {
    const { minWidth, padding } = this.alignment
    let width = Math.max(minWidth, this.remembered[column] ?? 0) - padding
    for (let at = first; at < end; at++) {
      const size = measure(lines[at]?.[column] ?? '')
      if (size > width) width = size
    }
    return width + padding
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
  measure: Measure,
  out: string[],
): void {
  const blank = ' '.repeat(Math.max(0, ...widths))
  for (let at = first; at < end; at++) {
    const line = lines[at] ?? []
    let text = ''
    for (let column = 0; column < line.length; column++) {
      const cell = line[column] ?? ''
      const width = widths[column]
      text += cell
      if (width !== undefined) text += blank.slice(0, Math.max(0, width - measure(cell)))
    }
    out.push(text, '\n')
  }
}

/** How wide a text is: in characters, which are code units unless one lies beyond the basic plane. */
type Measure = (text: string) => number

const astral = /[\ud800-\udbff]/

const units: Measure = (text) => text.length

const codePoints: Measure = (text) => (astral.test(text) ? [...text].length : text.length)
