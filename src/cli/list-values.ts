/**
 * Values with commas (pflag's StringSlice): one record of comma-separated values as Go's `encoding/csv` reads it, so that
 * quotes keep a comma in a value.
 */

/** Throws Error with csv's message. */
export function readList(text: string): string[] {
  const line = text.split(/\r?\n/, 1)[0] ?? ''
  if (line === '') return []
  const values: string[] = []
  for (let at = 0; at <= line.length; ) {
    const { value, end } = line[at] === '"' ? quoted(line, at) : plain(line, at)
    values.push(value)
    at = end + 1
  }
  return values
}

interface Field {
  readonly value: string
  /** Where the comma behind it stands, or the line ends. */
  readonly end: number
}

function plain(line: string, at: number): Field {
  const comma = line.indexOf(',', at)
  const end = comma < 0 ? line.length : comma
  const value = line.slice(at, end)
  const stray = value.indexOf('"')
  if (stray >= 0) throw new Error(`parse error on line 1, column ${at + stray + 1}: bare " in non-quoted-field`)
  return { value, end }
}

/** A doubled quote stands for one. */
function quoted(line: string, at: number): Field {
  const match = /"((?:[^"]|"")*)"(?=,|$)/y
  match.lastIndex = at
  const found = match.exec(line)
  if (found !== null) return { value: found[1]!.replaceAll('""', '"'), end: match.lastIndex }
  throw new Error(`parse error on line 1, column ${columnOfStray(line, at)}: extraneous or missing " in quoted-field`)
}

/** Behind the quote that neither ends the value nor is doubled; the line's end when the value has none. */
function columnOfStray(line: string, at: number): number {
  for (let next = at + 1; next < line.length; next++) {
    if (line[next] !== '"') continue
    if (line[next + 1] === '"') next++
    else return next + 1
  }
  return line.length + 1
}
