import { baseName } from '../processes/file-system.js'
import type { Shell } from './state.js'

/** The prompt as the shell's system sets it, or as PS1 says. */
export function promptOf(shell: Shell): string {
  const own = shell.variables.get('PS1')
  if (own !== undefined) return expandPrompt(own, shell)
  if (shell.flavour === 'dash') return '# '
  if (shell.flavour === 'ash') return `${shortened(shell)} # `
  return shell.surroundings.tools === 'gnu' ? expandPrompt('\\u@\\h:\\w# ', shell) : 'bash-5.1# '
}

function shortened(shell: Shell): string {
  const home = shell.variables.get('HOME') ?? '/root'
  const { directory } = shell
  return directory === home || directory.startsWith(`${home}/`) ? `~${directory.slice(home.length)}` : directory
}

function expandPrompt(text: string, shell: Shell): string {
  const { hostname } = shell.surroundings
  const values: Record<string, string> = {
    u: 'root',
    h: hostname.split('.')[0] ?? '',
    H: hostname,
    w: shortened(shell),
    W: shell.directory === '/' ? '/' : baseName(shell.directory),
    $: '#',
    n: '\n',
    s: 'bash',
    v: '5.1',
  }
  return text.replace(/\\([uhHwW$nsv])/g, (_, letter: string) => values[letter] ?? '').replace(/\\[[\]]/g, '')
}
