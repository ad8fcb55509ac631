/**
 * Go's regular expressions, which are RE2's: matched in time that is linear in the text whatever the expression, where V8's
 * engine doubles with each letter of a nested one and hears no signal meanwhile. Every expression that a user writes into
 * an object or onto the command line is compiled here.
 */
import { RE2JS, RE2JSException } from 're2js'
import { memo } from '../values/memo.js'
import { RegexpError } from './regexp-error.js'

/**
 * So many instructions of an expression times letters of a text are gone through for one match, which takes seconds: a
 * real server has no limit, but more processors than one.
 */
const mostSteps = 50_000_000

/** What Go says of an expression that it does not understand; undefined when it is fine. */
export function regexpProblem(pattern: string): string | undefined {
  try {
    compiled(pattern)
    return undefined
  } catch (error) {
    if (error instanceof RegexpError) return error.message
    throw error
  }
}

/** `MatchString`: whether an expression matches anywhere in a text. Throws a RegexpError. */
export function matchesRegexp(pattern: string, text: string): boolean {
  return matcherOf(pattern, text).find()
}

/** `FindAllString`: all that an expression matches, from left to right; at most so much. Throws a RegexpError. */
export function findRegexp(pattern: string, text: string, most = Number.POSITIVE_INFINITY): string[] {
  const matcher = matcherOf(pattern, text)
  const found: string[] = []
  let end = -1
  while (found.length < most && matcher.find()) {
    const match = matcher.group() ?? ''
    // Nothing, right behind a match, is none.
    if (match !== '' || matcher.start() !== end) found.push(match)
    end = matcher.end()
  }
  return found
}

function matcherOf(pattern: string, text: string) {
  const expression = compiled(pattern)
  if (expression.programSize() * text.length <= mostSteps) return expression.matcher(text)
  const size = `an expression of ${expression.programSize()} instructions`
  throw new RegexpError(`kubesim does not match ${size} against a text of ${text.length} characters`)
}

/** Go reads longer ones, at a hundred times the speed. */
const longest = 200_000

const compile = (pattern: string): RE2JS => {
  if (pattern.length > longest) {
    throw new RegexpError(`kubesim does not read regular expressions of more than ${longest} characters`)
  }
  try {
    return RE2JS.compile(pattern)
  } catch (error) {
    throw error instanceof RE2JSException ? new RegexpError(goMessage(error.message, pattern)) : error
  }
}

/** Instructions of the expressions that are kept compiled. */
const mostKept = 1_000_000
const compiled = memo(mostKept, compile, { sizeOf: (expression) => expression.programSize() })

/** Go says in each case what it does not understand. */
function goMessage(message: string, pattern: string): string {
  if (message.endsWith('`')) return message
  return `${message}: \`${message.includes('trailing backslash') ? '' : pattern}\``
}
