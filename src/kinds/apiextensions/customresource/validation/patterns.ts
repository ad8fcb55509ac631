/** Go's regular expressions (RE2) as JavaScript's. */
import { memo } from '../../../../model/values/memo.js'

/** What Go says of a pattern that it does not understand; undefined when it is fine. */
export function patternProblem(pattern: string): string | undefined {
  const foreign = /(?<!\\)(?:\\\\)*(\(\?(?:[=!]|<[=!]))/.exec(pattern)
  if (foreign !== null) {
    return `error parsing regexp: invalid or unsupported Perl syntax: \`${foreign[1]!.startsWith('(?<') ? '(?<' : foreign[1]}\``
  }
  const backward = /(?<!\\)(?:\\\\)*(\\[1-9])/.exec(pattern)
  if (backward !== null) return `error parsing regexp: invalid escape sequence: \`${backward[1]}\``
  try {
    compiled(pattern)
    return undefined
  } catch (error) {
    return `error parsing regexp: ${goReason(pattern, (error as Error).message)}`
  }
}

function goReason(pattern: string, message: string): string {
  if (/Unterminated character class/.test(message)) {
    return `missing closing ]: \`${pattern.slice(Math.max(0, pattern.lastIndexOf('[')))}\``
  }
  if (/Unterminated group/.test(message)) return `missing closing ): \`${pattern}\``
  if (/Unmatched '\)'/.test(message)) return `unexpected ): \`${pattern}\``
  if (/Nothing to repeat/.test(message)) {
    return `missing argument to repetition operator: \`${/[*+?]/.exec(pattern)?.[0] ?? ''}\``
  }
  return `invalid syntax: \`${pattern}\``
}

/** Whether a text matches anywhere; a pattern that cannot be read matches nothing. */
export function matchesPattern(pattern: string, text: string): boolean {
  try {
    return compiled(pattern).test(text)
  } catch {
    return false
  }
}

const compiled = memo(1000, (pattern: string): RegExp => {
  const flags = /^\(\?([ims]+)\)/.exec(pattern)
  const source = pattern
    .slice(flags?.[0].length ?? 0)
    .replaceAll('(?P<', '(?<')
    .replace(/\[:(\w+):\]/g, (whole, name: string) => classes[name] ?? whole)
    .replace(/\\A/g, '^')
    .replace(/\\z/g, '(?![\\s\\S])')
  return new RegExp(source, flags?.[1] ?? '')
})

const classes: Readonly<Record<string, string>> = {
  alnum: 'a-zA-Z0-9',
  alpha: 'a-zA-Z',
  digit: '0-9',
  lower: 'a-z',
  upper: 'A-Z',
  space: '\\s',
  punct: '!-\\/:-@\\[-`{-~',
  xdigit: '0-9A-Fa-f',
  word: '\\w',
}
