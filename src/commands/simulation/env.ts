import { UsageError } from '../../api/contract/errors.js'
import type { Command } from '../command.js'
import { shimEnvironment } from './shims/scripts.js'

type Shell = 'sh' | 'fish' | 'powershell'

/**
 * One assignment a line, whatever the value: lines are what fish and PowerShell make of a program's output before they
 * evaluate it, so that a newline in a value is written as what stands for one.
 */
const assignments: Readonly<Record<Shell, (name: string, value: string) => string>> = {
  // POSIX 2.2.2, as bash, zsh and dash read it: but for its end nothing means anything in single quotes.
  sh: (name, value) => `export ${name}='${value.replaceAll("'", "'\\''")}'\n`,
  // In single quotes fish knows \' and \\ alone; outside, \n and \r. Each statement ends by itself: `eval (…)` joins lines.
  fish: (name, value) =>
    `set -gx ${name} '${value.replaceAll(/['\\]/g, '\\$&').replaceAll('\n', "'\\n'").replaceAll('\r', "'\\r'")}';\n`,
  // about_Quoting_Rules; curved quotes end a string too (`CodeGeneration.EscapeSingleQuotedStringContent` doubles them all).
  powershell: (name, value) => {
    const quoted = value.replaceAll(/['\u2018-\u201b]/g, '$&$&')
    return `$Env:${name} = '${quoted.replaceAll('\n', `' + "\`n" + '`).replaceAll('\r', `' + "\`r" + '`)}'\n`
  },
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
