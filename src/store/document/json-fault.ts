/** Where a text stops being JSON (RFC 8259), and why. */
export interface JsonFault {
  readonly offset: number
  readonly problem: string
}

const token =
  /[ \t\n\r]*(?:([{}[\],:])|("[ !#-[\]-\uffff]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[ !#-[\]-\uffff]*)*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null))/y

/**
 * The first fault of a text that JSON.parse has refused: JSON.parse itself does not always say where it is. Iterative,
 * so that depth does not matter.
 */
export function jsonFault(text: string): JsonFault | undefined {
  const open: ('{' | '[')[] = []
  let expected: 'value' | 'first value' | 'key' | 'first key' | 'colon' | 'comma' | 'end' = 'value'
  let offset = 0
  const afterValue = () => (open.length === 0 ? 'end' : 'comma')
  while (true) {
    token.lastIndex = offset
    const match = token.exec(text)
    if (match === null) return faultAt(text, offset, expected)
    const [all, sign, string] = match
    const inner = open.at(-1)
    const fault = {
      offset: offset + all.length - (sign ?? string ?? match[3] ?? '').length,
      problem: missing(expected),
    }
    offset += all.length
    if (expected === 'colon') {
      if (sign !== ':') return fault
      expected = 'value'
    } else if (expected === 'comma') {
      if (sign === ',') expected = inner === '{' ? 'key' : 'value'
      else if (sign === (inner === '{' ? '}' : ']')) {
        open.pop()
        expected = afterValue()
      } else return fault
    } else if (expected === 'key' || expected === 'first key') {
      if (sign === '}' && expected === 'first key') {
        open.pop()
        expected = afterValue()
      } else if (string === undefined) return fault
      else expected = 'colon'
    } else if (expected === 'end') {
      return fault
    } else if (sign === '{' || sign === '[') {
      open.push(sign)
      expected = sign === '{' ? 'first key' : 'first value'
    } else if (sign === ']' && expected === 'first value') {
      open.pop()
      expected = afterValue()
    } else if (sign !== undefined) {
      return fault
    } else {
      expected = afterValue()
    }
  }
}

function faultAt(text: string, from: number, expected: string): JsonFault | undefined {
  const offset = from + (/^[ \t\n\r]*/.exec(text.slice(from, from + 4096))?.[0].length ?? 0)
  if (offset < text.length) return { offset, problem: missing(expected) }
  return expected === 'end' ? undefined : { offset, problem: `the file ends too early: ${missing(expected)}` }
}

function missing(expected: string): string {
  if (expected === 'comma') return 'expected a comma or the closing bracket'
  if (expected === 'end') return 'expected nothing after the end of the document'
  return `expected a ${expected.replace('first ', '')}`
}
