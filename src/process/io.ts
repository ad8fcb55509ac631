/** The process's streams as commands use them: output in the order it was written, held back until the cluster is saved. */
import { constants, fstatSync, openSync, writeSync } from 'node:fs'
import type { ReadStream, WriteStream } from 'node:tty'
import type { Io } from '../commands/command.js'
import { ByteDecoder, bytesOf } from '../model/values/byte-text.js'
import { pause } from '../simulation/clock.js'
import { warningWord } from './colours.js'
import type { Interruption } from './interruption.js'

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
  /** Whether output waits for a reader. */
  readonly stuck: boolean
  /** Forgets what is held back. */
  discard(): void
  /** `--color` and its environment variables decide; called once the flags are known. */
  setColour(wish: string): void
}

interface Surroundings {
  /** Nobody reads any longer what is written (`get -w | head`). */
  closed(): void
  readonly interrupts: Pick<Interruption, 'listens' | 'listenDuring'>
}

export function processIo(streams: Streams, { closed, interrupts }: Surroundings): ProcessIo {
  const pending: [fd: 1 | 2, text: string][] = []
  const writer = createWriter(() => interrupts.listens)
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
      const level = isTerminal(streams, 'stderr') ? colourLevelOf(colourWish, streams) : 0
      push(2, `${level > 0 ? warningWord(level) : 'Warning:'} ${text}\n`)
    },
    flush: async () => {
      const texts = pending.splice(0)
      if (texts.length > 0 && !(await writer.write(texts))) closed()
    },
    discard: () => {
      pending.length = 0
    },
    stdin: () =>
      interrupts.listenDuring(async () => {
        reads = true
        try {
          return await readAll(streams.stdin)
        } finally {
          reads = false
        }
      }),
    get reads() {
      return reads
    },
    get stuck() {
      return writer.stuck
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

type Texts = readonly (readonly [fd: 1 | 2, text: string])[]

/**
 * Writes, one after the other, what it is given; false when the pipe has been closed at its other end. A full pipe is
 * waited for. A process that hears of signals must not sleep in the kernel meanwhile, where it is deaf to them.
 */
function createWriter(listens: () => boolean) {
  let before: Promise<unknown> = Promise.resolve()
  let stuck = false
  const pipes = new Map<number, number>()
  const write = async (texts: Texts): Promise<boolean> => {
    for (const [fd, text] of texts) {
      const bytes = bytesOf(text)
      for (let at = 0; at < bytes.length; ) {
        const written = writeSome(listens() ? patient(fd, pipes) : fd, bytes, at)
        if (written === 'closed') return false
        at += written
        if (written > 0) continue
        stuck = true
        await pause(FULL)
        stuck = false
      }
    }
    return true
  }
  return {
    get stuck() {
      return stuck
    },
    write(texts: Texts): Promise<boolean> {
      const writing = before.then(() => write(texts))
      before = writing.catch(() => {})
      return writing
    },
  }
}

/** How long a full pipe is let alone. */
const FULL = 2

/** Synchronous, since a piped `process.stdout.write` costs milliseconds. Nothing is written into a pipe that is full. */
function writeSome(fd: number, bytes: Buffer, at: number): number | 'closed' {
  try {
    return writeSync(fd, bytes, at)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EPIPE') return 'closed'
    if (code !== 'EAGAIN') throw error
    return 0
  }
}

/** The same pipe, opened so that it says when it is full; others who have it are not concerned. */
function patient(fd: number, pipes: Map<number, number>): number {
  const known = pipes.get(fd)
  if (known !== undefined) return known
  let own = fd
  try {
    if (fstatSync(fd).isFIFO()) own = openSync(`/proc/self/fd/${fd}`, constants.O_WRONLY | constants.O_NONBLOCK)
  } catch {
    // Not on Linux, or somebody else's pipe.
  }
  pipes.set(fd, own)
  return own
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
