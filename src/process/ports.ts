/** Ports of the user's own machine, as Go's `net.Listen` opens them. */
import { createServer, isIPv4, type Socket } from 'node:net'
import type { Listener } from '../commands/command.js'
import { hostPort } from '../commands/debugging/port-forward/ports.js'
import { fileReason } from '../model/values/file-errors.js'

/** Throws an Error in Go's words. A connection of which one side is closed stays open on the other. */
export function listen(
  address: string,
  port: number,
  onConnection: (socket: Socket, port: number) => void,
): Promise<Listener> {
  const open = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    socket.on('error', () => socket.destroy())
    onConnection(socket, portOf(server.address()))
  })
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(new Error(`${dialled('listen', address, port)}: ${refusal(error)}`)))
    server.listen({ host: address, port, ipv6Only: true }, () =>
      resolve({
        port: portOf(server.address()),
        close() {
          server.close()
          for (const socket of open) socket.destroy()
        },
      }),
    )
  })
}

const portOf = (address: unknown) => (address as { port?: number } | null)?.port ?? 0

const dialled = (verb: string, address: string, port: number) =>
  `${verb} ${isIPv4(address) ? 'tcp4' : 'tcp6'} ${hostPort(address, port)}`

function refusal(error: NodeJS.ErrnoException): string {
  const call = error.code === 'EAFNOSUPPORT' ? 'socket' : 'bind'
  return `${call}: ${fileReason(error)}`
}
