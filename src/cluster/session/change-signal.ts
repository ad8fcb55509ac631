import type { Disk } from '../../store/disk.js'
import type { GroupCommit } from './group-commit.js'
import type { PersistentState } from './persistent-state.js'

/** How a session's waiting parts hear that the cluster has changed, by their own process or by another. */
export class ChangeSignal {
  readonly #disk: Disk | undefined
  readonly #persistent: PersistentState
  readonly #commits: GroupCommit
  /** Waiting parts of this process. */
  readonly #sleepers = new Set<() => void>()
  /** Watches that are going on. */
  #watches = 0
  /** Ends the watch on what other processes do; absent while they are watched only as long as something waits. */
  #unwatch: (() => void) | undefined

  constructor(disk: Disk | undefined, persistent: PersistentState, commits: GroupCommit) {
    this.#disk = disk
    this.#persistent = persistent
    this.#commits = commits
  }

  /**
   * Hears of everything that other processes do, from now until the end: no version that there was escapes it, so that a
   * watch can begin at any of them.
   */
  async followOtherProcesses(): Promise<void> {
    if (this.#disk === undefined || this.#unwatch !== undefined) return
    this.#unwatch = this.#disk.watch(() => this.#hear())
    await this.#join()
  }

  /** Whether it hears of everything. */
  get follows(): boolean {
    return this.#unwatch !== undefined
  }

  async end(): Promise<void> {
    this.#unwatch?.()
    this.#unwatch = undefined
    await this.#leave()
  }

  enterWatch(): void {
    this.#watches++
  }

  async leaveWatch(): Promise<void> {
    this.#watches--
    if (this.#watches === 0 && this.#unwatch === undefined) await this.#leave()
  }

  /** The cluster has changed. */
  wake(): void {
    for (const wake of this.#sleepers) wake()
  }

  /** Sleeps as long as it takes, or until something has changed since a revision. */
  async sleep(seen: number, rest: (waking: AbortSignal) => Promise<unknown>, signal?: AbortSignal): Promise<void> {
    await this.#commits.done()
    const followed = this.#unwatch !== undefined
    if (!followed) await this.#join()
    const waking = new AbortController()
    const wake = () => waking.abort()
    this.#sleepers.add(wake)
    signal?.addEventListener('abort', wake)
    const unwatch = followed ? undefined : this.#disk?.watch(wake)
    try {
      const state = this.#persistent.state
      if (signal?.aborted || this.#persistent.stale || state === undefined || state.store.revision !== seen) return
      await rest(waking.signal)
    } finally {
      unwatch?.()
      signal?.removeEventListener('abort', wake)
      this.#sleepers.delete(wake)
    }
  }

  async #join(): Promise<void> {
    if (await this.#persistent.join()) this.#commits.saveNow()
  }

  async #leave(): Promise<void> {
    if (await this.#persistent.leave()) this.#commits.saveNow()
  }

  #hear(): void {
    try {
      if (!this.#persistent.stale) return
      this.#persistent.refresh()
    } catch {
      // Whoever looks next is told what is wrong with the file.
    }
    this.wake()
  }
}
