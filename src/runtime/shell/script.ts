import type { ShellFlavour } from '../catalogue/bases/index.js'
import { complain, Interrupted, type Part, type Run, readLine } from '../processes/effects.js'
import { resolvePath } from '../processes/file-system.js'
import type { Process } from '../processes/process.js'
import { runList } from './evaluate.js'
import { promptOf } from './prompt.js'
import { isFault, parsed, syntaxComplaint } from './reading.js'
import { complaint, createShell, type Execute, Jump, type Shell, ShellExit } from './state.js'
import { type List, SyntaxFault, Unfinished } from './syntax.js'

/** How a shell is started. */
export interface ShellStart {
  readonly flavour: ShellFlavour
  /** The script file that itself was started. */
  readonly text?: string
  readonly depth: number
  readonly execute: Execute
}

/**
 * A shell as a command: `sh -c TEXT [NAME ARG…]`, `sh FILE [ARG…]`, or reading its program from standard input, with a
 * prompt when that is a terminal.
 */
export function* runScript(self: Process, { flavour, text, depth, execute }: ShellStart): Run {
  const options = readOptions(self.argv.slice(1))
  const program = text ?? options.program
  const fromInput = program === undefined && options.operands.length === 0
  const interactive = options.interactive || (fromInput && self.terminal.in)
  const shell = createShell(self, flavour, interactive, execute)
  shell.depth = depth
  shell.errexit = options.errexit
  const wiring = { terminal: self.terminal, background: self.background }
  const run = (list: List) => runList(list, shell, wiring)
  try {
    if (text !== undefined) shell.positional = self.argv.slice(1)
    if (program !== undefined) {
      const named = text === undefined && options.operands.length > 0
      if (text === undefined) shell.positional = options.operands.slice(1)
      const status = yield* runText(program, named ? { ...shell, name: options.operands[0] ?? '' } : shell, run)
      return status
    }
    if (fromInput) return yield* readAndRun(shell, run)
    const path = options.operands[0] ?? ''
    shell.positional = options.operands.slice(1)
    const content = shell.surroundings.files.read(resolvePath(path, shell.directory))
    if (content !== undefined) return yield* runText(content, shell, run)
    yield* complain(complaint(shell, missingScript(path, flavour)))
    return flavour === 'bash' ? 127 : 2
  } catch (leaving) {
    if (leaving instanceof ShellExit) return leaving.code
    if (leaving instanceof Jump) return shell.status
    throw leaving
  }
}

function missingScript(path: string, flavour: ShellFlavour): string {
  if (flavour === 'bash') return `${path}: No such file or directory`
  return flavour === 'dash' ? `cannot open ${path}: No such file` : `can't open '${path}': No such file or directory`
}

function readOptions(args: readonly string[]) {
  let program: string | undefined
  let interactive = false
  let errexit = false
  let wantsProgram = false
  let at = 0
  for (; at < args.length; at++) {
    const arg = args[at] ?? ''
    if (arg === '--') {
      at++
      break
    }
    if (!/^[-+]\w/.test(arg) && !arg.startsWith('--')) break
    if (arg === '--login' || arg.startsWith('--no') || arg.startsWith('--posix')) continue
    if (arg.includes('c')) wantsProgram = true
    if (arg.includes('i')) interactive = true
    if (arg.includes('e')) errexit = true
    if (arg.endsWith('o')) at++
  }
  let operands = args.slice(at)
  if (wantsProgram) {
    program = operands[0] ?? ''
    operands = operands.slice(1)
  }
  return { program, interactive, errexit, operands }
}

function* runText(text: string, shell: Shell, run: (list: List) => Run): Run {
  const list = yield* parsed(text, shell)
  if (!isFault(list)) return yield* run(list)
  yield* complain(complaint(shell, syntaxComplaint(list, shell.flavour)))
  return 2
}

/** Reads commands line by line and runs each as soon as it is whole. */
function* readAndRun(shell: Shell, run: (list: List) => Run): Run {
  let text = ''
  for (;;) {
    if (shell.interactive) yield* complain(text === '' ? promptOf(shell) : '> ')
    const line = yield* unlessInterrupted(shell, readLine())
    if (line === undefined) break
    text = line === INTERRUPTED ? '' : text + line
    if (line === INTERRUPTED) continue
    const list = yield* parsed(text, shell)
    if (list instanceof Unfinished) continue
    text = ''
    if (list instanceof SyntaxFault) {
      yield* complain(complaint(shell, syntaxComplaint(list, shell.flavour)))
      shell.status = 2
    } else yield* unlessInterrupted(shell, runLine(list, shell, run))
  }
  if (text !== '') yield* complain(complaint(shell, syntaxComplaint(new Unfinished(''), shell.flavour)))
  else if (shell.interactive) yield* complain(shell.flavour === 'bash' ? 'exit\n' : '\n')
  return shell.status
}

const INTERRUPTED = Symbol('interrupted')

/** At Ctrl-C an interactive shell forgets the line, or leaves the command that runs, and is there for the next. */
function* unlessInterrupted<T>(shell: Shell, part: Part<T>): Part<T | typeof INTERRUPTED> {
  try {
    return yield* part
  } catch (reason) {
    if (!(shell.interactive && reason instanceof Interrupted)) throw reason
    yield* complain('\n')
    shell.status = 130
    return INTERRUPTED
  }
}

/** In an interactive shell a fault ends the line, not the shell; `exit` says so in bash. */
function* runLine(list: List, shell: Shell, run: (list: List) => Run): Run {
  try {
    return yield* run(list)
  } catch (leaving) {
    if (leaving instanceof Jump) return shell.status
    if (leaving instanceof ShellExit && shell.interactive && shell.flavour === 'bash') yield* complain('exit\n')
    throw leaving
  }
}
