import { yieldToEventLoop } from '../../simulation/clock.js'

/** A save that is about to happen, for everything that is written until then. */
export interface Batch {
  /** Resolves when it is on the disk; rejects, for all who wait, when it never will be. */
  readonly saved: Promise<void>
  /** Whether somebody learns from it how the save went. */
  awaited: boolean
  settle(error?: Error): void
}

/**
 * Saves at the end of a turn of the event loop, once for everything that was written in it: requests that come while the
 * disk is busy are answered together, after one save.
 */
export class GroupCommit {
  readonly #save: () => void
  #batch: Batch | undefined
  #failure: Error | undefined

  constructor(save: () => void) {
    this.#save = save
  }

  /** What is written in this turn will be saved at its end. */
  begin(): Batch {
    if (this.#batch !== undefined) return this.#batch
    const batch = newBatch()
    this.#batch = batch
    yieldToEventLoop().then(() => {
      if (this.#batch === batch) this.#finish(batch)
    })
    return batch
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
  return { saved, awaited: false, settle }
}
