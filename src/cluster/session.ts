import type { Api } from '../api/api.js'
import type { World } from '../controllers/controller.js'
import type { Instant, Millis } from '../model/object.js'
import type { ClusterSettings } from '../model/settings.js'
import { breathe, machineTime, pause } from '../simulation/clock.js'
import type { Disk } from '../store/disk.js'
import { StateFileError } from '../store/state-file-error.js'
import { createEngine, type Engine, type EngineOptions, type Running, startEngine, type Workings } from './engine.js'
import { Keeper } from './keeper.js'
import type { NewCluster, State } from './state.js'

export interface SessionOptions extends EngineOptions {
  /** Absent: in memory, for this session alone. */
  readonly disk?: Disk
  /** What to make when there is no cluster yet. */
  begin(): Promise<Beginning>
}

export interface Beginning extends NewCluster {
  /** What makes the objects that every cluster has, one after the other. */
  writes(api: Api): readonly (() => void)[]
}

/** A cluster that may be changed, at its present instant. */
export interface Writable extends Engine {
  readonly world: World
}

/** How many jumps of a virtual clock happen before the process looks up. */
const JUMPS_IN_ONE_BREATH = 64
const NEVER = Number.POSITIVE_INFINITY

/**
 * One process's dealings with a cluster. Work is synchronous, on the newest state, after everything due has happened;
 * the lock is held from the first write until the process would wait for something (then the state is saved) or ends.
 */
export class Session {
  readonly #options: SessionOptions
  readonly #keeper: Keeper
  /** Waiting parts of this process. */
  readonly #sleepers = new Set<() => void>()
  #engine: Engine | undefined
  #workings: Workings | undefined
  /** Watches that are going on. */
  #watches = 0
  #saving = false
  #failure: Error | undefined

  constructor(options: SessionOptions) {
    this.#options = options
    this.#keeper = new Keeper(options.disk)
  }

  /** Looks at the cluster as it is now. Takes the lock only when something is due, or there is no cluster yet. */
  async read<T>(look: (engine: Engine) => T): Promise<T> {
    this.#report()
    const state = this.#keeper.refresh()
    if (state === undefined) return this.write(look)
    const engine = this.#engineFor(state)
    const now = engine.clock.now(state.now)
    if ((state.wakeups.next ?? NEVER) <= now) return this.#readWhatIsDue(look)
    state.now = now
    return look(engine)
  }

  /** A file that may not be written can still be looked at: then what is due happens for the eye only. */
  async #readWhatIsDue<T>(look: (engine: Engine) => T): Promise<T> {
    try {
      return await this.write(look)
    } catch (error) {
      const state = this.#keeper.refresh()
      if (!(error instanceof StateFileError) || state === undefined || this.#workings === undefined) throw error
      const engine = this.#engineFor(state)
      this.#run(engine, this.#workings).settle(engine.clock.now(state.now))
      return look(engine)
    }
  }

  /** Works on the cluster; what follows from it has happened when this returns. `at`: lets time pass until then first. */
  async write<T>(work: (cluster: Writable) => T, at: Instant = 0): Promise<T> {
    this.#report()
    this.#workings ??= await import('./workings.js')
    let beginning: Beginning | undefined
    while (!this.#keeper.held || (this.#keeper.state ?? beginning) === undefined) {
      if (this.#keeper.held) beginning = await this.#options.begin()
      else await this.#keeper.take()
    }
    this.#saveSoon()
    const engine = this.#engineFor(this.#keeper.state ?? this.#begin(beginning!, this.#workings))
    return this.#turn(engine, this.#run(engine, this.#workings), work, at)
  }

  /** The cluster as this session saw it last. */
  get engine(): Engine {
    if (this.#engine === undefined) throw new Error('the cluster has not been looked at yet')
    return this.#engine
  }

  get now(): Instant {
    const { clock, state } = this.engine
    return clock.now(state.now)
  }

  /** Saves what has changed and lets other processes have their turn. */
  flush(): void {
    this.#report()
    this.#keeper.release()
  }

  async close(): Promise<void> {
    await this.#keeper.leave()
    this.flush()
  }

  /**
   * Returns when the cluster has changed since a revision, when its clock shows `until`, or when the signal is aborted.
   * A virtual clock jumps from wakeup to wakeup, after it has stood still for the patience of whoever waits; with a wall
   * clock this sleeps, and holds no lock.
   */
  async changed(seen: number, until: Instant = NEVER, signal?: AbortSignal, patience: Millis = 0): Promise<void> {
    for (let jumps = 1; ; jumps++) {
      const { revision, now, next, virtual } = await this.read(({ state, clock }) => ({
        revision: state.store.revision,
        now: state.now,
        next: Math.min(until, state.wakeups.next ?? NEVER),
        virtual: clock.mode === 'virtual',
      }))
      if (revision !== seen || now >= until || signal?.aborted) return
      if (!virtual || next === NEVER) {
        await this.#sleep(seen, (waking) => this.#reach(next, waking), signal)
        continue
      }
      let patient = true
      if (patience > 0) {
        await this.#sleep(seen, (waking) => pause(patience, waking).then(() => (patient = !waking.aborted)), signal)
        if (this.#keeper.state?.store.revision !== seen || signal?.aborted) continue
      }
      if (patient) await this.write(() => {}, next)
      if (jumps % JUMPS_IN_ONE_BREATH === 0) await breathe()
    }
  }

  enterWatch(): void {
    this.#watches++
  }

  async leaveWatch(): Promise<void> {
    this.#watches--
    if (this.#watches === 0) await this.#keeper.leave()
  }

  /** Returns when the clock shows an instant, or when the signal is aborted. */
  async reach(at: Instant, signal?: AbortSignal): Promise<void> {
    while (!signal?.aborted) {
      const [revision, now] = await this.read(({ state }) => [state.store.revision, state.now])
      if (now! >= at) return
      await this.changed(revision!, at, signal)
    }
  }

  /** Lets time pass. A wall clock is ahead of its machine from then on. */
  async advance(by: Millis): Promise<void> {
    const { at, virtual } = await this.read(({ state, clock }) => ({
      at: clock.now(state.now) + by,
      virtual: clock.mode === 'virtual',
    }))
    await this.write(() => {}, at)
    if (!virtual) await this.#configure((state) => Object.assign(state, { ahead: state.ahead + by }))
  }

  /** What commands use that name no namespace. */
  async setNamespace(namespace: string): Promise<void> {
    await this.#configure((state) => {
      state.settings = { ...state.settings, namespace }
    })
  }

  async setClock(mode: ClusterSettings['clock']): Promise<void> {
    await this.#configure((state) => {
      state.settings = { ...state.settings, clock: mode }
      // Time never goes back: a cluster that is ahead of its machine stays so.
      state.ahead = mode === 'virtual' ? 0 : Math.max(0, state.now - machineTime())
    })
  }

