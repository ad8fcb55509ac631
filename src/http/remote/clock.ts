import type { Instant } from '../../model/objects/object.js'
import { machineTime } from '../../simulation/clock.js'

/** The cluster's clock as its server's answers tell it; between them a wall clock goes on. */
export class ServerClock {
  #mode = 'wall'
  #shown: Instant = machineTime()
  #heard: Instant = this.#shown

  /** Takes in what a server has told; false when that is nothing. */
  hear(text: unknown): boolean {
    const [, mode, instant] = /^(wall|virtual) (\d{1,15})$/.exec(String(text)) ?? []
    if (mode === undefined) return false
    this.#mode = mode
    this.#shown = Number(instant)
    this.#heard = machineTime()
    return true
  }

  now(): Instant {
    return this.#mode === 'virtual' ? this.#shown : this.#shown + Math.max(0, machineTime() - this.#heard)
  }
}
