import type { Streams } from '../api/client.js'
import type { Context } from './command.js'

/** The process's own streams for a session; without `input` the session has no standard input. */
export function sessionStreams({ io }: Context, input: boolean): Streams {
  return {
    stdin: input ? io.stdinChunks : undefined,
    out: (text) => io.out(text),
    err: (text) => io.err(text),
    flush: () => io.flush(),
  }
}
