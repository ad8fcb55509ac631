import { byteLength } from '../../../model/values/byte-text.js'
import type { AnswerTo, Header, HttpResponse, Question, SocketAddress } from '../../../network/contract.js'
import { ask, complain, type Part, sleep } from '../../processes/effects.js'
import { hostHeader, parseUrl, redirectTarget, type Url } from '../url.js'
import type { CurlOptions } from './options.js'

/** How one URL's transfer went, redirections included. */
export interface Transfer {
  readonly url: string
  /** 0: well. */
  readonly code: number
  readonly message: string
  /** Whether the attempt got as far as connecting: the progress meter then has a second line. */
  readonly attempted: boolean
  readonly responses: readonly HttpResponse[]
  readonly remote: SocketAddress | undefined
  readonly local: SocketAddress | undefined
  readonly redirects: number
  readonly millis: number
  readonly method: string
  readonly uploaded: number
}

/** How long Linux tries to connect before it gives up (tcp_syn_retries = 6). */
const CONNECT_TIMEOUT = 130_000
/** How long the resolver waits for name servers: two tries of five seconds. */
const LOOKUP_TIMEOUT = 10_000

type Say = (text: string) => Part<void>

/** Carries out a transfer: resolves, connects, asks, follows redirections. */
export function* transfer(text: string, options: CurlOptions): Part<Transfer> {
  const say: Say = function* (line) {
    if (options.verbose) yield* complain(`* ${line}\n`)
  }
  let url = options.get && options.data !== undefined ? withQuery(text, options.data) : text
  let method = methodOf(options)
  let progress: Transfer = {
    url: text,
    code: 0,
    message: '',
    attempted: false,
    responses: [],
    remote: undefined,
    local: undefined,
    redirects: 0,
    millis: 0,
    method,
    uploaded: 0,
  }
  for (let hop = 0; ; hop++) {
    const parsed = parseUrl(url)
    if (parsed === undefined) return { ...progress, code: 3, message: 'URL using bad/illegal format or missing URL' }
    if (parsed.scheme !== 'http' && parsed.scheme !== 'https') {
      return { ...progress, code: 1, message: `Protocol "${parsed.scheme}" not supported or disabled in libcurl` }
    }
    progress = yield* once(parsed, url, method, options, { ...progress, url: effective(url) }, say, hop)
    const response = progress.responses.at(-1)
    const location = response === undefined ? undefined : headerValue(response, 'location')
    const redirected = response !== undefined && [301, 302, 303, 307, 308].includes(response.status)
    if (progress.code !== 0 || !options.location || !redirected || location === undefined) return progress
    if (hop >= options.maxRedirects)
      return { ...progress, code: 47, message: `Maximum (${options.maxRedirects}) redirects followed` }
    url = redirectTarget(parsed, location)
    yield* say(`Issue another request to this URL: '${url}'`)
    if (response.status <= 303 && method === 'POST' && options.method === undefined) method = 'GET'
    progress = { ...progress, redirects: hop + 1 }
  }
}

/** URLs are shown with the scheme and path that were left out. */
function effective(url: string): string {
  const whole = url.includes('://') ? url : `http://${url}`
  return /^[a-z]+:\/\/[^/?]+$/i.test(whole) ? `${whole}/` : whole
}

function methodOf(options: CurlOptions): string {
  if (options.method !== undefined) return options.method
  if (options.head) return 'HEAD'
  if (options.upload !== undefined) return 'PUT'
  return options.data !== undefined && !options.get ? 'POST' : 'GET'
}

function withQuery(url: string, data: string): string {
  return `${effective(url)}${url.includes('?') ? '&' : '?'}${data}`
}

