/** The process's streams as commands use them: output in the order it was written, held back until the cluster is saved. */
import { fstatSync, writeSync } from 'node:fs'
import type { ReadStream, WriteStream } from 'node:tty'
import type { Io } from './commands/command.js'
import { ByteDecoder, bytesOf } from './model/byte-text.js'

/** The process, or what stands for it. Its streams are made when they are first asked for, which takes a while. */
interface Streams {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdin: ReadStream
  readonly stdout: WriteStream
  readonly stderr: WriteStream
}

export interface ProcessIo extends Io {
  /** Whether all of standard input is being read, so that nothing else is going on. */
  readonly reads: boolean
  /** Forgets what is held back. */
  discard(): void
  /** `--color` and its environment variables decide; called once the flags are known. */
  setColour(wish: string): void
}

/** `closed`: nobody reads any longer what is written (`get -w | head`). */
export function processIo(streams: Streams, closed: () => void = () => {}): ProcessIo {
  const pending: [fd: 1 | 2, text: string][] = []
  let colourWish = 'auto'
  let reads = false
  const push = (fd: 1 | 2, text: string) => {
    const last = pending.at(-1)
    if (last !== undefined && last[0] === fd) last[1] += text
    else if (text !== '') pending.push([fd, text])
  }
  return {
    out: (text) => push(1, text),
    err: (text) => push(2, text),
    warn: (text) => {
      const coloured = isTerminal(streams, 'stderr') && colourLevelOf(colourWish, streams) > 0
      push(2, `${coloured ? '\u001b[33;1mWarning:\u001b[0m' : 'Warning:'} ${text}\n`)
    },
    flush: async () => {
      for (const [fd, text] of pending.splice(0)) if (!writeAll(fd, text)) closed()
    },
    discard: () => {
      pending.length = 0
    },
    stdin: async () => {
      reads = true
      try {
        return await readAll(streams.stdin)
      } finally {
        reads = false
      }
    },
    get reads() {
      return reads
    },
    get stdinChunks() {
      return chunks(streams.stdin)
    },
    terminal: {
      get in() {
        return isTerminal(streams, 'stdin')
      },
      get out() {
        return isTerminal(streams, 'stdout')
      },
      get columns() {
        return isTerminal(streams, 'stdout') ? streams.stdout.columns : 80
      },
    },
    get colourLevel() {
      return colourLevelOf(colourWish, streams)
    },
    setColour: (wish) => {
      colourWish = wish
    },
  }
}

/** NO_COLOR and FORCE_COLOR (no-color.org, force-color.org) speak when the flag does not. */
function colourLevelOf(wish: string, streams: Streams): Io['colourLevel'] {
  const { env } = streams
  if (wish === 'never') return 0
  if (wish === 'always') return 1
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return 0
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR === '0' ? 0 : 1
  return isTerminal(streams, 'stdout') && env.TERM !== 'dumb' ? 1 : 0
}

/** Pipes and files are told from terminals without making a stream of them. */
function isTerminal(streams: Streams, name: 'stdin' | 'stdout' | 'stderr'): boolean {
  try {
    const fd = ['stdin', 'stdout', 'stderr'].indexOf(name)
    return fstatSync(fd).isCharacterDevice() && streams[name].isTTY === true
  } catch {
    // Nothing is open there.
    return false
  }
}

/**
 * Synchronous, since a piped `process.stdout.write` costs milliseconds. A full pipe is waited for; false when it has been
 * closed at its other end.
 */
function writeAll(fd: 1 | 2, text: string): boolean {
  const bytes = bytesOf(text)
  let at = 0
  while (at < bytes.length) {
    try {
      at += writeSync(fd, bytes, at)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EPIPE') return false
      if (code !== 'EAGAIN') throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1)
    }
  }
  return true
}

async function readAll(stream: ReadStream): Promise<string> {
  let text = ''
  for await (const chunk of chunks(stream)) text += chunk
  return text
}

async function* chunks(stream: ReadStream): AsyncGenerator<string> {
  const decoder = new ByteDecoder()
  for await (const piece of stream as AsyncIterable<Buffer>) {
    const text = decoder.decode(piece)
    if (text !== '') yield text
  }
  const rest = decoder.end()
  if (rest !== '') yield rest
}
