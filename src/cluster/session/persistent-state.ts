import { writeJson } from '../../model/json/exact-json.js'
import type { KubeObject, Millis, ObjectKey } from '../../model/objects/object.js'
import { machineTime, pause } from '../../simulation/clock.js'
import type { Disk, Lock, ProcessIdentity } from '../../store/disk.js'
import { type Document, type KeptChange, renderDocument, spliced } from '../../store/document/document.js'
import { StateFileError } from '../../store/document/state-file-error.js'
import type { ObjectStore } from '../../store/objects/object-store.js'
import type { Change } from '../../store/store.js'
import { headerOf, type NewCluster, newState, type State, stateOf } from './state.js'

/** How long the file keeps changes for the sessions that wait; whoever is slower looks at everything anew. */
const KEPT_FOR: Millis = 15_000
const MOST_KEPT = 20_000
/** In characters; each save writes them. */
const LONGEST_KEPT = 16 * 2 ** 20
/** So long a save is prepared before others have their turn. */
const PIECE: Millis = 10
/** Whether a process of another machine still waits cannot be asked; after this time nobody is kept changes for. */
const LONGEST_WAIT: Millis = 24 * 3_600_000

/**
 * Keeps a cluster's state together with its disk: takes it up again when another process has replaced it, locks it
 * before it is changed, saves it. Without a disk the state lives in memory alone and none of this is needed.
 */
export class PersistentState {
  #state: State | undefined
  /** The disk's version of the state, and the revision that it has there. */
  #version: string | undefined
  #savedRevision = 0
  #kept: readonly KeptChange[] = []
  #touched = false
  #lock: Lock | undefined
  #taking: Promise<void> | undefined

  constructor(readonly disk: Disk | undefined) {}

  /** As this session has it; undefined while there is no cluster. */
  get state(): State | undefined {
    return this.#state
  }

  /** Whether this session may change the state now. */
  get held(): boolean {
    return this.disk === undefined || this.#lock !== undefined
  }

  /** Whether somebody has replaced the state since it was read. */
  get stale(): boolean {
    return this.disk !== undefined && this.#lock === undefined && this.disk.version() !== this.#version
  }

  /** The newest state; undefined while there is no cluster. */
  refresh(): State | undefined {
    if (this.stale) this.#read()
    return this.#state
  }

  /** The newest state where it can be relied on without a check. */
  trusted(): State | undefined {
    const state = this.refresh()
    return state?.checked === true ? state : undefined
  }

  /** The newest state; throws where others have written it and it is not what it must be. */
  async checked(): Promise<State | undefined> {
    for (;;) {
      const state = this.refresh()
      if (state === undefined || state.checked) return state
      const { checkState } = await import('./checking.js')
      checkState(state)
      state.checked = true
      if (state === this.#state) this.#version = this.#version && this.disk?.vouch(this.#version)
    }
  }

  /** Returns when this session alone may change the state, which is then the newest. */
  async take(): Promise<void> {
    while (!this.held) {
      this.#taking ??= this.#acquire()
      await this.#taking
    }
  }

  async #acquire(): Promise<void> {
    try {
      const lock = await this.disk?.lock(pause)
      try {
        await this.checked()
      } catch (error) {
        lock?.release()
        throw error
      }
      this.#lock = lock
    } finally {
      this.#taking = undefined
    }
  }

  /** Begins a new cluster; it is not saved yet. */
  begin(cluster: NewCluster): State {
    this.#state = newState(cluster)
    this.#savedRevision = 0
    this.#kept = []
    this.#touched = true
    return this.#state
  }

  /** Something beside the objects has changed. */
  touch(): void {
    this.#touched = true
  }

  /** Does a part of what the next save takes long for; whether no more is left of that. */
  prepare(): boolean {
    const end = machineTime() + PIECE
    return this.disk === undefined || this.#state === undefined || this.#state.store.render(() => machineTime() >= end)
  }

