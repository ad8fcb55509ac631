import type { Millis } from '../../model/objects/object.js'
import { breathe } from '../../simulation/clock.js'

/** How many jumps of a virtual clock happen before the process looks up. */
const JUMPS_IN_ONE_BREATH = 64
/** How long a virtual clock stands still before each jump for somebody who waits without an end. */
const LEAST: Millis = 2
/** After so many jumps it stands still for longer and longer, so that who waits for nothing costs nothing. */
const QUICK_JUMPS = 500
const LONGER = 1.02
const LONGEST: Millis = 1_000

/** With how much patience a virtual clock jumps from wakeup to wakeup while somebody waits. */
export class Patience {
  #jumps = 0

  /** Somebody else begins to wait: for him the clock moves as it does at first. */
  begin(): void {
    this.#jumps = 0
  }

  /** How long to stand still before the next jump, given how patient somebody is who waits until then. */
  length(asked: Millis, until: number): Millis {
    const usual = until === Number.POSITIVE_INFINITY ? Math.max(asked, LEAST) : asked
    return Math.max(usual, Math.min(LONGEST, usual * LONGER ** Math.max(0, this.#jumps - QUICK_JUMPS)))
  }

  /** The clock has jumped; now and then the process looks up. */
  async jumped(): Promise<void> {
    if (++this.#jumps % JUMPS_IN_ONE_BREATH === 0) await breathe()
  }
}
