/**
 * The composition root: the one place that knows the process it runs in (arguments, environment, streams, signals).
 * Everything below is given what it needs as arguments.
 */
import { homedir } from 'node:os'
import { join } from 'node:path'
import { runCommandLine } from '../cli/index.js'
import { openContext } from '../cli/open.js'
import type { Surroundings } from '../cli/surroundings.js'
import { commands } from '../commands/index.js'
import { systemError } from '../model/values/file-errors.js'
import { endWhenDeaf } from './deafness.js'
import { localFiles } from './files.js'
import { interruption } from './interruption.js'
import { type ProcessIo, processIo } from './io.js'
import { localMachine } from './machine.js'

/** Exit code of a program that SIGPIPE has ended. */
const CLOSED_PIPE = 141

/** Runs one command line in this process; returns the exit code. `packageDirectory` is where the package lies. */
export async function main(argv: readonly string[], packageDirectory: string): Promise<number> {
  const environment = process.env
  let children = 0
  const interrupts = interruption(process, () => streams.reads || streams.stuck || children > 0, endWhenDeaf)
  const streams = processIo(process, { closed: () => interrupts.stop(CLOSED_PIPE), interrupts })
  // Who shows something before it has ended goes on, and hears of signals from then on.
  const flush = () => {
    interrupts.listen()
    return streams.flush()
  }
  const io: ProcessIo = Object.create(streams, {
    takeInterrupts: { value: interrupts.takeInterrupts },
    flush: { value: flush },
  })
  const program = environment.KUBESIM_PROGRAM ?? 'kubesim'
  const machine = localMachine({
    platform: process.platform,
    pid: process.pid,
    environment,
    self: [process.execPath, join(packageDirectory, 'bin', 'kubesim.js')],
    home: environment.KUBESIM_HOME || join(homedir(), '.kubesim'),
    packageDirectory,
  })
  // A program that is run in the foreground has the terminal, and gets Ctrl-C itself.
  const attended: typeof machine.run = async (...call) => {
    const giveBack = interrupts.takeInterrupts(() => {})
    children++
    try {
      return await machine.run(...call)
    } finally {
      children--
      giveBack()
    }
  }
  const surroundings: Surroundings = {
    program,
    io,
    files: localFiles(environment),
    machine: { ...machine, run: attended },
    signal: interrupts.signal,
    throwAway: async (...wanted) => (await import('./run.js')).throwAway(...wanted),
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
    await streams.flush()
    return (interrupts.signal.reason as number | undefined) ?? code
  } catch (error) {
    return bug(error, streams, environment)
  }
}

/** No stack trace reaches a user who does not ask for it. */
async function bug(error: unknown, io: ProcessIo, environment: NodeJS.ProcessEnv): Promise<number> {
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
