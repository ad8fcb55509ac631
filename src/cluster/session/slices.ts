import type { Instant, Millis } from '../../model/objects/object.js'
import { machineTime, yieldToEventLoop } from '../../simulation/clock.js'
import type { Engine, Running } from './engine.js'
import type { Batch } from './group-commit.js'
import type { Settled } from './loops.js'

/** A cluster that may be changed until the end of this turn of the event loop. */
export interface Opened {
  readonly engine: Engine
  readonly running: Running
  /** Absent without a disk. */
  readonly batch: Batch | undefined
}

interface Work {
  /** Undefined when it cannot be at once. */
  open(): Opened | undefined
  /** Takes the lock and the newest state, or whatever else is lacking. */
  prepare(): Promise<void>
  /** Lets happen what is due until then, as much of it as is enough. */
  settle(opened: Opened, until: Instant, enough: Enough): Settled
  /** Whether this session goes on with what is left when nobody waits for it: a server does. */
  lasting(): boolean
}

/** Whether so many steps (reconciliations and writes) are enough for now. */
export type Enough = (steps: number) => boolean

/** After so many steps the process hears of others: some twenty milliseconds' work. */
const SLICE = 300
/** After so much work there is no time left in a turn for a save, which may take as long. */
const SHORT: Millis = 5
/** Steps may be long; after this time it hears of them, too, however many in one turn have work for the loops. */
const LONGEST_SLICE: Millis = 25

/**
 * What a command sees done of what follows from it; a deployment of a thousand replicas takes 17,000 steps until they are ready.
 * As with a real cluster, more than that comes about when the command has ended: in later commands, or by the server.
 */
const MOST_FOLLOWING = 50_000
/** So many turns somebody waits while others' work goes on from instant to instant; then he finds the cluster where it is. */
const PATIENCE = 20
/** What a command does of what earlier ones have left undone. */
export const MOST_LEFT = 10_000

/**
 * The loops' work in slices, between which the process hears of others and of signals. How it is sliced changes nothing in what
 * comes of it, as long as nobody else comes in between; who does finds the cluster half on its way, as a real one is.
 */
export class Slices {
  readonly #work: Work
  /** Who has stopped between two slices. */
  #breathing = 0
  #goingOn = false
  #ended = false
  /** What has been done so far, for whomever. */
  #steps = 0
  /** How long the loops have worked in this turn of the event loop; undefined before they have begun in it. */
  #worked: Millis | undefined
  /** The turn that the loops leave to a save. */
  #left: 'this' | 'next' | undefined

  constructor(work: Work) {
    this.#work = work
  }

  /** Whether somebody's work is going on. */
  get busy(): boolean {
    return this.#breathing > 0
  }

  /**
   * Lets happen what is due, until an instant or (0) until now, and does somebody's work in the turn in which that is done. So
   * much falls due at one instant perhaps that nobody is to wait for it: then the cluster is `behind`, and what is left comes late.
   */
  async upTo<T>(at: Instant, work: (opened: Opened, behind: boolean) => T): Promise<T> {
    let seen: Instant | undefined
    for (let done = 0, stood = 0, turns = 1; ; turns++) {
      const opened = this.#work.open()
      if (opened === undefined) {
        await this.#work.prepare()
        continue
      }
      const { state, clock } = opened.engine
      seen ??= state.now
      const until = Math.max(at, clock.now(state.now))
      const settled = this.#settle(opened, until)
      if (settled.done) return work(opened, false)
      const stands = state.now === seen
      done = stands ? done + settled.steps : 0
      stood = stands ? stood + 1 : 0
      seen = state.now
      // Where others have had all of a turn, time may have gone on until the next one.
      if (at === 0 && (this.busy ? done > 0 || stood > 1 : done >= MOST_LEFT)) {
        state.now = until
        return work(opened, true)
      }
      if (at === 0 && this.busy && turns >= PATIENCE) return work(opened, true)
      await this.#breathe()
    }
  }

  /** Lets happen what follows at once from what has just been done; whether that is all. */
  settle(opened: Opened): boolean {
    return this.#settle(opened, opened.engine.state.now).done
  }

  /** Goes on with what follows from somebody's work. Who has found the cluster behind does not wait for others'. */
  async follow(behind: boolean): Promise<void> {
    const end = this.#steps + (behind ? 0 : MOST_FOLLOWING)
    while (this.#steps < end) {
      await this.#breathe()
      if (await this.#slice()) return
    }
    this.#goOn()
  }

  end(): void {
    this.#ended = true
  }

  /** Of what is due at this instant; whether that is all. */
  async #slice(): Promise<boolean> {
    let opened = this.#work.open()
    for (; opened === undefined; opened = this.#work.open()) await this.#work.prepare()
    return this.settle(opened)
  }

  /** Until enough is done for this turn. Who comes first in it gets on, be his first step as long as it may. */
  #settle(opened: Opened, until: Instant): Settled {
    const first = this.#worked === undefined
    if (first) this.#beginTurn()
    const before = this.#worked ?? 0
    const begin = machineTime()
    const worked = () => before + machineTime() - begin
    const enough: Enough = (steps) => steps >= SLICE || ((steps > 0 || !first) && worked() >= LONGEST_SLICE)
    const settled = this.#work.settle(opened, until, enough)
    this.#worked = worked()
    this.#steps += settled.steps
    return settled
  }

  #beginTurn(): void {
    this.#worked = 0
    yieldToEventLoop().then(() => {
      this.#worked = undefined
      this.#left = this.#left === 'next' ? 'this' : undefined
      if (this.#left === undefined) return
      this.#beginTurn()
      this.#worked = LONGEST_SLICE
    })
  }

  /** Whether there is time for a save in this turn, or else in the next, which the loops leave to it. */
  leaveTurn(): boolean {
    return this.#left === 'this' || (this.#worked ?? 0) < SHORT || this.leaveNext()
  }

  /** That there is time in the next turn, and not in this one. */
  leaveNext(): false {
    if (this.#worked === undefined) this.#beginTurn()
    this.#left = 'next'
    return false
  }

  /** Goes on until nothing is left, while others are served. */
  async #goOn(): Promise<void> {
    if (this.#goingOn || !this.#work.lasting()) return
    this.#goingOn = true
    try {
      do await this.#breathe()
      while (!this.#ended && !(await this.#slice()))
    } catch {
      // Whoever comes next is told what is wrong.
    } finally {
      this.#goingOn = false
    }
  }

  async #breathe(): Promise<void> {
    this.#breathing++
    try {
      await yieldToEventLoop()
    } finally {
      this.#breathing--
    }
  }
}
