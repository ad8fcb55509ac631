const simple: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
}

/** The text of a Go string literal in double or single quotes; undefined when its syntax is wrong. */
export function goSyntaxUnquote(quoted: string): string | undefined {
  const mark = quoted[0]
  if (quoted.length < 2 || (mark !== '"' && mark !== "'") || !quoted.endsWith(mark)) return undefined
  const inner = quoted.slice(1, -1)
  let text = ''
  const token = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|(.))|([^\\])/suy
  while (token.lastIndex < inner.length) {
    const match = token.exec(inner)
    if (match === null) return undefined
    const [, byte, short, long, octal, letter, plain] = match
    const code = byte ?? short ?? long
    if (plain === mark) return undefined
    if (plain !== undefined) text += plain
    else if (code !== undefined) text += String.fromCodePoint(Math.min(Number.parseInt(code, 16), 0x10ffff))
    else if (octal !== undefined) text += String.fromCodePoint(Number.parseInt(octal, 8))
    else if (letter === mark) text += mark
    else if (letter !== undefined && Object.hasOwn(simple, letter)) text += simple[letter]
    else return undefined
  }
  return text
}
