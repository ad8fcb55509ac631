import { type Command, ExitCode } from '../command.js'
import { shimEnvironment } from './shims/scripts.js'

/** `kubesim shell [-- COMMAND]`: the user's shell, in which kubectl, curl, wget and ssh reach the simulated cluster. */
export const command: Command<readonly string[]> = {
  description:
    'Start a shell (or a command) in which kubectl, curl, wget and ssh reach the simulated cluster; what does not concern the\ncluster goes on to the real programs.',
  examples: `
# Run a lab script unchanged
kubesim shell -- bash lab.sh`,
  usage: '[-- COMMAND [args...]]',
  offline: true,
  flags: [],
  parse: ({ positional }) => positional,
  run: async (words, context) => {
    const { files, machine, io } = context
    const environment = await shimEnvironment(context)
    const shell = files.environment.SHELL ?? (machine.platform === 'win32' ? 'cmd.exe' : '/bin/sh')
    const [program, ...args] = words.length > 0 ? words : [shell]
    if (words.length === 0 && io.terminal.out) {
      io.err('kubectl, curl, wget and ssh now reach the simulated cluster; leave with exit.\n')
    }
    await io.flush()
    const code = await machine.run(program!, args, environment)
    if (code === 127) io.err(`${program}: command not found\n`)
    if (code !== 0) throw new ExitCode(code)
  },
}
