import { UsageError } from '../../api/contract/errors.js'
import type { Command } from '../command.js'
import { shimEnvironment } from './shims/scripts.js'

type Shell = 'sh' | 'fish' | 'powershell'

const assignments: Readonly<Record<Shell, (name: string, value: string) => string>> = {
  sh: (name, value) => `export ${name}='${value.replaceAll("'", "'\\''")}'\n`,
  fish: (name, value) => `set -gx ${name} '${value.replaceAll(/['\\]/g, '\\$&')}'\n`,
  powershell: (name, value) => `$Env:${name} = '${value.replaceAll("'", "''")}'\n`,
}

/** `eval "$(kubesim env)"`: this shell's kubectl, curl, wget and ssh reach the simulated cluster from then on. */
export const command: Command<Shell> = {
  description: "Print assignments that make this shell's kubectl, curl, wget and ssh reach the simulated cluster.",
  examples: `
# In a script
eval "$(kubesim env)"`,
  usage: '[--shell sh|fish|powershell]',
  offline: true,
  flags: [
    { name: 'shell', type: 'string', default: 'sh', description: 'The syntax to print: sh, fish or powershell.' },
  ],
  parse: (_args, flags) => {
    const shell = flags.string('shell')
    if (!(shell in assignments)) throw new UsageError(`unknown shell "${shell}"; must be one of: sh, fish, powershell`)
    return shell as Shell
  },
  run: async (shell, context) => {
    const environment = await shimEnvironment(context)
    for (const [name, value] of Object.entries(environment)) context.io.out(assignments[shell](name, value))
  },
}
