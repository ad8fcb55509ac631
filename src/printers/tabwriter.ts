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
    const measure = lines.some((line) => line.some((cell) => astral.test(cell))) ? codePoints : units
    const texts = lines.map(() => '')
    // Of each column the lines that have it; what follows on another is one block.
    let having = lines.flatMap((line, at) => (line.length > 1 ? [at] : []))
    for (let column = 0; having.length > 0; column++) {
      for (let first = 0, end = 0; first < having.length; first = end) {
        end = endOfRun(having, first)
        let width = this.leastWidth(column)
        for (let each = first; each < end; each++) width = Math.max(width, measure(lines[having[each]!]![column]!))
        const blank = ' '.repeat(width + this.alignment.padding)
        for (let each = first; each < end; each++) {
          const at = having[each]!
          const cell = lines[at]![column]!
          texts[at] += cell + blank.slice(measure(cell))
        }
      }
      having = having.filter((at) => lines[at]!.length > column + 2)
    }
    let out = ''
    for (const [at, line] of lines.entries()) out += `${texts[at]}${line.at(-1) ?? ''}\n`
    return out
  }

  private leastWidth(column: number): number {
    const { minWidth, padding } = this.alignment
    return Math.max(0, Math.max(minWidth, this.remembered[column] ?? 0) - padding)
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
}

/** Where the numbers end that are each one more than that before. */
function endOfRun(numbers: readonly number[], first: number): number {
  let end = first + 1
  while (end < numbers.length && numbers[end] === numbers[end - 1]! + 1) end++
  return end
}

/** How wide a text is: in characters, which are code units unless one lies beyond the basic plane. */
type Measure = (text: string) => number

const astral = /[\ud800-\udbff]/

const units: Measure = (text) => text.length

const codePoints: Measure = (text) => (astral.test(text) ? [...text].length : text.length)
