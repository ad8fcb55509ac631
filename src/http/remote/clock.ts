import type { Instant } from '../../model/objects/object.js'
import { machineTime } from '../../simulation/clock.js'

/** The cluster's clock as its server's answers tell it; between them a wall clock goes on. */
export class ToldClock {
  #mode = 'wall'
  #told: Instant = machineTime()
  #heard: Instant = this.#told

  /** Takes in what a server has told; false when that is nothing. */
  hear(text: unknown): boolean {
    const [, mode, instant] = /^(wall|virtual) (\d{1,15})$/.exec(String(text)) ?? []
    if (mode === undefined) return false
    this.#mode = mode
    this.#told = Number(instant)
    this.#heard = machineTime()
    return true
  }

  now(): Instant {
    return this.#mode === 'virtual' ? this.#told : this.#told + Math.max(0, machineTime() - this.#heard)
  }
}
