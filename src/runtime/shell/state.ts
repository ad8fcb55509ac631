import type { ShellFlavour } from '../catalogue/bases/index.js'
import type { Part } from '../processes/effects.js'
import type { Process, Surroundings } from '../processes/process.js'
import type { Node } from './syntax.js'

/** Starts what a process's name stands for, and gives its exit code; undefined when there is no such file. */
export type Execute = (self: Process, depth: number) => Part<number | undefined>

/** A shell's own state: what a subshell gets a copy of. */
export interface Shell {
  readonly flavour: ShellFlavour
  /** `$0` */
  readonly name: string
  readonly interactive: boolean
  readonly surroundings: Surroundings
  /** How it starts what is no builtin of its own. */
  readonly execute: Execute
  readonly variables: Map<string, string>
  readonly exported: Set<string>
  readonly functions: Map<string, Node>
  readonly traps: Map<string, string>
  positional: readonly string[]
  status: number
  directory: string
  errexit: boolean
  /** How deep in functions and subshells; guards against endless recursion. */
  depth: number
}

/** Where a command's standard streams lead. */
export interface Wiring {
  readonly terminal: { readonly in: boolean; readonly out: boolean }
  readonly background: boolean
}

export function createShell(self: Process, flavour: ShellFlavour, interactive: boolean, execute: Execute): Shell {
  return {
    flavour,
    name: self.argv[0] ?? 'sh',
    interactive,
    surroundings: self.surroundings,
    execute,
    variables: new Map(self.environment),
    exported: new Set(self.environment.keys()),
    functions: new Map(),
    traps: new Map(),
    positional: [],
    status: 0,
    directory: self.directory,
    errexit: false,
    depth: 0,
  }
}

export function subshell(shell: Shell): Shell {
  return {
    ...shell,
    variables: new Map(shell.variables),
    exported: new Set(shell.exported),
    functions: new Map(shell.functions),
    depth: shell.depth + 1,
  }
}

export function exportedEnvironment(shell: Shell): Map<string, string> {
  return new Map([...shell.variables].filter(([name]) => shell.exported.has(name)))
}

/** Leaves the shell: `exit`, or a fatal error. */
export class ShellExit extends Error {
  constructor(readonly code: number) {
    super(`exit ${code}`)
  }
}

/** Leaves a function or a loop. */
export class Jump extends Error {
  constructor(
    readonly kind: 'break' | 'continue' | 'return',
    /** Loops still to leave, or the function's status. */
    readonly count: number,
  ) {
    super(kind)
  }
}

/** `sh: foo: not found`, as each shell puts it. */
export function complaint(shell: Shell, what: string): string {
  const name = shell.name.slice(shell.name.lastIndexOf('/') + 1)
  const line = shell.interactive ? '' : shell.flavour === 'bash' ? 'line 1: ' : shell.flavour === 'dash' ? '1: ' : ''
  return `${name}: ${shell.flavour === 'dash' && shell.interactive ? '1: ' : line}${what}\n`
}
