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

/** printf(1): the format is used again while arguments are left. */
export function format(template: string, args: readonly string[]): string {
  const left = [...args]
  let output = ''
  do {
    const before = left.length
    output += withEscapes(template).replace(/%(-?\d*)(?:\.\d+)?([sdifxbcq%])/g, (_, width: string, form: string) => {
      if (form === '%') return '%'
      const value = left.shift() ?? (form === 's' || form === 'b' ? '' : '0')
      const text = form === 'b' ? withEscapes(value) : form === 'x' ? Number(value).toString(16) : value
      return width.startsWith('-') ? text.padEnd(Number(width.slice(1))) : text.padStart(Number(width))
    })
    if (left.length === before) break
  } while (left.length > 0)
  return output
}
