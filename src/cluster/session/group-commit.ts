import type { Instant, Millis } from '../../model/objects/object.js'
import { machineTime, yieldToEventLoop } from '../../simulation/clock.js'

/** A save that is about to happen, for everything that is written until then. */
export interface Batch {
  /** Resolves when it is on the disk; rejects, for all who wait, when it never will be. */
  readonly saved: Promise<void>
  /** Whether somebody learns from it how the save went. */
  awaited: boolean
  /** By the machine's clock. */
  readonly begun: Instant
  settle(error?: Error): void
}

/** So much of what the loops have done may be lost with the process, as long as they are busy and nobody waits for it. */
const LONGEST_UNSAVED: Millis = 1_000

/** So long a save waits for a better time. */
const LONGEST_PREPARED: Millis = 3_000

/**
 * Saves at the end of a turn of the event loop, once for everything that was written in it: requests that come while the
 * disk is busy are answered together, after one save.
 */
export class GroupCommit {
  readonly #save: () => void
  readonly #busy: () => boolean
  readonly #prepared: () => boolean
  #batch: Batch | undefined
  #failure: Error | undefined

  /**
   * `busy`: what is written follows from something else, and goes on in the next turn. `prepared`: does a
   * piece of what a save takes long for, and whether no more is left of that and there is time for the save in this turn.
   */
  constructor(save: () => void, busy: () => boolean, prepared: () => boolean) {
    this.#save = save
    this.#busy = busy
    this.#prepared = prepared
  }

  /** What is written in this turn will be saved at its end. */
  begin(): Batch {
    if (this.#batch !== undefined) return this.#batch
    const batch = newBatch()
    this.#batch = batch
    this.#finishLater(batch)
    return batch
  }

  #finishLater(batch: Batch): void {
    yieldToEventLoop().then(() => {
      if (this.#batch !== batch) return
      const age = machineTime() - batch.begun
      const waits = this.#busy() && !batch.awaited && age < LONGEST_UNSAVED
      if (waits || (age < LONGEST_PREPARED && !this.#prepared())) this.#finishLater(batch)
      else this.#finish(batch)
    })
  }

  /** Saves at once. */
  saveNow(): void {
    this.report()
    const batch = this.#batch ?? newBatch()
    batch.awaited = true
    this.#finish(batch, (error) => {
      throw error
    })
  }

  /** Resolves when everything written so far is on the disk; rejects when it never will be. */
  async done(): Promise<void> {
    this.report()
    if (this.#batch === undefined) return
    this.#batch.awaited = true
    await this.#batch.saved
  }

  /** What has been written since the last save is gone. */
  lose(error: Error): void {
    this.#batch?.settle(error)
    this.#batch = undefined
  }

  /** Throws what went wrong while nobody was listening. */
  report(): void {
    const failure = this.#failure
    this.#failure = undefined
    if (failure !== undefined) throw failure
  }

  #finish(batch: Batch, failed = (_error: Error) => {}): void {
    this.#batch = undefined
    try {
      this.#save()
      batch.settle()
    } catch (error) {
      batch.settle(error as Error)
      if (!batch.awaited) this.#failure = error as Error
      failed(error as Error)
    }
  }
}

function newBatch(): Batch {
  let settle: Batch['settle'] = () => {}
  const saved = new Promise<void>((resolve, reject) => {
    settle = (error) => (error === undefined ? resolve() : reject(error))
  })
  // Not everybody who writes waits for it.
  saved.catch(() => {})
  return { saved, awaited: false, begun: machineTime(), settle }
}
