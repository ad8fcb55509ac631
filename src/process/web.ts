/**
 * Pages for `-f http://…`, with kubectl's words for those that cannot be had: three attempts where a server fails or cannot be
 * reached (cli-runtime `readHttpWithRetries`), ten requests of redirects, to web servers alone (Go's `http.Client`).
 */
import type { IncomingMessage } from 'node:http'
import { ConnectionError, UsageError } from '../api/contract/errors.js'
import { unreachable } from '../http/remote/unreachable.js'
import { goQuote } from '../model/go/quote.js'
import { urlProblem } from '../model/go/url.js'
import type { Millis } from '../model/objects/object.js'
import { visible } from '../model/values/visible-text.js'
import { pause } from '../simulation/clock.js'

interface Limits {
  /** Between two attempts. */
  readonly delay: Millis
  /** Without a word. Go waits as long for a connection (`http.DefaultTransport`); kubectl sets no limit of its own. */
  readonly silence: Millis
  /** Until it has come to its end. */
  readonly whole: Millis
  /** Many times the manifests of the largest operators, of which no object is larger than a request's body may be (3 MiB). */
  readonly bytes: number
}

const usual: Limits = { delay: 1000, silence: 30_000, whole: 300_000, bytes: 64 * 1024 * 1024 }

const attempts = 3

/** What a page says. */
export async function fetchText(url: string, given: Partial<Limits> = {}): Promise<string> {
  const limits = { ...usual, ...given }
  checkUrl(url)
  for (let attempt = 1; ; attempt++) {
    const deadline = AbortSignal.timeout(limits.whole)
    const response = await follow(url, limits, deadline).catch((error: Error) => error)
    if (!(response instanceof Error) && response.statusCode === 200) return readPage(response, url, limits, deadline)
    if (!(response instanceof Error)) response.destroy()
    const again = response instanceof ConnectionError || (response instanceof Error ? false : isFailure(response))
    if (!again || attempt === attempts) throw response instanceof Error ? response : refusal(response, url)
    await pause(limits.delay)
  }
}

const isFailure = ({ statusCode = 0 }: IncomingMessage) => statusCode >= 500 && statusCode < 600

function refusal({ statusCode = 0, statusMessage = '' }: IncomingMessage, url: string): UsageError {
  const reported = visible(`${statusCode} ${statusMessage}`)
  return new UsageError(`unable to read URL ${goQuote(url)}, server reported ${reported}, status code=${statusCode}`)
}

function checkUrl(url: string): void {
  const problem = urlProblem(url)
  if (problem !== undefined) throw new UsageError(`the URL passed to filename ${goQuote(url)} is not valid: ${problem}`)
}

const mostRequests = 10
const redirects: ReadonlySet<number | undefined> = new Set([301, 302, 303, 307, 308])

/** The answer at the end of all redirects. */
async function follow(url: string, limits: Limits, deadline: AbortSignal): Promise<IncomingMessage> {
  let at = url
  for (let requests = 1; ; requests++) {
    const response = await get(at, limits, deadline)
    const { location = '' } = response.headers
    if (!redirects.has(response.statusCode) || location === '') return response
    response.destroy()
    if (requests === mostRequests) throw cannotConnect(`stopped after ${mostRequests} redirects`)
    at = target(location, at)
  }
}

function target(location: string, from: string): string {
  const problem = urlProblem(location)
  if (problem === undefined && URL.canParse(location, from)) return new URL(location, from).href
  throw cannotConnect(
    `failed to parse Location header ${goQuote(location)}: ${problem ?? `parse ${goQuote(location)}: invalid URL`}`,
  )
}

const cannotConnect = (why: string) => new ConnectionError(`Unable to connect to the server: ${why}`)

const tooLate = cannotConnect('net/http: request canceled (Client.Timeout exceeded while awaiting headers)')

async function get(url: string, { silence }: Limits, deadline: AbortSignal): Promise<IncomingMessage> {
  const [, scheme = '', host = ''] = /^([A-Za-z][A-Za-z\d+.-]*):(?:\/\/(?:[^/?#]*@)?([^/?#]*))?/.exec(url) ?? []
  if (!/^https?$/i.test(scheme)) throw cannotConnect(`unsupported protocol scheme ${goQuote(scheme.toLowerCase())}`)
  if (host === '' || host.startsWith(':')) throw cannotConnect('http: no Host in request URL')
  const [, port = ''] = /:(\d+)$/.exec(host) ?? []
  if (Number(port) > 65_535) throw cannotConnect(`dial tcp: address ${port}: invalid port`)
  if (!URL.canParse(url)) throw cannotConnect(`parse ${goQuote(url)}: invalid URL`)
  const { get } = /^https:/i.test(url) ? await import('node:https') : await import('node:http')
  return new Promise((resolve, reject) => {
    const sending = get(url, { agent: false, signal: deadline, timeout: silence }, (response) => {
      // Whoever reads it hears of what goes wrong; nobody does once it is thrown away.
      response.on('error', () => {})
      resolve(response)
    })
    let late = false
    sending.on('timeout', () => {
      late = true
      sending.destroy()
    })
    sending.on('error', (error: Error) => reject(late || deadline.aborted ? tooLate : unreachable(url, error)))
  })
}

async function readPage(
  response: IncomingMessage,
  url: string,
  { bytes }: Limits,
  deadline: AbortSignal,
): Promise<string> {
  const pieces: Buffer[] = []
  let length = 0
  try {
    for await (const piece of response as AsyncIterable<Buffer>) {
      length += piece.length
      if (length > bytes) throw new UsageError(`error parsing ${url}: kubesim reads at most ${bytes} bytes of a URL`)
      pieces.push(piece)
    }
  } catch (error) {
    if (error instanceof UsageError) throw error
    const why = deadline.aborted
      ? 'net/http: request canceled (Client.Timeout or context cancellation while reading body)'
      : 'unexpected EOF'
    throw new UsageError(`error parsing ${url}: ${why}`)
  }
  return Buffer.concat(pieces).toString('utf8')
}
