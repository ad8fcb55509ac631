/**
 * The composition root: the one place that knows the process it runs in (arguments, environment, streams, signals).
 * Everything below is given what it needs as arguments.
 */
import { homedir } from 'node:os'
import { join } from 'node:path'
import { runCommandLine } from './cli/index.js'
import { openContext, type Surroundings } from './cli/open.js'
import { commands } from './commands/index.js'
import { localFiles } from './files.js'
import { processIo } from './io.js'
import { localMachine } from './machine.js'
import { systemError } from './model/file-errors.js'

/** Exit codes of a program that a signal has ended: 128 and the signal's number. */
const INTERRUPTED = 130
const TERMINATED = 143
const CLOSED_PIPE = 141

/** Runs one command line in this process; returns the exit code. `packageDirectory` is where the package lies. */
export async function main(argv: readonly string[], packageDirectory: string): Promise<number> {
  const environment = process.env
  const stop = new AbortController()
  const streams = processIo(process, () => stop.abort(CLOSED_PIPE))
  const io = Object.assign(streams, { takeInterrupts: interruption(stop, () => streams.reads) })
  const program = environment.KUBESIM_PROGRAM ?? 'kubesim'
  const surroundings: Surroundings = {
    program,
    io,
    files: localFiles(environment),
    machine: localMachine({
      platform: process.platform,
      pid: process.pid,
      environment,
      self: [process.execPath, join(packageDirectory, 'bin', 'kubesim.js')],
      home: environment.KUBESIM_HOME ?? join(homedir(), '.kubesim'),
      packageDirectory,
    }),
    signal: stop.signal,
    throwAway: async (settings) => (await import('./run.js')).throwAway(settings),
  }
  try {
    const code = await runCommandLine(argv, {
      program,
      commands,
      out: io.out,
      err: io.err,
      discard: io.discard,
      open: (command, flags) => {
        io.setColour(flags.string('color'))
        return openContext(command, flags, surroundings)
      },
    })
    await io.flush()
    return stop.signal.aborted ? (stop.signal.reason as number) : code
  } catch (error) {
    return bug(error, io, environment)
  }
}

/**
 * The first Ctrl-C stops the command, the second ends one that has not noticed; unless a session takes them. So does
 * SIGTERM, which no session takes: whoever sends it wants the program gone, with all saved. A command that is idle, since
 * it waits for its input, ends at once.
 */
function interruption(stop: AbortController, idle: () => boolean): (handler: () => void) => () => void {
  const handlers: (() => void)[] = []
  const end = (code: number) => {
    if (stop.signal.aborted || idle()) process.exit(code)
    stop.abort(code)
  }
  process.on('SIGINT', () => {
    const handler = handlers.at(-1)
    if (handler !== undefined) handler()
    else end(INTERRUPTED)
  })
  process.on('SIGTERM', () => end(TERMINATED))
  return (handler) => {
    handlers.push(handler)
    return () => {
      handlers.splice(handlers.indexOf(handler), 1)
    }
  }
}

/** No stack trace reaches a user who does not ask for it. */
async function bug(error: unknown, io: ReturnType<typeof processIo>, environment: NodeJS.ProcessEnv): Promise<number> {
  const refused = systemError(error)
  if (refused !== undefined) {
    io.err(`error: ${refused}\n`)
    await io.flush()
    return 1
  }
  io.err(`error: kubesim has a bug: ${error instanceof Error ? error.message : String(error)}\n`)
  if (environment.KUBESIM_DEBUG !== undefined && error instanceof Error) io.err(`${error.stack}\n`)
  await io.flush()
  return 70
}
