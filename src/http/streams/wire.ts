/** What carries the streams of a terminal, whatever protocol it is. */
export interface Wire {
  /** What comes from the client; undefined when it sends nothing. */
  readonly stdin: AsyncIterable<string> | undefined
  /** Whether the error stream takes a Status; else it takes what went wrong in words. */
  readonly tellsStatus: boolean
  send(to: 'stdout' | 'stderr' | 'error', text: string): void
  /** Returns when a slow client has caught up. */
  drained(): Promise<void>
  /** Says that this was all; returns when the connection is closed. */
  close(): Promise<void>
}
