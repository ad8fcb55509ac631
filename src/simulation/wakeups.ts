import type { Instant, ObjectKey } from '../model/objects/object.js'
import { LAST_INSTANT } from '../model/objects/time.js'

/** A reconciliation that is due at an instant. Plain data, so that it can lie in the state file. */
export interface Wakeup {
  readonly at: Instant
  /** Breaks ties between wakeups of one instant, so that the order is total. */
  readonly sequence: number
  readonly controller: string
  readonly key: ObjectKey
  /** How many times in a row the key could not be reconciled; absent: it could. */
  readonly failures?: number
  /** Why not, where that is a fault of the loop's. */
  readonly fault?: string
}

/**
 * What is still to be done, in order of instant and sequence, as controller-runtime's work queue with its `RequeueAfter`. A
 * controller has at most one timer for a key: the answer of its last reconciliation. Beside it the key may be enqueued
 * once, because something changed.
 */
export interface WakeupQueue {
  /** Of the earliest wakeup; undefined when nothing is left to do. */
  readonly next: Instant | undefined
  /** How many wakeups have been planned in the cluster's whole life. */
  readonly sequence: number
  /** Something changed: the key is due now, unless it is already. */
  enqueue(controller: string, key: ObjectKey, now: Instant): void
  /** Replaces the timer of the key; undefined, or an instant that no cluster comes to: there is none. */
  requeue(controller: string, key: ObjectKey, at: Instant | undefined, failures?: number, fault?: string): void
  /** Failures in a row that the timer of a key remembers. */
  failures(controller: string, key: ObjectKey): number
  /** Takes the earliest wakeup that is due. */
  take(now: Instant): Wakeup | undefined
  /** All of them, in order, as the state file keeps them. */
  toJSON(): Wakeup[]
}

interface Entry extends Wakeup {
  /** Set when something else took its place; it stays in the heap until its turn. */
  dropped: boolean
}

const plain = ({ at, sequence, controller, key, failures, fault }: Wakeup): Wakeup => ({
  at,
  sequence,
  controller,
  key,
  ...(failures === undefined ? {} : { failures }),
  ...(fault === undefined ? {} : { fault }),
})

const before = (a: Wakeup, b: Wakeup) => a.at < b.at || (a.at === b.at && a.sequence < b.sequence)

export function createWakeups(saved: readonly Wakeup[] = [], lastSequence = 0): WakeupQueue {
  const ready = createReadyQueue()
  const timers = createTimers()
  let sequence = lastSequence
  for (const wakeup of saved) timers.add(wakeup)

  /** The earliest of both. */
  const first = (): Wakeup | undefined => {
    const enqueued = ready.first()
    const timer = timers.first()
    return enqueued === undefined || (timer !== undefined && before(timer, enqueued)) ? timer : enqueued
  }
  return {
    get next() {
      return first()?.at
    },
    get sequence() {
      return sequence
    },
    enqueue(controller, key, now) {
      if (ready.has(controller, key)) return
      ready.add({ at: now, sequence: ++sequence, controller, key })
    },
    requeue(controller, key, at, failures = 0, fault) {
      // Time would stand at it: nothing is before or after it.
      if (Number.isNaN(at)) throw new Error('it wants to be woken at no time')
      timers.drop(controller, key)
      if (at === undefined || at > LAST_INSTANT) return
      timers.add({
        at,
        sequence: ++sequence,
        controller,
        key,
        ...(failures > 0 ? { failures } : {}),
        ...(fault === undefined ? {} : { fault }),
      })
    },
    failures: (controller, key) => timers.get(controller, key)?.failures ?? 0,
    take(now) {
      const wakeup = first()
      if (wakeup === undefined || wakeup.at > now) return undefined
      if (wakeup === ready.first()) ready.shift()
      else timers.drop(wakeup.controller, wakeup.key)
      return wakeup
    },
    toJSON: () => [...timers.all(), ...ready.all()].sort((a, b) => (before(a, b) ? -1 : 1)).map(plain),
  }
}

/** So many that have been taken are not kept. */
const MANY_TAKEN = 4096

/** What is due at once: it comes in order of time, so that it needs no sorting. */
function createReadyQueue() {
  let ready: Wakeup[] = []
  let next = 0
  const keys = new Map<string, Set<ObjectKey>>()
  return {
    has: (controller: string, key: ObjectKey) => keys.get(controller)?.has(key) ?? false,
    add(wakeup: Wakeup) {
      ready.push(wakeup)
      const own = keys.get(wakeup.controller)
      if (own === undefined) keys.set(wakeup.controller, new Set([wakeup.key]))
      else own.add(wakeup.key)
    },
    first: () => ready[next],
    shift() {
      const { controller, key } = ready[next++]!
      keys.get(controller)?.delete(key)
      if (next < ready.length && next < MANY_TAKEN) return
      ready = ready.slice(next)
      next = 0
    },
    all: () => ready.slice(next),
  }
}

/** One for each controller and key. */
function createTimers() {
  const heap = createHeap()
  const timers = new Map<string, Map<ObjectKey, Entry>>()
  const get = (controller: string, key: ObjectKey) => timers.get(controller)?.get(key)
  const drop = (controller: string, key: ObjectKey) => {
    const entry = get(controller, key)
    if (entry === undefined) return
    entry.dropped = true
    timers.get(controller)?.delete(key)
  }
  return {
    get,
    drop,
    add(wakeup: Wakeup) {
      drop(wakeup.controller, wakeup.key)
      const entry = { ...wakeup, dropped: false }
      const own = timers.get(wakeup.controller)
      if (own === undefined) timers.set(wakeup.controller, new Map([[wakeup.key, entry]]))
      else own.set(wakeup.key, entry)
      heap.push(entry)
    },
    first: () => heap.first(),
    all: () => [...timers.values()].flatMap((own) => [...own.values()]),
  }
}

/** A binary heap, earliest first. */
function createHeap() {
  const entries: Entry[] = []
  const swap = (a: number, b: number) => {
    const entry = entries[a]!
    entries[a] = entries[b]!
    entries[b] = entry
  }
  const sink = (from: number) => {
    for (let parent = from; ; ) {
      let least = parent
      for (const child of [2 * parent + 1, 2 * parent + 2]) {
        if (child < entries.length && before(entries[child]!, entries[least]!)) least = child
      }
      if (least === parent) return
      swap(parent, least)
      parent = least
    }
  }
  const pop = () => {
    const last = entries.pop()!
    if (entries.length === 0) return
    entries[0] = last
    sink(0)
  }
  return {
    push(entry: Entry) {
      entries.push(entry)
      for (let child = entries.length - 1; child > 0; ) {
        const parent = (child - 1) >> 1
        if (!before(entries[child]!, entries[parent]!)) return
        swap(child, parent)
        child = parent
      }
    },
    /** The earliest that has not been dropped. */
    first(): Entry | undefined {
      while (entries.length > 0 && entries[0]!.dropped) pop()
      return entries[0]
    },
  }
}
