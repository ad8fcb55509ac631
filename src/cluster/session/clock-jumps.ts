import type { Millis } from '../../model/objects/object.js'
import { yieldToEventLoop } from '../../simulation/clock.js'

const JUMPS_BETWEEN_YIELDS = 64
/** How long a virtual clock stands still before each jump for somebody who waits without an end. */
const LEAST_DELAY: Millis = 2
/** After so many jumps it stands still for longer and longer, so that who waits for nothing costs nothing. */
const QUICK_JUMPS = 500
const LONGER = 1.02
const LONGEST_DELAY: Millis = 1_000

/** How fast a virtual clock jumps from wakeup to wakeup while somebody waits. */
export class ClockJumps {
  #jumps = 0

  /** Somebody else begins to wait: for him the clock moves as it does at first. */
  restart(): void {
    this.#jumps = 0
  }

  /** How long to stand still before the next jump, for somebody who asks for a delay and waits until an instant. */
  delay(asked: Millis, until: number): Millis {
    const usual = until === Number.POSITIVE_INFINITY ? Math.max(asked, LEAST_DELAY) : asked
    return Math.max(usual, Math.min(LONGEST_DELAY, usual * LONGER ** Math.max(0, this.#jumps - QUICK_JUMPS)))
  }

  /** The clock has jumped; now and then the process does what else it has to do. */
  async jumped(): Promise<void> {
    if (++this.#jumps % JUMPS_BETWEEN_YIELDS === 0) await yieldToEventLoop()
  }
}
