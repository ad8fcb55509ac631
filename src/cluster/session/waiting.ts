import type { Instant, Millis } from '../../model/objects/object.js'
import { pause } from '../../simulation/clock.js'
import type { ChangeSignal } from './change-signal.js'
import { ClockJumps } from './clock-jumps.js'
import type { Engine } from './engine.js'

/** The session that somebody waits in. */
interface Session {
  readonly engine: Engine
  read<T>(look: (engine: Engine) => T): Promise<T>
  write(work: () => void, at: Instant): Promise<void>
}

const NEVER = Number.POSITIVE_INFINITY

/** How somebody waits for a cluster: for a change, or for an instant. */
export class Waiting {
  readonly #session: Session
  readonly #changes: ChangeSignal
  /** Of a virtual clock, while somebody waits. */
  readonly jumps = new ClockJumps()

  constructor(session: Session, changes: ChangeSignal) {
    this.#session = session
    this.#changes = changes
  }

  /**
   * Returns when the cluster has changed since a revision, when its clock shows `until`, or when the signal is aborted.
   * A virtual clock jumps from wakeup to wakeup, after it has stood still for the delay that is asked for; with a wall
   * clock this sleeps, and holds no lock.
   */
  async changed(seen: number, until: Instant = NEVER, signal?: AbortSignal, jumpDelay: Millis = 0): Promise<void> {
    for (;;) {
      const { revision, now, next, virtual } = await this.#session.read(({ state, clock }) => ({
        revision: state.store.revision,
        now: state.now,
        next: Math.min(until, state.wakeups.next ?? NEVER),
        virtual: clock.mode === 'virtual',
      }))
      if (revision !== seen || now >= until || signal?.aborted) return
      if (!virtual || next === NEVER) {
        await this.#changes.sleep(seen, (waking) => this.#waitUntil(next, waking), signal)
        continue
      }
      let patient = true
      const length = this.jumps.delay(jumpDelay, until)
      if (length > 0) {
        const stand = (waking: AbortSignal) => pause(length, waking).then(() => (patient = !waking.aborted))
        await this.#changes.sleep(seen, stand, signal)
        if (this.#session.engine.state.store.revision !== seen || signal?.aborted) continue
      }
      if (patient) await this.#session.write(() => {}, next)
      await this.jumps.jumped()
    }
  }

  /** Returns when the clock shows an instant, or when the signal is aborted. */
  async waitUntil(at: Instant, signal?: AbortSignal): Promise<void> {
    while (!signal?.aborted) {
      const [revision, now] = await this.#session.read(({ state }) => [state.store.revision, state.now])
      if (now! >= at) return
      await this.changed(revision!, at, signal)
    }
  }

  async #waitUntil(until: Instant, waking: AbortSignal): Promise<void> {
    if (until === NEVER) return pause(NEVER, waking)
    await this.#session.engine.clock.waitUntil(until, waking)
  }
}
