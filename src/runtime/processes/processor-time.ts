import type { Millis } from '../../model/objects/object.js'
import type { Effect } from './effects.js'

/** After so many steps a program lets others look. */
const STEPS_BEFORE_YIELD = 500
/** So many characters are read, copied or written in one step. */
const TEXT_IN_ONE_STEP = 16_384
/** What it takes to look at each character beside copying it. */
export const ONE_BY_ONE = 128
/** To look for one among others, or at each with what is quick. */
export const SEARCH = 4
export const SCAN = 32

/** What an effect takes of a processor, in steps: about a simple command each. */
export function stepsOf(effect: Effect): number {
  if (effect.do === 'work') return effect.steps
  return effect.do === 'write' ? 1 + Math.floor(effect.text.length / TEXT_IN_ONE_STEP) : 1
}

/**
 * Counts what the programs of one container's process do between their effects. Whoever goes round and round spends a step
 * a round, and yields the effect `work` when told to, so that whoever plays the program can stop there.
 */
export class StepCounter {
  private steps = 0
  private looks = 0

  /** Whether so much has been done that others must have a look. `length`: of the text that it was done with. */
  spend(length = 0): boolean {
    this.steps += 1 + Math.floor(length / TEXT_IN_ONE_STEP)
    return this.steps >= STEPS_BEFORE_YIELD
  }

  /** The same of what takes less than a step: many of them make one. */
  look(length: number): boolean {
    this.looks += length
    if (this.looks < TEXT_IN_ONE_STEP) return false
    const { looks } = this
    this.looks = 0
    return this.spend(looks)
  }

  /** What has been done since the last time. */
  take(): Effect {
    const { steps } = this
    this.steps = 0
    return { do: 'work', steps }
  }
}

/** So many steps take no time, as everything that is quick takes none in a simulation. */
const AT_ONCE = 15_000
/** So many more take a while, and as many again a longer one. */
const BLOCK = 1_000
const FIRST_BLOCK: Millis = 25
const LONGER = 1.25
/** So many steps in its life leave a program as it is; from then on it takes twice as long to sleep for each of so many. */
const STEPS_AT_FULL_SPEED = 200_000
const STEPS_UNTIL_SLOWER = 20_000
/** Nobody sleeps for less: to fall asleep and wake up takes its time. */
const SHORTEST_REST: Millis = 1

/** So many containers of a pod have a processor each; more share these, as they share those of a node. */
const PROCESSORS = 16

/** Which part of a processor's time each of so many containers has. */
export const shareOf = (containers: number): number => Math.min(1, PROCESSORS / containers)

/**
 * How long a program takes that works instead of waiting. Its processor is fast at first and slows down, so that what
 * ends soon does so, and what never ends costs little however long one looks at it: a week of going round and round is
 * some sixty blocks. For the same reason the sleeps of a program grow longer that has done very much in its life.
 */
export class Processor {
  private atOnce = 0
  private total = 0
  private block: Millis = FIRST_BLOCK

  /** `share`: which part of its time the program has; `quick`: how many steps take no time. */
  constructor(
    private readonly share = 1,
    private readonly quick = AT_ONCE,
  ) {}

  /** How long the steps take. */
  work(steps: number): Millis {
    this.atOnce += steps
    this.total += steps
    let took = 0
    for (; this.atOnce > this.quick * this.share; this.atOnce -= BLOCK * this.share) {
      took += this.block
      this.block *= LONGER
    }
    return Math.round(took)
  }

  /** The program waits: how long it really does. */
  rest(length: Millis): Millis {
    if (!(length > 0)) return 0
    this.atOnce = 0
    this.block = FIRST_BLOCK
    const beyond = Math.max(0, this.total - STEPS_AT_FULL_SPEED)
    return Math.max(length, SHORTEST_REST) * 2 ** Math.ceil(beyond / STEPS_UNTIL_SLOWER)
  }
}
