/**
 * One process's dealings with a cluster: the state and where it is kept, the lock, the control loops at work, the clock,
 * saving and waiting. What a request is, and who may make it, is not known here (clients/, api/).
 */
import type { Writing } from '../../api/requests/writing.js'
import type { Instant, Millis } from '../../model/objects/object.js'
import type { ClusterSettings } from '../../model/objects/settings.js'
import { machineTime, pause } from '../../simulation/clock.js'
import type { Disk } from '../../store/disk.js'
import { StateFileError } from '../../store/document/state-file-error.js'
import { ChangeSignal } from './change-signal.js'
import { ClockJumps } from './clock-jumps.js'
import {
  createEngine,
  type Engine,
  type EngineOptions,
  type LoopModules,
  type Running,
  startEngine,
  type Writable,
  writingOf,
} from './engine.js'
import { type Batch, GroupCommit } from './group-commit.js'
import { PersistentState } from './persistent-state.js'
import type { NewCluster, State } from './state.js'

export interface SessionOptions extends EngineOptions {
  /** Absent: in memory, for this session alone. */
  readonly disk?: Disk
  /** What to make when there is no cluster yet. */
  begin(): Promise<Beginning>
}

export interface Beginning extends NewCluster {
  /** What makes the objects that every cluster has, one after the other. */
  writes(api: Writing): readonly (() => void)[]
}

interface Written<T> {
  readonly result: T
  /** Absent without a disk. */
  readonly batch: Batch | undefined
}

const NEVER = Number.POSITIVE_INFINITY

/**
 * One process's dealings with a cluster. Work is synchronous, on the newest state, after everything due has happened;
 * the lock is held from the first write until the process would wait for something (then the state is saved) or ends.
 */
export class Session {
  readonly #options: SessionOptions
  readonly #persistent: PersistentState
  readonly #commits: GroupCommit
  readonly #changes: ChangeSignal
  #engine: Engine | undefined
  #modules: LoopModules | undefined
  /** Of a virtual clock, while somebody waits. */
  readonly jumps = new ClockJumps()

  constructor(options: SessionOptions) {
    this.#options = options
    this.#persistent = new PersistentState(options.disk)
    this.#commits = new GroupCommit(() => this.#persistent.release())
    this.#changes = new ChangeSignal(options.disk, this.#persistent, this.#commits)
  }

  /** Looks at the cluster as it is now. Takes the lock only when something is due, or there is no cluster yet. */
  async read<T>(look: (engine: Engine) => T): Promise<T> {
    this.#commits.report()
    const state = this.#persistent.refresh()
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
      const state = this.#persistent.refresh()
      if (!(error instanceof StateFileError) || state === undefined || this.#modules === undefined) throw error
      const engine = this.#engineFor(state)
      this.#run(engine, this.#modules).settle(engine.clock.now(state.now))
      return look(engine)
    }
  }

  /** The cluster's api with what is needed to change something, which knows subresources and the owners of fields. */
  async writing(): Promise<Writing> {
    return this.engine.writing ?? writingOf(this.engine, await import('./writing-modules.js'))
  }

  /** Loads what the first write would wait for. */
  async prepare(): Promise<void> {
    this.#modules ??= await import('./loop-modules.js')
  }

