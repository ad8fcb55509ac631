import type { IncomingMessage } from 'node:http'
import { ApiError, type Status, UsageError } from '../../api/contract/errors.js'
import { bareRefusal } from '../../api/contract/status-errors.js'
import { ByteDecoder } from '../../model/values/byte-text.js'
import { isPlainObject } from '../../model/values/json-values.js'
import { stateFileCause } from '../exchange/own-protocol.js'

/** All that an answer says. */
export async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

/** The error that a Status is. */
export function errorOf({ code, reason, message, details }: Status): ApiError | UsageError {
  const fault = details?.causes?.find((cause) => cause.reason === stateFileCause)?.message
  if (fault !== undefined) return new UsageError(fault)
  return new ApiError(code ?? 500, reason ?? '', message ?? '', details)
}

/** What a server has refused, from its Status or, where it sent none, from the code (apimachinery's `NewGenericServerResponse`). */
export async function refusalOf(response: IncomingMessage): Promise<ApiError | UsageError> {
  const text = await textOf(response)
  const status = parsed(text)
  if (isPlainObject(status) && status.kind === 'Status') return errorOf(status as unknown as Status)
  return bareRefusal(response.statusCode ?? 0, text.trim())
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The texts of `Warning: 299 - "text"` headers; to Node headers are bytes. */
export function warningsOf({ rawHeaders }: IncomingMessage): string[] {
  return rawHeaders.flatMap((value, at) => {
    if (at % 2 === 0 || rawHeaders[at - 1]!.toLowerCase() !== 'warning') return []
    const quoted = Buffer.from(value, 'latin1')
      .toString('utf8')
      .matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)
    return [...quoted].map(([, text = '']) => text.replace(/\\(.)/g, '$1'))
  })
}

/** A text that comes in pieces, line by line; what follows the last newline comes at the end. */
export async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new ByteDecoder()
  let rest = ''
  for await (const chunk of chunks) {
    rest += decoder.decode(chunk)
    let from = 0
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n', from)) {
      yield rest.slice(from, end + 1)
      from = end + 1
    }
    rest = rest.slice(from)
  }
  rest += decoder.end()
  if (rest !== '') yield rest
}