  /** Saves what has changed, if anything, and lets others have their turn. */
  release(): void {
    if (this.#lock === undefined) return
    try {
      if (this.#state !== undefined && (this.#touched || this.#state.store.revision !== this.#savedRevision)) {
        this.#save(this.#state)
      }
    } catch (error) {
      this.discard()
      throw error
    } finally {
      this.#lock?.release()
      this.#lock = undefined
    }
  }

  /** Forgets what has not been saved: it may be half done. */
  discard(): void {
    if (this.disk === undefined) return
    this.#state = undefined
    this.#version = 'discarded'
    this.#touched = false
    this.#lock?.release()
    this.#lock = undefined
  }

  /** Tells other processes that this session waits for what they do. Whether that is to be saved now. */
  async join(): Promise<boolean> {
    const self = this.disk?.self
    if (self === undefined || this.#waits(self)) return false
    try {
      await this.take()
    } catch (error) {
      // Whoever may not write can wait all the same, and sees what is left when he looks.
      if (error instanceof StateFileError) return false
      throw error
    }
    const state = this.#state
    if (state !== undefined) state.watchers = [...state.watchers, { ...self, since: machineTime() }]
    this.touch()
    return true
  }

  /** Other processes need not keep changes for this session any more. Whether that is to be saved now. */
  async leave(): Promise<boolean> {
    const self = this.disk?.self
    if (self === undefined) return false
    this.refresh()
    if (!this.#waits(self)) return false
    await this.take()
    const state = this.#state
    if (state !== undefined) state.watchers = state.watchers.filter((watcher) => !isSame(watcher, self))
    this.touch()
    return true
  }

  #waits(self: ProcessIdentity): boolean {
    return this.#state?.watchers.some((watcher) => isSame(watcher, self)) ?? false
  }

  #read(): void {
    const version = this.disk?.version()
    const document = this.disk?.read()
    const before = this.#state?.store
    this.#kept = document?.changes() ?? []
    const earlier = before === undefined || document === undefined ? this.#kept : this.#goingOn(before, document)
    this.#state = document && stateOf(document, earlier)
    this.#version = version
    this.#savedRevision = this.#state?.store.revision ?? 0
    this.#touched = false
  }

  /** What this session remembers goes on where the file's changes follow on it without a gap. */
  #goingOn(before: ObjectStore, { revision: now }: Document): readonly Change[] {
    const { revision, remembered } = before
    if (now !== revision && !this.#kept.some((change) => change.revision === revision + 1)) return this.#kept
    const own = before.changesSince(revision - remembered) ?? []
    const latest = new Map<ObjectKey, KubeObject>()
    const fresh = this.#kept.flatMap((change) => {
      if (change.revision <= revision) return []
      const previous = change.type === 'ADDED' ? undefined : (latest.get(change.key) ?? before.get(change.key))
      latest.set(change.key, change.object)
      return [previous === undefined ? change : { ...change, previous }]
    })
    return [...own, ...fresh]
  }

  #save(state: State): void {
    const { disk } = this
    if (disk === undefined) return
    if (this.#lock?.isHeld() !== true) {
      throw new StateFileError(disk.name, undefined, 'somebody has taken its lock away; nothing has been saved')
    }
    const now = machineTime()
    state.watchers = state.watchers.filter((watcher) => now - watcher.since < LONGEST_WAIT && disk.isAlive(watcher))
    this.#kept = this.#changesToKeep(state, disk)
    const lines = spliced(state.document.lines, state.store.changedLines())
    const changes = this.#rendered()
    disk.write(renderDocument(state.store.revision, headerOf(state), changes, lines))
    this.#version = disk.version()
    this.#savedRevision = state.store.revision
    this.#touched = false
  }

  /** The changes to keep as JSON, of which the oldest go that there is no room for. */
  #rendered(): readonly string[] {
    const texts: string[] = []
    let left = LONGEST_KEPT
    for (let at = this.#kept.length - 1; at >= 0; at--) {
      const text = writeJson(this.#kept[at])
      left -= text.length
      if (left < 0) break
      texts.push(text)
    }
    this.#kept = this.#kept.slice(this.#kept.length - texts.length)
    return texts.reverse()
  }

  /** While other sessions wait, they must be able to see every version that there was, not only the last. */
  #changesToKeep(state: State, disk: Disk): readonly KeptChange[] {
    const others = state.watchers.some((watcher) => !isSame(watcher, disk.self))
    const fresh = state.store.changesSince(this.#savedRevision)
    if (!others || fresh === undefined) return []
    const savedAt = machineTime()
    const recent = this.#kept.filter((change) => savedAt - change.savedAt < KEPT_FOR)
    const added = fresh.map(({ previous: _, ...change }) => ({ ...change, savedAt }))
    return [...recent, ...added].slice(-MOST_KEPT)
  }
}

function isSame(one: ProcessIdentity, other: ProcessIdentity): boolean {
  const facts = ['host', 'pid', 'started', 'session'] as const
  return facts.every((fact) => one[fact] === other[fact])
}
