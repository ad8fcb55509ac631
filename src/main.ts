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

/** Exit codes of a program that a signal has ended: 128 and the signal's number. */
const INTERRUPTED = 130
const CLOSED_PIPE = 141

/** Runs one command line in this process; returns the exit code. `packageDirectory` is where the package lies. */
export async function main(argv: readonly string[], packageDirectory: string): Promise<number> {
  const environment = process.env
  const stop = new AbortController()
  const io = processIo(process, () => stop.abort(CLOSED_PIPE))
  const program = environment.KUBESIM_PROGRAM ?? 'kubesim'
  const surroundings: Surroundings = {
    program,
    io,
    files: localFiles(environment),
    machine: localMachine({
      platform: process.platform,
      environment,
      self: [process.execPath, join(packageDirectory, 'bin', 'kubesim.js')],
      home: environment.KUBESIM_HOME ?? join(homedir(), '.kubesim'),
      state: '',
      packageDirectory,
    }),
    signal: interruption(stop),
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

/** Aborted by the first Ctrl-C; the second ends a command that has not noticed. */
function interruption(stop: AbortController): AbortSignal {
  process.once('SIGINT', () => {
    stop.abort(INTERRUPTED)
    process.once('SIGINT', () => process.exit(INTERRUPTED))
  })
  return stop.signal
}

/** No stack trace reaches a user who does not ask for it. */
async function bug(error: unknown, io: ReturnType<typeof processIo>, environment: NodeJS.ProcessEnv): Promise<number> {
  io.err(`error: kubesim has a bug: ${error instanceof Error ? error.message : String(error)}\n`)
  if (environment.KUBESIM_DEBUG !== undefined && error instanceof Error) io.err(`${error.stack}\n`)
  await io.flush()
  return 70
}
