import { complain, type Run, readLine, sleep, write } from '../processes/effects.js'
import { resolvePath } from '../processes/file-system.js'
import { ONE_BY_ONE } from '../processes/processor-time.js'
import { parsedWithin } from './reading.js'
import { complaint, exportedEnvironment, Jump, type Shell, ShellExit, type Wiring } from './state.js'
import type { List } from './syntax.js'

/** Runs the commands that a builtin is given: as text, or as words. */
export interface Interpreter {
  runList(list: List, shell: Shell, wiring: Wiring): Run
  runArguments(argv: readonly string[], shell: Shell, wiring: Wiring): Run
}

type Builtin = (argv: readonly string[], shell: Shell, wiring: Wiring, interpreter: Interpreter) => Run

// biome-ignore lint/correctness/useYield: it does nothing
function* nothing(): Run {
  return 0
}

/** What a shell must do itself, since it changes the shell. */
export const builtins: Readonly<Record<string, Builtin>> = {
  ':': nothing,
  alias: nothing,
  bg: nothing,
  fg: nothing,
  hash: nothing,
  jobs: nothing,
  set: setOptions,
  shopt: nothing,
  ulimit: nothing,
  umask: nothing,
  '.': source,
  source,
  *cd(argv, shell) {
    const target =
      argv[1] === '-' ? (shell.variables.get('OLDPWD') ?? '/') : (argv[1] ?? shell.variables.get('HOME') ?? '/')
    const path = resolvePath(target, shell.directory)
    const { files } = shell.surroundings
    if (!files.isDirectory(path)) {
      const reason = files.exists(path) ? 'Not a directory' : 'No such file or directory'
      const text =
        shell.flavour === 'bash'
          ? `cd: ${target}: ${reason}`
          : shell.flavour === 'dash'
            ? `cd: can't cd to ${target}`
            : `cd: can't cd to ${target}: ${reason}`
      yield* complain(complaint(shell, text))
      return shell.flavour === 'dash' ? 2 : 1
    }
    shell.variables.set('OLDPWD', shell.directory)
    shell.directory = path
    return 0
  },
  *command(argv, shell, wiring, interpreter) {
    if (argv[1] === '-v') return yield* which(argv.slice(2), shell)
    return yield* interpreter.runArguments(argv.slice(1), shell, wiring)
  },
  *type(argv, shell) {
    return yield* which(argv.slice(1), shell)
  },
  *eval(argv, shell, wiring, interpreter) {
    const list = yield* parsedWithin(argv.slice(1).join(' '), shell)
    return list === undefined ? 2 : yield* interpreter.runList(list, shell, wiring)
  },
  *exec(argv, shell, wiring, interpreter) {
    if (argv.length === 1) return 0
    throw new ShellExit(yield* interpreter.runArguments(argv.slice(1), shell, wiring))
  },
  // biome-ignore lint/correctness/useYield: it only leaves
  *exit(argv, shell) {
    throw new ShellExit(numberOr(argv[1], shell.status) & 255)
  },
  // biome-ignore lint/correctness/useYield: it only leaves
  *return(argv, shell) {
    throw new Jump('return', numberOr(argv[1], shell.status) & 255)
  },
  // biome-ignore lint/correctness/useYield: it only leaves
  *break(argv) {
    throw new Jump('break', numberOr(argv[1], 1))
  },
  // biome-ignore lint/correctness/useYield: it only leaves
  *continue(argv) {
    throw new Jump('continue', numberOr(argv[1], 1))
  },
  *export(argv, shell) {
    if (argv.length === 1 || argv[1] === '-p') {
      for (const [name, value] of exportedEnvironment(shell)) yield* write(`export ${name}='${value}'\n`)
      return 0
    }
    for (const arg of argv.slice(1)) assign(arg, shell, true)
    return 0
  },
  *local(argv, shell) {
    for (const arg of argv.slice(1)) assign(arg, shell, false)
    return yield* nothing()
  },
  *readonly(argv, shell) {
    for (const arg of argv.slice(1)) assign(arg, shell, false)
    return yield* nothing()
  },
  *unset(argv, shell) {
    for (const name of argv.slice(1)) {
      shell.variables.delete(name)
      shell.exported.delete(name)
      shell.functions.delete(name)
    }
    return yield* nothing()
  },
  *shift(argv, shell) {
    const count = numberOr(argv[1], 1)
    if (count < 0 || count > shell.positional.length) return 1
    shell.positional = shell.positional.slice(count)
    return yield* nothing()
  },
  *trap(argv, shell) {
    const [, action = '', ...signals] = argv
    for (const name of signals) {
      const signal = name === '15' ? 'TERM' : name.replace(/^SIG/, '')
      shell.traps.set(signal, action)
      if (action !== '') yield { do: 'trap', signal }
    }
    return 0
  },
  *wait() {
    yield* sleep(0)
    return 0
  },
  *read(argv, shell) {
    const names = argv.slice(1).filter((arg) => !arg.startsWith('-'))
    const line = yield* readLine()
    if (line === undefined) return 1
    const { steps } = shell.surroundings
    if (steps.look(line.length * ONE_BY_ONE)) yield steps.take()
    const words = line
      .replace(/\n$/, '')
      .trim()
      .split(/[ \t]+/)
    const targets = names.length === 0 ? ['REPLY'] : names
    for (const [index, name] of targets.entries()) {
      shell.variables.set(name, index === targets.length - 1 ? words.slice(index).join(' ') : (words[index] ?? ''))
    }
    return 0
  },
}

function* setOptions(argv: readonly string[], shell: Shell): Run {
  if (argv.length === 1) {
    for (const [name, value] of [...shell.variables].sort()) yield* write(`${name}='${value}'\n`)
    return 0
  }
  const operands: string[] = []
  let literal = false
  for (const arg of argv.slice(1)) {
    if (literal || !/^[-+]/.test(arg)) operands.push(arg)
    else if (arg === '--') literal = true
    else if (arg.includes('e')) shell.errexit = arg.startsWith('-')
  }
  if (literal || operands.length > 0) shell.positional = operands
  return 0
}

function* source(argv: readonly string[], shell: Shell, wiring: Wiring, interpreter: Interpreter): Run {
  const path = argv[1] ?? ''
  const text = shell.surroundings.files.read(resolvePath(path, shell.directory))
  if (text !== undefined) {
    const list = yield* parsedWithin(text, shell)
    return list === undefined ? 2 : yield* interpreter.runList(list, shell, wiring)
  }
  yield* complain(
    complaint(shell, shell.flavour === 'bash' ? `${path}: No such file or directory` : `.: ${path}: not found`),
  )
  return 1
}

function* which(names: readonly string[], shell: Shell): Run {
  let status = 0
  for (const name of names) {
    if (Object.hasOwn(builtins, name) || shell.functions.has(name)) yield* write(`${name}\n`)
    else if (shell.surroundings.find(name, shell.directory) !== undefined)
      yield* write(name.includes('/') ? `${name}\n` : `/usr/bin/${name}\n`)
    else status = shell.flavour === 'bash' ? 1 : 127
  }
  return status
}

function assign(text: string, shell: Shell, exported: boolean): void {
  const equals = text.indexOf('=')
  const name = equals < 0 ? text : text.slice(0, equals)
  if (equals >= 0) shell.variables.set(name, text.slice(equals + 1))
  if (exported && shell.variables.has(name)) shell.exported.add(name)
}

function numberOr(text: string | undefined, otherwise: number): number {
  const number = Number(text)
  return text === undefined || Number.isNaN(number) ? otherwise : Math.trunc(number)
}
