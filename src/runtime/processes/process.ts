/**
 * What every program is made of, whatever it does: the process and its surroundings (here), the effects that it yields,
 * its files, pipes, memory and processor time, and how its next step is played. No program lies here (programs/, shell/).
 */
import type { Instant } from '../../model/objects/object.js'
import type { ShellFlavour } from '../catalogue/bases/index.js'
import type { ProgramDocument } from '../catalogue/document.js'
import type { Run } from './effects.js'
import type { FileSystem } from './file-system.js'
import type { StepCounter } from './processor-time.js'

/** The place where programs run: a container, a node, the user's machine. */
export interface Surroundings {
  readonly files: FileSystem
  readonly hostname: string
  /** Its addresses, its own first. */
  readonly addresses: readonly string[]
  /** Whose messages its programs have. */
  readonly tools: 'busybox' | 'gnu'
  /** Which BusyBox it is; undefined: a present one. */
  readonly busyboxVersion?: string
  readonly pointOfView: 'host' | 'node' | 'container'
  /** Whom its processes run as. */
  readonly user: User
  /** The command line of its first process. */
  readonly init: readonly string[]
  /** What its programs have done since others had a look. */
  readonly steps: StepCounter
  now(): Instant
  /** What a name on the command line stands for; undefined: no such file. */
  find(name: string, directory: string): Executable | undefined
}

/** A user and groups, by number; of the groups its own comes first. */
export interface User {
  readonly uid: number
  readonly gid: number
  readonly groups: readonly number[]
}

export const root: User = { uid: 0, gid: 0, groups: [0] }

export type Executable =
  | { readonly kind: 'command'; readonly run: Command; readonly tools?: Surroundings['tools'] }
  | { readonly kind: 'shell'; readonly flavour: ShellFlavour }
  | { readonly kind: 'script'; readonly text: string }
  | { readonly kind: 'server'; readonly name: string; readonly program: ProgramDocument }

/** A command's implementation. */
export type Command = (process: Process) => Run

/** One process as its program sees it. */
export interface Process {
  /** The name it was called by, then its arguments. */
  readonly argv: readonly string[]
  readonly environment: ReadonlyMap<string, string>
  readonly directory: string
  readonly surroundings: Surroundings
  /** Whether standard input and output are a terminal. */
  readonly terminal: { readonly in: boolean; readonly out: boolean }
  readonly background: boolean
}
