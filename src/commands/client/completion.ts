import { UsageError } from '../../api/contract/errors.js'
import type { Command } from '../command.js'

const shells = ['bash', 'zsh', 'fish'] as const
type Shell = (typeof shells)[number]

/** Each script asks the program itself (`__complete WORD…`) for candidates, one a line, so that it never goes stale. */
const scripts: Readonly<Record<Shell, (program: string) => string>> = {
  bash: (program) => `# bash completion for ${program}
__${program}_complete() {
  local IFS=$'\\n'
  COMPREPLY=($(${program} __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
  [[ \${#COMPREPLY[@]} -eq 1 && "\${COMPREPLY[0]}" == */ ]] && compopt -o nospace
}
complete -o default -F __${program}_complete ${program}
`,
  zsh: (program) => `#compdef ${program}
__${program}_complete() {
  local -a candidates
  candidates=("\${(@f)$(${program} __complete "\${words[@]:1:$((CURRENT-1))}" 2>/dev/null)}")
  compadd -a candidates
}
compdef __${program}_complete ${program}
`,
  fish: (program) => `# fish completion for ${program}
complete -c ${program} -f -a '(${program} __complete (commandline -opc)[2..-1] (commandline -ct) 2>/dev/null)'
`,
}

export const command: Command<Shell> = {
  description: 'Print the completion code for a shell: bash, zsh or fish.',
  examples: `
# Complete in this bash
source <(kubesim completion bash)

# Complete in every zsh
kubesim completion zsh > "\${fpath[1]}/_kubesim"`,
  usage: 'SHELL',
  offline: true,
  flags: [],
  parse: ({ positional }) => {
    if (positional.length === 0) throw new UsageError('Shell not specified.', true)
    if (positional.length > 1) throw new UsageError('Too many arguments. Expected only the shell type.', true)
    const shell = shells.find((name) => name === positional[0])
    if (shell === undefined) throw new UsageError(`Unsupported shell type "${positional[0]}".`, true)
    return shell
  },
  run: async (shell, { io, program }) => io.out(scripts[shell](program)),
}
