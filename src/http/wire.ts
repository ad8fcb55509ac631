/** What carries the streams of a terminal, whatever protocol it is. */
export interface Wire {
  /** What comes from the client; undefined when it sends nothing. */
  readonly stdin: AsyncIterable<string> | undefined
  send(to: 'stdout' | 'stderr' | 'error', text: string): void
  /** Returns when a slow client has caught up. */
  drained(): Promise<void>
  /** Says that this was all; returns when the connection is closed. */
  close(): Promise<void>
}

/** What may wait for a slow client before its program has to. */
export const mostWaiting = 1024 * 1024

/** Input that comes in pieces until it ends, read as text. */
export class Input implements AsyncIterable<string> {
  private readonly pieces: Buffer[] = []
  private open = true
  private wake: () => void = () => {}

  add(piece: Buffer): void {
    if (this.open && piece.length > 0) this.pieces.push(piece)
    this.wake()
  }

  end(): void {
    this.open = false
    this.wake()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    const decoder = new TextDecoder()
    for (;;) {
      const next = this.pieces.shift()
      if (next !== undefined) yield decoder.decode(next, { stream: true })
      else if (!this.open) return
      else {
        await new Promise<void>((resolve) => {
          this.wake = resolve
        })
      }
    }
  }
}
