import type { ByteConnection, Forwarding } from '../../api/contract/client.js'
import type { Connection } from './connection.js'
import { pathTo } from './paths.js'

const protocol = 'v5.channel.k8s.io'
/** For data, for what is wrong, and for saying which of them has ended. */
const channels = { data: 0, error: 1, close: 255 } as const

/** A way to a pod's ports through a server: a WebSocket for each connection. */
export async function forwardThrough(
  connection: Connection,
  { namespace, pod }: { readonly namespace: string; readonly pod: string },
): Promise<Forwarding> {
  const path = pathTo({ group: '', version: 'v1', plural: 'pods' }, namespace, [pod, 'portforward'])
  // What would be refused is told now.
  const { socket } = await connection.upgrade({ path, method: 'POST' }, 'SPDY/3.1')
  socket.destroy()
  return {
    connect: (port, joined) => join(connection, `${path}?ports=${port}`, joined),
    close: () => {},
  }
}

async function join(connection: Connection, path: string, joined: ByteConnection): Promise<string | undefined> {
  const { WebSocket } = await import('ws')
  const url = connection.address.replace(/^http/, 'ws') + path
  const socket = new WebSocket(url, [protocol], connection.socketOptions)
  const say = (bytes: Uint8Array) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(bytes)
  }
  return new Promise((resolve, reject) => {
    let failure = ''
    let writing = Promise.resolve()
    const begun = new Set<number>()
    socket.on('message', (data: Buffer) => {
      const [channel = 0] = data
      // The first message of a channel says which port it is for.
      if (!begun.has(channel)) return void begun.add(channel)
      if (channel === channels.error) failure += data.toString('utf8', 1)
      if (channel !== channels.data) return
      socket.pause()
      writing = writing
        .then(() => joined.write(data.subarray(1)))
        .then(() => socket.resume())
        .catch(() => socket.terminate())
    })
    socket.on('open', () => {
      sendInput(joined.input, say).catch(() => socket.terminate())
    })
    socket.on('error', (error) => reject(connection.unreachable(error)))
    socket.on('close', () => writing.then(() => resolve(failure === '' ? undefined : failure)))
  })
}

async function sendInput(input: AsyncIterable<Uint8Array>, say: (bytes: Uint8Array) => void): Promise<void> {
  for await (const chunk of input) say(Buffer.concat([Buffer.from([channels.data]), chunk]))
  say(Buffer.from([channels.close, channels.data]))
}