  /** Works on the cluster; what follows from it has happened when this returns. `at`: lets time pass until then first. */
  async write<T>(work: (cluster: Writable) => T, at: Instant = 0): Promise<T> {
    return (await this.#write(work, at)).result
  }

  /** The same; when this returns it has been saved as well, in one go with what others have written meanwhile. */
  async commit<T>(work: (cluster: Writable) => T): Promise<T> {
    const { result, batch } = await this.#write(work, 0, true)
    await batch?.saved
    return result
  }

  async #write<T>(work: (cluster: Writable) => T, at: Instant, awaited = false): Promise<Written<T>> {
    this.#commits.report()
    this.#modules ??= await import('./loop-modules.js')
    let beginning: Beginning | undefined
    while (!this.#persistent.held || (this.#persistent.state ?? beginning) === undefined) {
      if (this.#persistent.held) beginning = await this.#options.begin()
      else await this.#persistent.take()
    }
    // The lock must not outlast this turn of the event loop: whatever comes next, the process waits for it.
    const batch = this.#options.disk && this.#commits.begin()
    const engine = this.#engineFor(this.#persistent.state ?? this.#found(beginning!, this.#modules))
    const result = this.#turn(engine, this.#run(engine, this.#modules), work, at)
    if (awaited && batch !== undefined) batch.awaited = true
    return { result, batch }
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

  /** Returns when what has changed is saved, and other processes have had their turn. */
  flush(): Promise<void> {
    return this.#commits.done()
  }

  async close(): Promise<void> {
    await this.#changes.end()
    this.#commits.saveNow()
  }

  /** Misses nothing of what other processes do, from now until the end of the session. */
  followOtherProcesses(): Promise<void> {
    return this.#changes.followOtherProcesses()
  }

  /**
   * Returns when the cluster has changed since a revision, when its clock shows `until`, or when the signal is aborted.
   * A virtual clock jumps from wakeup to wakeup, after it has stood still for the delay that is asked for; with a wall
   * clock this sleeps, and holds no lock.
   */
  async changed(seen: number, until: Instant = NEVER, signal?: AbortSignal, jumpDelay: Millis = 0): Promise<void> {
    for (;;) {
      const { revision, now, next, virtual } = await this.read(({ state, clock }) => ({
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
        if (this.#persistent.state?.store.revision !== seen || signal?.aborted) continue
      }
      if (patient) await this.write(() => {}, next)
      await this.jumps.jumped()
    }
  }

  enterWatch(): void {
    this.jumps.restart()
    this.#changes.enterWatch()
  }

  leaveWatch(): Promise<void> {
    return this.#changes.leaveWatch()
  }

  /** Returns when the clock shows an instant, or when the signal is aborted. */
  async waitUntil(at: Instant, signal?: AbortSignal): Promise<void> {
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

  /** Changes what nothing hangs on that runs: the namespace of commands that name none, the key for tokens. */
  async set(settings: Pick<Partial<ClusterSettings>, 'namespace' | 'tokenKey'>): Promise<void> {
    await this.#configure((state) => {
      state.settings = { ...state.settings, ...settings }
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
      this.#persistent.touch()
    })
    if (this.#persistent.state !== undefined) this.#engine = createEngine(this.#persistent.state, this.#options.plugins)
  }

  async #waitUntil(until: Instant, waking: AbortSignal): Promise<void> {
    if (until === NEVER) return pause(NEVER, waking)
    await this.engine.clock.waitUntil(until, waking)
  }

  #found(beginning: Beginning, modules: LoopModules): State {
    const state = this.#persistent.begin(beginning)
    const engine = this.#engineFor(state)
    const running = this.#run(engine, modules)
    for (const write of beginning.writes(writingOf(engine, modules.writing))) {
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
      return work({ ...engine, api: writingOf(engine, this.#modules!.writing), world: running.world })
    } catch (error) {
      if (error instanceof StateFileError) this.#discard(error)
      throw error
    } finally {
      if (this.#persistent.state === state) this.#settle(running, state, state.now)
      if (state.store.revision !== revision) this.#changes.wake()
    }
  }

  /** A loop that fails leaves things half done: nothing of it is saved. */
  #settle({ enqueueChanges, settle }: Running, state: State, until: Instant): void {
    if (state.settings.clock === 'virtual' && until > state.now) this.#persistent.touch()
    try {
      enqueueChanges()
      if (settle(until)) this.#persistent.touch()
    } catch (error) {
      this.#discard(error as Error)
      throw error
    }
  }

  /** What others have written since the last save goes with it. */
  #discard(error: Error): void {
    this.#persistent.discard()
    this.#commits.lose(error)
  }

  #engineFor(state: State): Engine {
    if (this.#engine?.state !== state) this.#engine = createEngine(state, this.#options.plugins)
    return this.#engine
  }

  #run(engine: Engine, modules: LoopModules): Running {
    return engine.running ?? startEngine(engine, modules, this.#options)
  }
}
