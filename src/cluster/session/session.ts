/**
 * One process's dealings with a cluster: the state and where it is kept, the lock, the control loops at work, the clock,
 * saving and waiting. What a request is, and who may make it, is not known here (clients/, api/).
 */
import type { Writing } from '../../api/requests/writing.js'
import type { Instant } from '../../model/objects/object.js'
import type { Disk } from '../../store/disk.js'
import { StateFileError } from '../../store/document/state-file-error.js'
import { ChangeSignal } from './change-signal.js'
import type { ClockJumps } from './clock-jumps.js'
import { Configuration } from './configuration.js'
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
import type { Settled } from './loops.js'
import { PersistentState } from './persistent-state.js'
import { type Enough, MOST_LEFT, type Opened, Slices } from './slices.js'
import type { NewCluster, State } from './state.js'
import { Waiting } from './waiting.js'

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
  readonly #slices: Slices
  readonly #waiting: Waiting
  #engine: Engine | undefined
  #modules: LoopModules | undefined
  /** Of a cluster that there is not yet. */
  #beginning: Beginning | undefined

  constructor(options: SessionOptions) {
    this.#options = options
    this.#persistent = new PersistentState(options.disk)
    this.#commits = new GroupCommit(
      () => this.#persistent.release(),
      () => this.#slices.busy,
      () => this.#slices.leaveTurn() && (this.#persistent.prepare() || this.#slices.leaveNext()),
    )
    this.#changes = new ChangeSignal(options.disk, this.#persistent, this.#commits)
    this.#slices = new Slices({
      open: () => this.#open(),
      prepare: () => this.#prepareToOpen(),
      settle: ({ running, engine }, until, enough) => this.#settle(running, engine.state, until, enough),
      lasting: () => this.#changes.follows,
    })
    this.#waiting = new Waiting(this, this.#changes)
  }

  /** Looks at the cluster as it is now. Takes the lock only when something is due, or there is no cluster yet. */
  async read<T>(look: (engine: Engine) => T): Promise<T> {
    this.#commits.report()
    const state = this.#persistent.trusted() ?? (await this.#persistent.checked())
    if (state === undefined) return this.write(look)
    const engine = this.#engineFor(state)
    const now = engine.clock.now(state.now)
    if ((state.wakeups.next ?? NEVER) <= now) return this.#readWhatIsDue(look)
    state.now = now
    return look(engine)
  }

  /**
   * The same, without waiting for what is due: for what a request needs on its way, as roles and tokens, which a real API server
   * looks up in what it has heard of so far as well.
   */
  async glance<T>(look: (engine: Engine) => T): Promise<T> {
    const state = this.#persistent.trusted() ?? (await this.#persistent.checked())
    return state === undefined ? this.read(look) : look(this.#engineFor(state))
  }

  /** A file that may not be written can still be looked at: then what is due happens for the eye only. */
  async #readWhatIsDue<T>(look: (engine: Engine) => T): Promise<T> {
    try {
      return await this.write(look)
    } catch (error) {
      const state = await this.#persistent.checked()
      if (!(error instanceof StateFileError) || state === undefined || this.#modules === undefined) throw error
      const engine = this.#engineFor(state)
      this.#run(engine, this.#modules).settle(engine.clock.now(state.now), (steps) => steps >= MOST_LEFT)
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
    let left = false
    const { behind, ...written } = await this.#slices.upTo(at, (opened, behind) => {
      const { engine, running, batch } = opened
      const { revision } = engine.state.store
      try {
        const result = work({ ...engine, api: writingOf(engine, this.#modules!.writing), world: running.world })
        if (awaited && batch !== undefined) batch.awaited = true
        return { result, batch, behind }
      } catch (error) {
        if (error instanceof StateFileError) this.#discard(error)
        throw error
      } finally {
        const changed = engine.state.store.revision !== revision
        if (changed) running.stir()
        if (changed) this.#changes.wake()
        if (this.#persistent.state === engine.state && (changed || !behind)) left = !this.#slices.settle(opened)
      }
    })
    if (left) await this.#slices.follow(behind)
    return written
  }

  /**
   * The cluster, where it can be worked on at once. The lock must not outlast this turn of the event loop: whatever comes next,
   * the process waits for it.
   */
  #open(): Opened | undefined {
    this.#commits.report()
    const modules = this.#modules
    const state = this.#persistent.state
    if (modules === undefined || !this.#persistent.held || (state ?? this.#beginning) === undefined) return undefined
    const batch = this.#options.disk && this.#commits.begin()
    const engine = this.#engineFor(state ?? this.#found(this.#beginning!, modules))
    return { engine, running: this.#run(engine, modules), batch }
  }

  async #prepareToOpen(): Promise<void> {
    await this.prepare()
    if (!this.#persistent.held) await this.#persistent.take()
    else if (this.#persistent.state === undefined) this.#beginning = await this.#options.begin()
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
    this.#slices.end()
    await this.#changes.end()
    this.#commits.saveNow()
  }

  /** Misses nothing of what other processes do, from now until the end of the session. */
  followOtherProcesses(): Promise<void> {
    return this.#changes.followOtherProcesses()
  }

  changed(...wait: Parameters<Waiting['changed']>): Promise<void> {
    return this.#waiting.changed(...wait)
  }

  waitUntil(at: Instant, signal?: AbortSignal): Promise<void> {
    return this.#waiting.waitUntil(at, signal)
  }

  /** Of a virtual clock, while somebody waits. */
  get jumps(): ClockJumps {
    return this.#waiting.jumps
  }

  enterWatch(): void {
    this.jumps.restart()
    this.#changes.enterWatch()
  }

  leaveWatch(): Promise<void> {
    return this.#changes.leaveWatch()
  }

  /** What is changed beside the objects. */
  get configuration(): Configuration {
    return new Configuration(this)
  }

  /** The cluster is taken up anew with what has been changed beside its objects. */
  async configure(change: (state: State) => void): Promise<void> {
    await this.write(({ state }) => {
      change(state)
      this.#persistent.touch()
    })
    if (this.#persistent.state !== undefined) this.#engine = createEngine(this.#persistent.state, this.#options.plugins)
  }

  #found(beginning: Beginning, modules: LoopModules): State {
    const state = this.#persistent.begin(beginning)
    const engine = this.#engineFor(state)
    const running = this.#run(engine, modules)
    for (const write of beginning.writes(writingOf(engine, modules.writing))) {
      write()
      running.stir()
      this.#settle(running, state, state.now)
    }
    return state
  }

  /** A loop that fails leaves things half done: nothing of it is saved. */
  #settle({ enqueueChanges, settle }: Running, state: State, until: Instant, enough?: Enough): Settled {
    const { revision } = state.store
    if (state.settings.clock === 'virtual' && until > state.now) this.#persistent.touch()
    try {
      enqueueChanges()
      const settled = settle(until, enough)
      if (settled.steps > 0) this.#persistent.touch()
      return settled
    } catch (error) {
      this.#discard(error as Error)
      throw error
    } finally {
      if (state.store.revision !== revision) this.#changes.wake()
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
