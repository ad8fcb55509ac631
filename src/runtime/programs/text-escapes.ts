const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  e: '\x1b',
  '\\': '\\',
}

/** Replaces backslash escapes as echo -e and printf do. */
export function withEscapes(text: string): string {
  return text.replace(
    /\\(?:0([0-7]{1,3})|x([0-9a-fA-F]{1,2})|(.))/g,
    (whole, octal?: string, hex?: string, letter?: string) => {
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8))
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16))
      return Object.hasOwn(escapes, letter ?? '') ? (escapes[letter ?? ''] ?? whole) : whole
    },
  )
}

/** Longer runs of blanks come in pieces. */
const longestRun = 64 * 1024

/** printf(1): the format is used again while arguments are left. What it makes may be of any length, and comes in pieces. */
export function* format(template: string, args: readonly string[]): Iterable<string> {
  const left = [...args]
  const pieces = withEscapes(template).split(/(%-?\d*(?:\.\d+)?[sdifxbcq%])/)
  for (let before = -1; before !== left.length && (before < 0 || left.length > 0); ) {
    before = left.length
    let output = ''
    for (const [index, piece] of pieces.entries()) {
      if (index % 2 === 0) output += piece
      else if (piece.endsWith('%')) output += '%'
      else {
        const { text, width } = converted(piece, left)
        const blanks = Math.abs(width) - text.length
        if (width < 0) output += text
        if (blanks > longestRun) {
          yield output
          output = ''
          yield* run(blanks)
        } else if (blanks > 0) output += ' '.repeat(blanks)
        if (width >= 0) output += text
      }
    }
    yield output
  }
}

/** The next argument as a conversion writes it, and how wide it is to be; a negative width has the blanks behind. */
function converted(conversion: string, left: string[]): { text: string; width: number } {
  const [, dash = '', digits = ''] = /^%(-?)(\d*)/.exec(conversion) ?? []
  const form = conversion.at(-1)
  const value = left.shift() ?? (form === 's' || form === 'b' ? '' : '0')
  const text = form === 'b' ? withEscapes(value) : form === 'x' ? Number(value).toString(16) : value
  return { text, width: Number(digits) * (dash === '' ? 1 : -1) }
}

function* run(length: number): Iterable<string> {
  const blanks = ' '.repeat(longestRun)
  let left = length
  for (; left > longestRun; left -= longestRun) yield blanks
  yield blanks.slice(0, left)
}
