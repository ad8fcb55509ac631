import { isTokenKey } from '../../api/tokens/token-key.js'
import type { Instant, KubeObject, Millis, ObjectKey } from '../../model/objects/object.js'
import { type ClusterSettings, defaultSettings } from '../../model/objects/settings.js'
import type { ImageDocument } from '../../runtime/catalogue/document.js'
import { createWakeups, type Wakeup, type WakeupQueue } from '../../simulation/wakeups.js'
import type { ProcessIdentity } from '../../store/disk.js'
import { type Document, documentOf, type Header } from '../../store/document/document.js'
import { createStore, type ObjectStore } from '../../store/objects/object-store.js'
import type { Change } from '../../store/store.js'
import { checkHeader } from './header-checks.js'

/** A session of some process that waits for changes, since when by the machine's clock. */
export interface Watcher extends ProcessIdentity {
  readonly since: Instant
}

/** A cluster between two instants: all of it is in the state file. */
export interface State {
  readonly document: Document
  readonly store: ObjectStore
  readonly wakeups: WakeupQueue
  settings: ClusterSettings
  /** Everything that was due until this instant has happened. During a settle: the instant at which it is. */
  now: Instant
  /** How far a wall clock's cluster is ahead of the machine, after it was advanced by hand. */
  ahead: Millis
  /** The user's own images. */
  readonly images: readonly ImageDocument[]
  watchers: readonly Watcher[]
  /** Whether its objects can be relied on: not before somebody has checked what others have written. */
  checked: boolean
}

export interface NewCluster {
  readonly settings: ClusterSettings
  readonly now: Instant
  readonly images: readonly ImageDocument[]
  /** What it is born with: no change has brought it, so that nobody's revisions and luck depend on it. */
  readonly objects?: ReadonlyMap<ObjectKey, KubeObject>
}

/** A cluster in which nothing has happened yet. */
export function newState({ settings, now, images, objects = new Map() }: NewCluster): State {
  const document = documentOf(objects)
  const store = createStore(document)
  return { document, store, wakeups: createWakeups(), settings, now, ahead: 0, images, watchers: [], checked: true }
}

/** Takes a state up where a command left it. `earlier`: changes that the log shall know beside those of the file. */
export function stateOf(document: Document, earlier: readonly Change[]): State {
  const { settings, time, wakeups, images = [], watchers = [] } = document.header
  const fault = document.fault
  if (!isRecord(settings)) throw fault('settings', 'the settings must be an object')
  if (!isRecord(time) || typeof time.now !== 'number' || typeof time.sequence !== 'number') {
    throw fault('time', 'the time must hold the numbers "now" and "sequence"')
  }
  if (!Array.isArray(wakeups) || !wakeups.every(isWakeup)) throw fault('wakeups', 'this is not a list of wakeups')
  if (!Array.isArray(images)) throw fault('images', 'this is not a list of images')
  if (!Array.isArray(watchers) || !watchers.every(isWatcher)) throw fault('watchers', 'this is not a list of watchers')
  const merged = { ...defaultSettings, ...settings } as ClusterSettings
  if (merged.clock !== 'wall' && merged.clock !== 'virtual')
    throw fault('settings', 'the clock must be wall or virtual')
  if (!Array.isArray(merged.disabled)) throw fault('settings', 'the disabled loops must be a list')
  if (merged.tokenKey !== undefined && !isTokenKey(merged.tokenKey))
    throw fault('settings', 'the key for tokens must be 32 bytes in base64')
  const state = {
    document,
    settings: merged,
    now: time.now,
    ahead: typeof time.ahead === 'number' ? time.ahead : 0,
    images,
    watchers,
    checked: document.own,
  }
  if (!document.own) checkHeader({ ...state, wakeups })
  return { ...state, store: createStore(document, earlier), wakeups: createWakeups(wakeups, time.sequence) }
}

/** What the file says beside the objects. */
export function headerOf(state: State): Header {
  return {
    settings: state.settings,
    time: { now: state.now, ...(state.ahead === 0 ? {} : { ahead: state.ahead }), sequence: state.wakeups.sequence },
    wakeups: state.wakeups.toJSON(),
    ...(state.images.length === 0 ? {} : { images: state.images }),
    ...(state.watchers.length === 0 ? {} : { watchers: state.watchers }),
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isWakeup(value: unknown): value is Wakeup {
  if (!isRecord(value)) return false
  const { at, sequence, controller, key } = value
  return [at, sequence].every(Number.isFinite) && typeof controller === 'string' && typeof key === 'string'
}

function isWatcher(value: unknown): value is Watcher {
  return isRecord(value) && typeof value.pid === 'number' && typeof value.since === 'number'
}
