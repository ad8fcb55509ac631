import type { RawData } from 'ws'
import type { ExecQuery, Streams } from '../../api/contract/client.js'
import { ApiError, type Status } from '../../api/contract/errors.js'
import { ByteDecoder, bytesOf } from '../../model/values/byte-text.js'
import { terminalHeader } from '../exchange/own-protocol.js'
import { errorOf, refusalOf } from './answers.js'
import type { Connection } from './connection.js'
import { pathTo } from './paths.js'

/** The first byte of a message names its stream (`k8s.io/apimachinery/pkg/util/remotecommand`). */
const channels = { stdin: 0, stdout: 1, stderr: 2, error: 3, close: 255 } as const
const protocol = 'v5.channel.k8s.io'
/** What Ctrl-C is on a terminal. */
const interrupt = '\u0003'

/** Runs a command in a container, or joins its process; resolves to the exit code, undefined when cut off by its signal. */
export async function runSession(
  connection: Connection,
  verb: 'exec' | 'attach',
  query: ExecQuery,
  streams: Streams,
): Promise<number | undefined> {
  const { WebSocket } = await import('ws')
  const options = connection.socketOptions
  const headers = { ...options.headers, [terminalHeader]: 'lines' }
  const path = pathOf(verb, query)
  const socket = new WebSocket(connection.address.replace(/^http/, 'ws') + path, [protocol], { ...options, headers })
  const say = (channel: number, text: string) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(Buffer.concat([Buffer.from([channel]), bytesOf(text)]))
  }
  const leave = () => socket.terminate()
  const forget = query.tty ? streams.onInterrupt?.(() => say(channels.stdin, interrupt)) : undefined
  query.signal?.addEventListener('abort', leave)
  try {
    return await new Promise((resolve, reject) => {
      let ended: Status | undefined
      const hear = listener(streams)
      socket.on('open', () => void sendInput(streams.stdin, say).catch(reject))
      socket.on('message', (data: RawData) => {
        const bytes = data as Buffer
        if (bytes[0] === channels.error) ended = JSON.parse(bytes.toString('utf8', 1)) as Status
        else hear(bytes[0]!, bytes.subarray(1))
      })
      socket.on('unexpected-response', (_request, response) =>
        refusalOf(response)
          .then((refused) => refusedAgain(connection, path, refused))
          .then(reject, reject),
      )
      socket.on('error', (error) => {
        if (query.signal?.aborted !== true) reject(connection.unreachable(error, { method: 'POST' }))
      })
      socket.on('close', () => {
        if (query.signal?.aborted) resolve(undefined)
        else if (ended === undefined) reject(connection.cutOff())
        else Promise.resolve(ended).then(exitCodeOf).then(resolve, reject)
      })
    })
  } finally {
    forget?.()
    query.signal?.removeEventListener('abort', leave)
    await streams.flush?.()
  }
}

/** Who may not ask with GET asks with POST, as kubectl does, and is told what is said to that. */
async function refusedAgain(connection: Connection, path: string, refused: Error): Promise<unknown> {
  if (!(refused instanceof ApiError) || refused.reason !== 'Forbidden') return refused
  const headers = { 'X-Stream-Protocol-Version': 'v4.channel.k8s.io' }
  try {
    const { socket } = await connection.upgrade({ path, method: 'POST', headers }, 'SPDY/3.1')
    // That would be allowed, but is not spoken here.
    socket.destroy()
    return refused
  } catch (error) {
    return error
  }
}

function pathOf(verb: string, query: ExecQuery): string {
  const { namespace, pod, container, command, stdin, tty } = query
  const path = pathTo({ group: '', version: 'v1', plural: 'pods' }, namespace, [pod, verb], {
    container,
    stdin: String(stdin),
    stdout: 'true',
    stderr: String(!tty),
    tty: String(tty),
  })
  const words = command.map((word) => `&command=${encodeURIComponent(word)}`).join('')
  return path + words
}

/** Output as text, characters whole even where a message ends within one. */
function listener(streams: Streams): (channel: number, bytes: Buffer) => void {
  const decoders = { [channels.stdout]: new ByteDecoder(), [channels.stderr]: new ByteDecoder() }
  return (channel, bytes) => {
    if (bytes.length === 0) return
    if (channel === channels.stdout) streams.out(decoders[channel].decode(bytes))
    if (channel === channels.stderr) streams.err(decoders[channel].decode(bytes))
    void streams.flush?.()
  }
}

async function sendInput(stdin: Streams['stdin'], say: (channel: number, text: string) => void): Promise<void> {
  if (stdin === undefined) return
  for await (const chunk of stdin) say(channels.stdin, chunk)
  say(channels.close, '\u0000')
}

/** The exit code that the error stream tells of at the end; throws what it tells of else. */
function exitCodeOf(status: Status): number {
  if (status.status === 'Success') return 0
  const code = status.details?.causes?.find(({ reason }) => reason === 'ExitCode')?.message
  if (status.reason !== 'NonZeroExitCode' || code === undefined) throw errorOf(status)
  return Number(code)
}
