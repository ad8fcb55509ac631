/** The words of the Common Expression Language (cel-spec `doc/langdef.md`). */

export interface Token {
  readonly type: 'name' | 'integer' | 'double' | 'text' | 'sign' | 'end'
  readonly text: string
  /** Where it begins, counted from 0. */
  readonly at: number
}

/** An expression that is not one. */
export class CelSyntaxError extends Error {
  constructor(
    /** Undefined where the whole of it is larger than it may be. */
    readonly at: number | undefined,
    problem: string,
  ) {
    super(problem)
  }
}

/** The longest expression that is read (`expressionSizeCodePointLimit` of cel-go's `parser/options.go`). */
const longest = 100_000

const patterns: readonly (readonly [Token['type'] | 'space', RegExp])[] = [
  ['space', /(?:\s|\/\/[^\n]*)+/y],
  ['text', /[rR]?(?:"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')/y],
  ['double', /(?:\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\.\d+(?:[eE][+-]?\d+)?)/y],
  ['integer', /(?:0x[\da-fA-F]+|\d+)[uU]?/y],
  ['name', /[A-Za-z_]\w*/y],
  ['sign', /(?:&&|\|\||==|!=|<=|>=|\.\?|\[\?|[-+*/%<>!?:.,()[\]{}])/y],
]

export function tokensOf(source: string): Token[] {
  const length = source.length > longest ? [...source].length : 0
  if (length > longest) {
    throw new CelSyntaxError(undefined, `expression code point size exceeds limit: size: ${length}, limit ${longest}`)
  }
  const tokens: Token[] = []
  let at = 0
  while (at < source.length) {
    const found = patterns.find(([, pattern]) => {
      pattern.lastIndex = at
      return pattern.test(source)
    })
    if (found === undefined) throw new CelSyntaxError(at, `token recognition error at: '${source[at]}'`)
    const [type, pattern] = found
    const text = source.slice(at, pattern.lastIndex)
    if (type === 'text') tokens.push({ type, text: unquoted(text), at })
    else if (type !== 'space') tokens.push({ type, text, at })
    at += text.length
  }
  tokens.push({ type: 'end', text: '<EOF>', at })
  return tokens
}

const escapes: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' }

function unquoted(token: string): string {
  const raw = /^[rR]/.test(token)
  const quoted = raw ? token.slice(1) : token
  const marks = /^("""|''')/.test(quoted) ? 3 : 1
  const body = quoted.slice(marks, -marks)
  if (raw) return body
  return body.replace(
    /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-3][0-7]{2})|([\s\S]))/g,
    (_, x, u, long, octal, letter) => {
      if (letter !== undefined) return escapes[letter] ?? letter
      return String.fromCodePoint(octal === undefined ? Number.parseInt(x ?? u ?? long, 16) : Number.parseInt(octal, 8))
    },
  )
}
