/**
 * The composition root: the one place that knows the process it runs in (arguments, environment, streams, signals).
 * Everything below is given what it needs as arguments.
 */
import { runCommandLine } from './cli/index.js'
import { openContext } from './cli/open.js'
import { commands } from './commands/index.js'
import { localFiles } from './files.js'
import { processIo } from './io.js'

/** Runs one command line in this process; returns the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  const environment = process.env
  const interrupt = new AbortController()
  const io = processIo({ environment, stdin: process.stdin, stdout: process.stdout, stderr: process.stderr })
  process.once('SIGINT', () => {
    interrupt.abort()
    // A command that does not notice within a moment is ended the usual way by the second Ctrl-C.
    process.once('SIGINT', () => process.exit(130))
  })
  const program = environment.KUBESIM_PROGRAM ?? 'kubesim'
  try {
    const code = await runCommandLine(argv, {
      program,
      commands,
      out: io.out,
      err: io.err,
      open: (command, flags) =>
        openContext(command, flags, { program, io, files: localFiles(environment), signal: interrupt.signal }),
    })
    await io.flush()
    return interrupt.signal.aborted ? 130 : code
  } catch (error) {
    io.err(`error: kubesim has a bug: ${error instanceof Error ? error.message : String(error)}\n`)
    if (environment.KUBESIM_DEBUG !== undefined && error instanceof Error) io.err(`${error.stack}\n`)
    await io.flush()
    return 70
  } finally {
    process.stdin.unref?.()
  }
}
