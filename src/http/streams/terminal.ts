import type { Streams } from '../../api/contract/client.js'
import { ApiError, type Status } from '../../api/contract/errors.js'
import type { Answer as Answered } from '../../api/contract/request.js'
import { badRequest } from '../../api/contract/status-errors.js'
import { apiErrorOf } from '../exchange/answering.js'
import type { Exchange } from '../exchange/exchange.js'
import { terminalHeader } from '../exchange/own-protocol.js'
import type { ResourcePath } from '../exchange/paths.js'
import { flag } from '../exchange/query.js'
import { resourceRequest } from '../exchange/request.js'
import type { Connection } from './connection.js'
import { connectOptions } from './options.js'
import type { Wire } from './wire.js'

/** Serves an exec or attach: runs it with the connection's streams as its own, and tells at the end how it went. */
export async function openTerminal(exchange: Exchange, path: ResourcePath, connection: Connection): Promise<void> {
  const { query } = exchange
  const request = resourceRequest(exchange, path, () => ({ options: connectOptions(exchange) }))
  const answer = await exchange.server.cluster.send(request)
  if (!('run' in answer)) throw new Error('the registry has answered with no session')
  if (path.subresource === 'exec' && query.getAll('command').length === 0) {
    throw badRequest('you must specify at least 1 command for the container')
  }
  if (!['stdin', 'stdout', 'stderr'].some((name) => flag(query, name))) {
    throw badRequest('you must specify at least 1 of stdin, stdout, stderr')
  }
  const translated = isTranslated(exchange)
  const wire = await wireOf(exchange, connection)
  const result = await run(answer, exchange, path, wire).catch(apiErrorOf)
  const end = endStatus(translated ? result : inKubeletsWords(result))
  if (wire.tellsStatus) wire.send('error', JSON.stringify(end))
  else if (end.status !== 'Success') wire.send('error', end.message ?? '')
  await wire.close()
}

async function wireOf({ headers, query }: Exchange, connection: Connection): Promise<Wire> {
  const protocol = headers.upgrade?.toLowerCase()
  const asked = ['stdin', 'stdout', 'stderr'].filter((name) => flag(query, name))
  if (protocol === 'websocket') {
    const { websocketWire } = await import('./websocket-wire.js')
    return websocketWire(connection, new Set(asked))
  }
  if (protocol !== 'spdy/3.1') throw badRequest('unable to upgrade connection')
  const { spdyWire } = await import('./spdy-wire.js')
  // A terminal has one output, and tells its size.
  const tty = flag(query, 'tty')
  return spdyWire(connection, [
    'error',
    ...asked.filter((name) => !tty || name !== 'stderr'),
    ...(tty ? ['resize'] : []),
  ])
}

type Result = number | undefined | ApiError

async function run(
  session: Extract<Answered, { readonly run: unknown }>,
  { query, headers }: Exchange,
  { subresource }: ResourcePath,
  wire: Wire,
): Promise<Result> {
  const tty = flag(query, 'tty')
  const streams = tty ? await terminalStreams(wire, headers[terminalHeader] !== undefined) : plainStreams(wire)
  const code = await session.run(streams)
  // How a program has ended is in the pod's status; whoever has only joined it is not told.
  return subresource === 'attach' ? undefined : code
}

const plainStreams = (wire: Wire): Streams => ({
  stdin: wire.stdin,
  out: (text) => wire.send('stdout', text),
  err: (text) => wire.send('stderr', text),
  flush: () => wire.drained(),
})

/** The streams of a program on a terminal; `cooked` when the client's own terminal edits lines and shows them. */
async function terminalStreams(wire: Wire, cooked: boolean): Promise<Streams> {
  // A terminal has one output.
  const { err: _, ...both } = plainStreams(wire)
  const plain = { ...both, err: both.out }
  if (plain.stdin === undefined) return plain
  const { interruptsAlone, lineDiscipline } = await import('./line-discipline.js')
  const terminal = cooked ? interruptsAlone(plain.stdin) : lineDiscipline(plain.stdin, plain.out)
  return {
    stdin: terminal.stdin,
    out: (text) => plain.out(terminal.shown(text)),
    err: (text) => plain.out(terminal.shown(text)),
    flush: () => wire.drained(),
    onInterrupt: terminal.onInterrupt,
  }
}

/** Whether the API server reads the session of this client, and does not only pass it on (`streamtranslator.go`). */
function isTranslated({ headers }: Exchange): boolean {
  return /\bv5\.channel\.k8s\.io\b/.test(String(headers['sec-websocket-protocol'] ?? ''))
}

const ownWords = 'Internal error occurred: '

/** Without what the API server puts before a kubelet's internal error when it translates the session. */
function inKubeletsWords(result: Result): Result {
  if (!(result instanceof ApiError) || !result.message.startsWith(ownWords.repeat(2))) return result
  const message = result.message.slice(ownWords.length)
  return new ApiError(500, result.reason, message, { causes: [{ message: message.slice(ownWords.length) }] })
}

/** How the process ended, as clients of the error stream read it. */
function endStatus(result: Result): Partial<Status> {
  if (result instanceof ApiError) return result.status
  if (result === undefined || result === 0) return { metadata: {}, status: 'Success' }
  const causes = [{ reason: 'ExitCode', message: String(result) }]
  return {
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: command terminated with exit code ${result}`,
    reason: 'NonZeroExitCode',
    details: { causes },
  }
}