function* once(
  url: Url,
  text: string,
  method: string,
  options: CurlOptions,
  before: Transfer,
  say: Say,
  hop: number,
): Part<Transfer> {
  const found = yield* resolve(url, options, say)
  if (typeof found === 'string') {
    if (hop === 0) for (const line of options.resolve) yield* say(`Added ${line} to DNS cache`)
    yield* say(`Could not resolve host: ${url.host}`)
    yield* say(`Closing connection ${hop}`)
    return {
      ...before,
      code: 6,
      message: `Could not resolve host: ${url.host}`,
      millis: before.millis + (found === 'silent' ? LOOKUP_TIMEOUT : 0),
    }
  }
  const [address = ''] = found
  yield* say(`  Trying ${address}:${url.port}...`)
  const body = options.get || method === 'GET' || method === 'HEAD' ? '' : (options.data ?? '')
  const request = {
    method,
    path: url.path,
    version: options.http10 ? '1.0' : '1.1',
    headers: requestHeaders(url, options, body),
    body,
    tls: url.scheme === 'https',
    ...(url.scheme === 'https' && !options.insecure ? { untrusted: true as const } : {}),
  } as const
  const question = { ask: 'http', address, port: url.port, request } as const
  const answer = yield* ask<Extract<Question, { ask: 'http' }>>(question)
  const reached = {
    ...before,
    attempted: true,
    remote: { address, port: url.port },
    method,
    uploaded: byteLength(body),
  }
  if (answer.outcome === 'refused' || answer.outcome === 'timeout')
    return yield* notConnected(answer, url, options, reached, say, hop)
  yield* say(`Connected to ${url.host} (${address}) port ${url.port} (#${hop})`)
  return yield* connected(answer, {
    url,
    text,
    request,
    options,
    say,
    hop,
    reached: { ...reached, local: answer.local },
  })
}

function* resolve(url: Url, options: CurlOptions, say: Say): Part<readonly string[] | 'unknown' | 'silent'> {
  for (const line of options.resolve) {
    const [host = '', port = '', ...addresses] = line.replace(/^\+/, '').split(':')
    if ((host !== url.host && host !== '*') || Number(port) !== url.port) continue
    yield* say(`Added ${line} to DNS cache`)
    yield* say(`Hostname ${url.host} was found in DNS cache`)
    return addresses.join(':').split(',')
  }
  const answer = yield* ask({ ask: 'lookup', host: url.host })
  if (answer.outcome === 'silent') yield* sleep(LOOKUP_TIMEOUT)
  return answer.outcome === 'found' ? answer.addresses : answer.outcome
}

function requestHeaders(url: Url, options: CurlOptions, body: string): Header[] {
  const custom = options.headers.map((line): Header => {
    const colon = line.search(/[:;]/)
    return [line.slice(0, Math.max(colon, 0)), line.slice(colon + 1).trim()]
  })
  const user = options.user ?? url.user
  const standard: Header[] = [
    ['Host', hostHeader(url)],
    ...(user === undefined ? [] : [['Authorization', `Basic ${Buffer.from(user).toString('base64')}`] as const]),
    ['User-Agent', options.userAgent ?? 'curl/7.88.1'],
    ['Accept', '*/*'],
    ...(options.referer === undefined ? [] : [['Referer', options.referer] as const]),
    ...(options.cookie === undefined ? [] : [['Cookie', options.cookie] as const]),
  ]
  const replaced = new Map(custom.map(([name, value]) => [name.toLowerCase(), value]))
  const kept = standard.flatMap(([name, value]): Header[] => {
    const own = replaced.get(name.toLowerCase())
    if (own === undefined) return [[name, value]]
    return name === 'Host' && own !== '' ? [[name, own]] : []
  })
  const added = custom.filter(([name, value]) => value !== '' && name.toLowerCase() !== 'host')
  const content: Header[] =
    body === '' && options.data === undefined
      ? []
      : [
          ['Content-Length', String(byteLength(body))],
          ...(replaced.has('content-type') ? [] : [['Content-Type', options.dataType] as const]),
        ]
  return [...kept, ...added, ...(options.get ? [] : content)]
}

