import type { Chunk, Document } from './document/document.js'

/** Where a cluster's state lies between commands. All errors are StateFileErrors. */
export interface Disk {
  /** As messages name it. */
  readonly name: string
  /** Changes whenever the state is replaced; undefined while there is none. */
  version(): string | undefined
  read(): Document | undefined
  /** Notes that the state of a version has been checked, as if it had been written here. The version that it has then. */
  vouch(version: string): string
  /** Replaces the whole state at once. Only the holder of the lock may. */
  write(chunks: readonly Chunk[]): void
  remove(): void
  /** Waits for its turn; nobody else holds the lock until it is released. */
  lock(pause: Pause): Promise<Lock>
  /** Calls back when the state may have been replaced. Returns what ends it. */
  watch(changed: () => void): () => void
  /** Who asks, as other processes can tell whether it still lives. */
  readonly self: ProcessIdentity
  isAlive(process: ProcessIdentity): boolean
}

export interface Lock {
  /** False when somebody has taken it away, believing its holder dead. */
  isHeld(): boolean
  release(): void
}

/** Sleeps for a while; the simulation's clocks provide it. */
export type Pause = (milliseconds: number) => Promise<void>

/** A process, told apart from a later one with the same id. */
export interface ProcessIdentity {
  readonly host: string
  readonly pid: number
  /** When it started, in the words of its operating system; '' where that cannot be known. */
  readonly started: string
  /** Tells the sessions of one process apart. */
  readonly session: number
}
