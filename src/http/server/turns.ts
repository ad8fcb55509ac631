import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { yieldToEventLoop } from '../../simulation/clock.js'

/** Each takes some kilobytes; what a client says at once may be a thousand of them. */
const mostWaiting = 20_000

/**
 * The requests of a connection have their turns one after another, as `conn.serve` of Go's net/http has them: the next
 * begins when the one before has been answered and others have been heard, and meanwhile no more are read. Node begins
 * all that it has read at once.
 */
export class Turns {
  private readonly queues = new WeakMap<Socket, (() => void)[]>()
  private waiting = 0

  /** Returns at the request's turn, with what ends it; undefined when its client has gone before. */
  async of({ socket }: Pick<IncomingMessage, 'socket'>): Promise<(() => void) | undefined> {
    const queue = this.queues.get(socket)
    if (queue === undefined) this.queues.set(socket, [])
    else await this.wait(socket, queue)
    if (!socket.destroyed) return () => this.end(socket)
    this.end(socket)
    return undefined
  }

  private async wait(socket: Socket, queue: (() => void)[]): Promise<void> {
    socket.pause()
    if (this.waiting >= mostWaiting) socket.destroy()
    this.waiting++
    await new Promise<void>((resolve) => queue.push(resolve))
    this.waiting--
    await yieldToEventLoop()
  }

  private end(socket: Socket): void {
    const queue = this.queues.get(socket)
    const next = queue?.shift()
    if (next === undefined) return void this.queues.delete(socket)
    if (queue?.length === 0) socket.resume()
    next()
  }
}
