import type { Streams } from '../../api/contract/client.js'
import type { Context } from '../command.js'

/**
 * The process's own streams for a session; without `input` the session has no standard input. A session that has the
 * terminal (`tty`) gets its Ctrl-C as well.
 */
export function sessionStreams({ io }: Context, input: boolean, tty = false): Streams {
  const { takeInterrupts } = io
  return {
    ...(tty && takeInterrupts !== undefined ? { onInterrupt: takeInterrupts } : {}),
    stdin: input ? io.stdinChunks : undefined,
    out: (text) => io.out(text),
    err: (text) => io.err(text),
    flush: () => io.flush(),
  }
}
