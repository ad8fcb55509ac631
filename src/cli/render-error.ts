/** Errors as kubectl prints them (kubectl `pkg/cmd/util/helpers.go`, checkErr), and the exit code each means. */
import { ApiError, ConnectionError, UsageError } from '../api/contract/errors.js'
import { ExitCode } from '../commands/command.js'
import { goQuote } from '../model/go/quote.js'
import { systemError } from '../model/values/file-errors.js'

export interface RenderedError {
  /** For stderr, with its newline; empty when all has been said. */
  readonly text: string
  readonly code: number
}

/** `path` is the command as typed, `kubesim get`. */
export function renderError(error: unknown, path: string): RenderedError {
  if (error instanceof ExitCode) return { text: '', code: error.code }
  if (error instanceof AggregateError) {
    const [first, second] = error.errors
    const inner = second === undefined && first instanceof AggregateError ? first.errors : error.errors
    if (inner === error.errors && second === undefined) return renderError(first, path)
    return { text: inner.map((each) => `${memberText(each)}\n`).join(''), code: 1 }
  }
  if (error instanceof ApiError) return { text: `${apiErrorText(error)}\n`, code: 1 }
  if (error instanceof ConnectionError) return { text: `${error.message}\n`, code: 1 }
  if (error instanceof UsageError) {
    const hint = error.pointsToHelp ? `\nSee '${path} -h' for help and examples` : ''
    return { text: withNewline(`${prefixed(error.message)}${hint}`), code: 1 }
  }
  const refused = systemError(error)
  if (refused !== undefined) return { text: `error: ${refused}\n`, code: 1 }
  if (isExhaustion(error)) return { text: 'error: the input is nested too deeply\n', code: 1 }
  if (error instanceof Error && isForPeople(error)) return { text: `error: ${error.message}\n`, code: 1 }
  throw error
}

/** Whether an error says nothing to whoever has typed the command: either kubesim is wrong, or the file that it believed. */
export const isBug = (error: unknown): boolean =>
  error instanceof Error && !isForPeople(error) && systemError(error) === undefined

const prefixed = (message: string) => (message.startsWith('error: ') ? message : `error: ${message}`)

/** A message that ends its last line itself gets no second one (kubectl's `fatal`). */
const withNewline = (text: string) => (text.endsWith('\n') ? text : `${text}\n`)

/** One error among several (`MultipleErrors`): without the `error: ` that a lone one has. */
function memberText(error: unknown): string {
  if (error instanceof AggregateError) {
    // One error in an aggregate stands alone, and so do several that say the same.
    const texts = [...new Set(error.errors.map((each) => (each as Error).message))]
    return texts.length === 1 ? texts[0]! : `[${texts.join(', ')}]`
  }
  return error instanceof ApiError ? statusText(error) : (error as Error).message
}

function apiErrorText(error: ApiError): string {
  return error.reason === 'Invalid' ? invalidText(error) : statusText(error)
}

/** `StandardErrorMessage`. */
function statusText(error: ApiError): string {
  const { reason, message } = error.status
  if (reason === 'Unauthorized') return `error: You must be logged in to the server (${message})`
  if (reason === undefined || reason === '') return `Error from server: ${message}`
  return `Error from server (${reason}): ${message}`
}

function invalidText(error: ApiError): string {
  const { details, message } = error.status
  if (details === undefined) return `The request is invalid: ${message}`
  const { kind = '', name = '' } = details
  const unnamed = kind === '' && name === ''
  const named = unnamed ? 'The request is invalid' : `The ${kind} ${goQuote(name)} is invalid`
  const lines = [...new Set((details.causes ?? []).map((cause) => `${cause.field ?? ''}: ${cause.message ?? ''}`))]
  if (lines.length === 0) return unnamed ? `${named}: ${message}` : named
  return lines.length === 1 ? `${named}: ${lines[0]}` : `${named}: \n${lines.map((line) => `* ${line}`).join('\n')}`
}

/** What recursion over input that nobody has bounded ends in. */
const isExhaustion = (error: unknown) => error instanceof RangeError && error.message.includes('call stack')

/** Errors of the lower floors that are worded for users carry a name of their own; a bare Error is our bug. */
function isForPeople(error: Error): boolean {
  return error.name !== 'Error' && !(error instanceof TypeError) && !(error instanceof RangeError)
}
