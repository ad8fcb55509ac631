import type { Context, Files, Io, Machine, Reach, ThrowAwayCluster } from '../commands/command.js'

/** What a command line is run in. */
export interface Surroundings {
  readonly program: string
  readonly io: Io
  readonly files: Files
  readonly machine: Machine
  readonly signal: AbortSignal
  /** Runs a command line on a cluster of its own that is in memory. */
  throwAway(settings: { clock: 'wall' | 'virtual' }, reach: Reach): Promise<ThrowAwayCluster>
}

/** What a command runs in, until it is closed. */
export interface Opened {
  readonly context: Context
  close(): Promise<void>
}
