/** What is asked and answered, without what is of this machine or of chance. */
import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { gunzipSync } from 'node:zlib'
import type { Asked, Call } from './call.js'
import { saidOver } from './frames.js'

/** Under this name the server is known, wherever it listens. */
export const host = '127.0.0.1:6443'

/** Of what machine and of what patch release it is, and which of its runs: nothing of that is answered. */
const agent = 'kubectl/v1.36.0 (linux/amd64) kubernetes/0000000'
const ofTheRun = ['kubectl-command', 'kubectl-session']

/** Takes from a request what differs from machine to machine and from run to run, before the server reads it. */
export function canonical(request: IncomingMessage): void {
  const headers: IncomingHttpHeaders = { ...request.headers, host, 'user-agent': agent }
  for (const name of ofTheRun) delete headers[name]
  request.headers = headers
  const [path = '', query] = request.url!.split('?')
  if (query !== undefined) request.url = `${path}?${query.split('&').map(canonicalOption).join('&')}`
}

/** How long a watch shall go on is chance, and the order of a map in Go is. */
function canonicalOption(option: string): string {
  if (/^timeoutSeconds=[3-5]\d\d$/.test(option)) return 'timeoutSeconds=300'
  if (/^timeout=[5-9]m\d+s$/.test(option)) return 'timeout=5m0s'
  const [name, value = ''] = option.split('=', 2)
  return name === 'fieldSelector' ? `${name}=${value.split('%2C').sort().join('%2C')}` : option
}

/** What is always sent, or made from the rest. */
const implied = ['host', 'user-agent', 'content-length', 'accept-encoding', 'sec-websocket-key', 'connection']
const ours = 'Bearer differential'

/** What clients say that they take, and what they send, in short. */
const mediaTypes: Readonly<Record<string, string>> = {
  json: 'application/json',
  any: 'application/json, */*',
  protobuf: 'application/vnd.kubernetes.protobuf',
  binary: 'application/vnd.kubernetes.protobuf,application/json',
  table:
    'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json',
  groups:
    'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json',
  openapi: 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf',
  apply: 'application/apply-patch+yaml',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  patch: 'application/json-patch+json',
}
const shortNames = Object.fromEntries(Object.entries(mediaTypes).map(([name, type]) => [type, name]))
const typed = ['accept', 'content-type']

/** The headers that are worth telling, in short; of what has not been authorised it is told. */
export function headersOf({ headers }: Asked): Record<string, string> {
  const told = Object.entries({ authorization: '', ...headers }).filter(
    ([name, value]) => !implied.includes(name) && !(name === 'authorization' && value === ours),
  )
  return Object.fromEntries(
    told.map(([name, value]) => [
      name,
      typed.includes(name) ? (shortNames[String(value)] ?? String(value)) : String(value),
    ]),
  )
}

/** A request as it is sent, with the headers that are not worth telling. */
export function requestOf(asked: string, headers: Readonly<Record<string, string>> = {}, body?: Buffer): Buffer {
  const chunked = 'transfer-encoding' in headers
  const all = {
    host,
    'user-agent': agent,
    authorization: ours,
    ...(body === undefined || chunked ? {} : { 'content-length': String(body.length) }),
    ...('upgrade' in headers ? { connection: 'Upgrade', 'sec-websocket-key': websocketKey } : {}),
    ...Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [
        name,
        typed.includes(name) ? (mediaTypes[value] ?? value) : value,
      ]),
    ),
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  const head = Buffer.from(`${asked} HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1')
  return Buffer.concat([head, chunked ? inOneChunk(body) : (body ?? Buffer.alloc(0))])
}

const websocketKey = Buffer.alloc(16).toString('base64')

function inOneChunk(body: Buffer = Buffer.alloc(0)): Buffer {
  const end = Buffer.from('0\r\n\r\n')
  if (body.length === 0) return end
  return Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n'), end])
}

/** Of what is sent with every answer, or says how it is sent rather than what. */
const unsaid = [
  'audit-id',
  'connection',
  'content-encoding',
  'content-length',
  'date',
  'expires',
  'keep-alive',
  'transfer-encoding',
  'vary',
  'kubesim-clock',
]

/** Of who has not waited for the head of an answer. */
export const unanswered = 'none'

/** The status and a hash of what the server has said, or of the first bytes of it. */
export function answerOf(call: Call, length = Number.POSITIVE_INFINITY): string {
  if (!call.upgraded && !call.answering) return unanswered
  const hash = createHash('sha256')
  if (call.upgraded) {
    const said = saidOver(Buffer.concat(call.said)).subarray(0, length)
    return `${statusIn(said)} ${short(hash.update(said))}`
  }
  const said = Buffer.concat(call.said).subarray(0, length)
  const headers = Object.entries(call.headers).filter(([name]) => !unsaid.includes(name.toLowerCase()))
  hash.update(JSON.stringify(headers.map(([name, value]) => `${name.toLowerCase()}: ${value}`).sort()))
  hash.update(call.headers['content-encoding'] === 'gzip' ? gunzipSync(said) : said)
  return `${call.status} ${short(hash)}`
}

const statusIn = (said: Buffer) => said.toString('latin1', 9, 12)
const short = (hash: ReturnType<typeof createHash>) => hash.digest('hex').slice(0, 12)
