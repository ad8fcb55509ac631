import type { Disk } from '../../store/disk.js'
import type { Keeper } from './keeper.js'
import type { Saving } from './saving.js'

/** How a session's waiting parts hear that the cluster has changed, by their own process or by another. */
export class ChangeSignal {
  readonly #disk: Disk | undefined
  readonly #keeper: Keeper
  readonly #saving: Saving
  /** Waiting parts of this process. */
  readonly #sleepers = new Set<() => void>()
  /** Watches that are going on. */
  #watches = 0
  /** Ends the watch on what other processes do; absent while they are watched only as long as something waits. */
  #unwatch: (() => void) | undefined

  constructor(disk: Disk | undefined, keeper: Keeper, saving: Saving) {
    this.#disk = disk
    this.#keeper = keeper
    this.#saving = saving
  }

  /**
   * Hears of everything that other processes do, from now until the end: no version that there was escapes it, so that a
   * watch can begin at any of them.
   */
  async attend(): Promise<void> {
    if (this.#disk === undefined || this.#unwatch !== undefined) return
    this.#unwatch = this.#disk.watch(() => this.#hear())
    await this.#join()
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
    await this.#saving.done()
    const followed = this.#unwatch !== undefined
    if (!followed) await this.#join()
    const waking = new AbortController()
    const wake = () => waking.abort()
    this.#sleepers.add(wake)
    signal?.addEventListener('abort', wake)
    const unwatch = followed ? undefined : this.#disk?.watch(wake)
    try {
      const state = this.#keeper.state
      if (signal?.aborted || this.#keeper.stale || state === undefined || state.store.revision !== seen) return
      await rest(waking.signal)
    } finally {
      unwatch?.()
      signal?.removeEventListener('abort', wake)
      this.#sleepers.delete(wake)
    }
  }

  async #join(): Promise<void> {
    if (await this.#keeper.join()) this.#saving.now()
  }

  async #leave(): Promise<void> {
    if (await this.#keeper.leave()) this.#saving.now()
  }

  #hear(): void {
    try {
      if (!this.#keeper.stale) return
      this.#keeper.refresh()
    } catch {
      // Whoever looks next is told what is wrong with the file.
    }
    this.wake()
  }
}