  /** The cluster is taken up anew with what has been changed beside its objects. */
  async #configure(change: (state: State) => void): Promise<void> {
    await this.write(({ state }) => {
      change(state)
      this.#keeper.touch()
    })
    if (this.#keeper.state !== undefined) this.#engine = createEngine(this.#keeper.state)
  }

  /** Sleeps as long as it takes, or until something has changed since a revision. */
  async #sleep(seen: number, rest: (waking: AbortSignal) => Promise<unknown>, signal?: AbortSignal): Promise<void> {
    this.flush()
    await this.#keeper.join()
    const { disk } = this.#options
    const waking = new AbortController()
    const wake = () => waking.abort()
    this.#sleepers.add(wake)
    signal?.addEventListener('abort', wake)
    const unwatch = disk?.watch(wake)
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

  async #reach(until: Instant, waking: AbortSignal): Promise<void> {
    if (until === NEVER) return pause(NEVER, waking)
    await this.engine.clock.reach(until, waking)
  }

  #begin(beginning: Beginning, workings: Workings): State {
    const state = this.#keeper.begin(beginning)
    const engine = this.#engineFor(state)
    const running = this.#run(engine, workings)
    for (const write of beginning.writes(engine.api)) {
      write()
      this.#settle(running, state, state.now)
    }
    return state
  }

  #turn<T>(engine: Engine, running: Running, work: (cluster: Writable) => T, at: Instant): T {
    const { state, clock } = engine
    const { revision } = state.store
    this.#settle(running, state, Math.max(at, clock.now(state.now)))
    try {
      return work({ ...engine, world: running.world })
    } catch (error) {
      if (error instanceof StateFileError) this.#keeper.discard()
      throw error
    } finally {
      if (this.#keeper.state === state) this.#settle(running, state, state.now)
      if (state.store.revision !== revision) for (const wake of this.#sleepers) wake()
    }
  }

  /** A loop that fails leaves things half done: nothing of it is saved. */
  #settle({ notice, settle }: Running, state: State, until: Instant): void {
    if (state.settings.clock === 'virtual' && until > state.now) this.#keeper.touch()
    try {
      notice()
      if (settle(until)) this.#keeper.touch()
    } catch (error) {
      this.#keeper.discard()
      throw error
    }
  }

  #engineFor(state: State): Engine {
    if (this.#engine?.state !== state) this.#engine = createEngine(state)
    return this.#engine
  }

  #run(engine: Engine, workings: Workings): Running {
    return engine.running ?? startEngine(engine, workings, this.#options)
  }

  /** The lock must not outlast this turn of the event loop: whatever comes next, the process waits for it. */
  #saveSoon(): void {
    if (this.#saving || this.#options.disk === undefined) return
    this.#saving = true
    breathe().then(() => {
      this.#saving = false
      try {
        this.#keeper.release()
      } catch (error) {
        this.#failure = error as Error
      }
    })
  }

  /** What went wrong while nobody was listening. */
  #report(): void {
    const failure = this.#failure
    this.#failure = undefined
    if (failure !== undefined) throw failure
  }
}
