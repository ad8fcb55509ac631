/** The process's streams as commands use them: output in the order it was written, held back until the cluster is saved. */
import { writeSync } from 'node:fs'
import type { ReadStream, WriteStream } from 'node:tty'
import type { Io } from './commands/command.js'

interface Streams {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly stdin: ReadStream
  readonly stdout: WriteStream
  readonly stderr: WriteStream
}

export interface ProcessIo extends Io {
  /** `--color` and its environment variables decide; called once the flags are known. */
  setColour(wish: string): void
}

export function processIo(streams: Streams): ProcessIo {
  const pending: [fd: 1 | 2, text: string][] = []
  let colourLevel: Io['colourLevel'] = colourLevelOf('auto', streams)
  const push = (fd: 1 | 2, text: string) => {
    const last = pending.at(-1)
    if (last !== undefined && last[0] === fd) last[1] += text
    else if (text !== '') pending.push([fd, text])
  }
  return {
    out: (text) => push(1, text),
    err: (text) => push(2, text),
    warn: (text) =>
      push(2, `${colourLevel > 0 && streams.stderr.isTTY ? '\u001b[33;1mWarning:\u001b[0m' : 'Warning:'} ${text}\n`),
    flush: async () => {
      for (const [fd, text] of pending.splice(0)) writeAll(fd, text)
    },
    stdin: () => readAll(streams.stdin),
    get stdinChunks() {
      return chunks(streams.stdin)
    },
    terminal: {
      in: streams.stdin.isTTY === true,
      out: streams.stdout.isTTY === true,
      columns: streams.stdout.columns ?? 80,
    },
    get colourLevel() {
      return colourLevel
    },
    setColour: (wish) => {
      colourLevel = colourLevelOf(wish, streams)
    },
  }
}

/** NO_COLOR and FORCE_COLOR (no-color.org, force-color.org) speak when the flag does not. */
function colourLevelOf(wish: string, { environment, stdout }: Streams): Io['colourLevel'] {
  if (wish === 'never') return 0
  if (wish === 'always') return 1
  if (environment.NO_COLOR !== undefined && environment.NO_COLOR !== '') return 0
  if (environment.FORCE_COLOR !== undefined) return environment.FORCE_COLOR === '0' ? 0 : 1
  return stdout.isTTY && environment.TERM !== 'dumb' ? 1 : 0
}

/** Synchronous, since a piped `process.stdout.write` costs milliseconds; a full pipe is waited for, a closed one is the reader's choice. */
function writeAll(fd: 1 | 2, text: string): void {
  const bytes = Buffer.from(text)
  let at = 0
  while (at < bytes.length) {
    try {
      at += writeSync(fd, bytes, at)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EPIPE') return
      if (code !== 'EAGAIN') throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1)
    }
  }
}

async function readAll(stream: ReadStream): Promise<string> {
  let text = ''
  for await (const chunk of chunks(stream)) text += chunk
  return text
}

async function* chunks(stream: ReadStream): AsyncGenerator<string> {
  stream.setEncoding('utf8')
  yield* stream as AsyncIterable<string>
}
