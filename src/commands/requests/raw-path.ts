import { UsageError } from '../../api/contract/errors.js'
import { goQuote } from '../../model/go/quote.js'

/** What kubectl lets pass as the path of a raw request (`url.ParseRequestURI`). */
export function checkRawPath(path: string): void {
  const problem = pathProblem(path)
  if (problem === undefined) return
  throw new UsageError(`--raw must be a valid URL path: parse ${goQuote(path)}: ${problem}`)
}

function pathProblem(path: string): string | undefined {
  if (!path.startsWith('/')) return 'invalid URI for request'
  const wrong = /%(?![0-9a-fA-F]{2}).{0,2}/.exec(path.split('?', 1)[0]!)?.[0]
  return wrong === undefined ? undefined : `invalid URL escape ${goQuote(wrong)}`
}
