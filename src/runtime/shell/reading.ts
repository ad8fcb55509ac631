import { complain, type Part } from '../processes/effects.js'
import { ONE_BY_ONE } from '../processes/processor-time.js'
import { parseShell } from './parser.js'
import { complaint, type Shell, ShellExit } from './state.js'
import { type List, SyntaxFault, Unfinished } from './syntax.js'

/** What a text means to a shell, or why it means nothing to it. Long ones take time, before they are read. */
export function* parsed(text: string, { surroundings: { steps } }: Shell): Part<List | SyntaxFault | Unfinished> {
  if (steps.spend(text.length * ONE_BY_ONE)) yield steps.take()
  try {
    return parseShell(text)
  } catch (fault) {
    if (fault instanceof SyntaxFault || fault instanceof Unfinished) return fault
    throw fault
  }
}

/**
 * What `eval` and `.` are given. They are special builtins, whose syntax errors end a shell that is not interactive (POSIX,
 * 2.8.1); bash, which does not do so, goes on with undefined.
 */
export function* parsedWithin(text: string, shell: Shell): Part<List | undefined> {
  const list = yield* parsed(text, shell)
  if (!isFault(list)) return list
  yield* complain(complaint(shell, syntaxComplaint(list, shell.flavour)))
  if (shell.flavour !== 'bash' && !shell.interactive) throw new ShellExit(2)
  return undefined
}

export function isFault(read: List | SyntaxFault | Unfinished): read is SyntaxFault | Unfinished {
  return read instanceof SyntaxFault || read instanceof Unfinished
}

export function syntaxComplaint(fault: SyntaxFault | Unfinished, flavour: Shell['flavour']): string {
  if (flavour === 'bash') {
    return fault instanceof Unfinished
      ? 'syntax error: unexpected end of file'
      : `syntax error near unexpected token \`${/"(.*)"/.exec(fault.message)?.[1] ?? 'newline'}'`
  }
  const reason = fault instanceof Unfinished ? 'unexpected end of file' : fault.message
  return flavour === 'dash' ? `Syntax error: ${capitalised(reason)}` : `syntax error: ${reason}`
}

function capitalised(text: string): string {
  return text.replace(/^unexpected end of file$/, 'end of file unexpected')
}