function* notConnected(
  answer: AnswerTo<Extract<Question, { ask: 'http' }>>,
  url: Url,
  options: CurlOptions,
  reached: Transfer,
  say: Say,
  hop: number,
): Part<Transfer> {
  if (answer.outcome === 'refused') {
    const message = `Failed to connect to ${url.host} port ${url.port} after 0 ms: Couldn't connect to server`
    yield* say(`connect to ${reached.remote?.address} port ${url.port} failed: Connection refused`)
    yield* say(message)
    yield* say(`Closing connection ${hop}`)
    return { ...reached, code: 7, message }
  }
  const byConnect = Math.min(options.connectTimeout ?? CONNECT_TIMEOUT, CONNECT_TIMEOUT)
  const waits = Math.min(byConnect, options.maxTime ?? byConnect)
  yield* sleep(waits)
  const message =
    waits === CONNECT_TIMEOUT
      ? `Failed to connect to ${url.host} port ${url.port} after ${waits} ms: Couldn't connect to server`
      : options.maxTime === waits
        ? `Connection timed out after ${waits + 1} milliseconds`
        : `Failed to connect to ${url.host} port ${url.port} after ${waits + 1} ms: Timeout was reached`
  yield* say(message)
  yield* say(`Closing connection ${hop}`)
  return { ...reached, code: 28, message, millis: reached.millis + waits }
}

interface Connected {
  readonly url: Url
  readonly text: string
  readonly request: Extract<Question, { ask: 'http' }>['request']
  readonly options: CurlOptions
  readonly say: Say
  readonly hop: number
  readonly reached: Transfer
}

function* connected(answer: AnswerTo<Extract<Question, { ask: 'http' }>>, at: Connected): Part<Transfer> {
  const { url, request, options, say, hop, reached } = at
  if (answer.outcome === 'tls-error')
    return yield* closed(at, 35, `OpenSSL/3.0.17: error:0A00010B:SSL routines::${answer.message}`)
  if (url.scheme === 'https' && !options.insecure) {
    yield* say('SSL certificate problem: unable to get local issuer certificate')
    const advice =
      '\nMore details here: https://curl.se/docs/sslcerts.html\n\ncurl failed to verify the legitimacy of the server and therefore could not\nestablish a secure connection to it. To learn more about this situation and\nhow to fix it, please visit the web page mentioned above.'
    yield* say(`Closing connection ${hop}`)
    return { ...reached, code: 60, message: `SSL certificate problem: unable to get local issuer certificate${advice}` }
  }
  if (options.verbose) {
    const lines = [
      `${request.method} ${request.path} HTTP/${request.version}`,
      ...request.headers.map(([name, value]) => `${name}: ${value}`),
      '',
    ]
    yield* complain(lines.map((line) => `> ${line}\r\n`).join(''))
    if (request.body !== '') yield* complain(`} [${byteLength(request.body)} bytes data]\n`)
  }
  if (answer.outcome === 'silent') {
    const waits = options.maxTime ?? Number.POSITIVE_INFINITY
    yield* sleep(waits)
    const timed = yield* closed(at, 28, `Operation timed out after ${waits + 1} milliseconds with 0 bytes received`)
    return { ...timed, millis: reached.millis + waits }
  }
  if (answer.outcome !== 'answered') return yield* closed(at, 52, 'Empty reply from server')
  const { response } = answer
  if (options.verbose) {
    yield* complain(
      headerLines(response)
        .map((line) => `< ${line}\r\n`)
        .join(''),
    )
    const size = byteLength(response.body)
    if (size > 0) yield* complain(`{ [${size} bytes data]\n`)
  }
  const failed = response.status >= 400 && (options.fail || options.failWithBody)
  if (failed && options.fail) yield* say(`The requested URL returned error: ${response.status}`)
  yield* say(
    failed && options.fail ? `Closing connection ${hop}` : `Connection #${hop} to host ${url.host} left intact`,
  )
  const responses = [...reached.responses, response]
  return failed
    ? { ...reached, responses, code: 22, message: `The requested URL returned error: ${response.status}` }
    : { ...reached, responses }
}

function* closed({ say, hop, reached }: Connected, code: number, message: string): Part<Transfer> {
  yield* say(message)
  yield* say(`Closing connection ${hop}`)
  return { ...reached, code, message }
}

/** Status line and headers, with the empty line that ends them. */
export function headerLines(response: HttpResponse): string[] {
  const status = `HTTP/${response.version} ${response.status} ${response.reason}`
  return [status, ...response.headers.map(([name, value]) => `${name}: ${value}`), '']
}

export function headerValue(response: HttpResponse, name: string): string | undefined {
  return response.headers.find(([header]) => header.toLowerCase() === name)?.[1]
}
