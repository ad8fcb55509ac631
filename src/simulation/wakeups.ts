import type { Instant, ObjectKey } from '../model/objects/object.js'

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
 * What is still to be done, in order of instant and sequence. A controller has at most one wish for a key: the answer of
 * its last reconciliation. Beside the wish there may be one call, because something changed.
 */
export interface WakeupQueue {
  /** Of the earliest wakeup; undefined when nothing is left to do. */
  readonly next: Instant | undefined
  /** How many wakeups have been planned in the cluster's whole life. */
  readonly sequence: number
  /** Something changed: the key is due now, unless it is already. */
  call(controller: string, key: ObjectKey, now: Instant): void
  /** Replaces the wish for the key; undefined: there is none. */
  wish(controller: string, key: ObjectKey, at: Instant | undefined, failures?: number, fault?: string): void
  /** Failures in a row that the wish for a key remembers. */
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
  const calls = createCalls()
  const wishes = createWishes()
  let sequence = lastSequence
  for (const wakeup of saved) wishes.add(wakeup)

  /** The earliest of both. */
  const first = (): Wakeup | undefined => {
    const call = calls.first()
    const wish = wishes.first()
    return call === undefined || (wish !== undefined && before(wish, call)) ? wish : call
  }
  return {
    get next() {
      return first()?.at
    },
    get sequence() {
      return sequence
    },
    call(controller, key, now) {
      if (calls.has(controller, key)) return
      calls.add({ at: now, sequence: ++sequence, controller, key })
    },
    wish(controller, key, at, failures = 0, fault) {
      wishes.drop(controller, key)
      if (at === undefined) return
      wishes.add({
        at,
        sequence: ++sequence,
        controller,
        key,
        ...(failures > 0 ? { failures } : {}),
        ...(fault === undefined ? {} : { fault }),
      })
    },
    failures: (controller, key) => wishes.get(controller, key)?.failures ?? 0,
    take(now) {
      const wakeup = first()
      if (wakeup === undefined || wakeup.at > now) return undefined
      if (wakeup === calls.first()) calls.shift()
      else wishes.drop(wakeup.controller, wakeup.key)
      return wakeup
    },
    toJSON: () => [...wishes.all(), ...calls.all()].sort((a, b) => (before(a, b) ? -1 : 1)).map(plain),
  }
}

/** Calls come in order of time, so they need no sorting. */
function createCalls() {
  let calls: Wakeup[] = []
  let next = 0
  const keys = new Map<string, Set<ObjectKey>>()
  return {
    has: (controller: string, key: ObjectKey) => keys.get(controller)?.has(key) ?? false,
    add(wakeup: Wakeup) {
      calls.push(wakeup)
      const called = keys.get(wakeup.controller)
      if (called === undefined) keys.set(wakeup.controller, new Set([wakeup.key]))
      else called.add(wakeup.key)
    },
    first: () => calls[next],
    shift() {
      const { controller, key } = calls[next++]!
      keys.get(controller)?.delete(key)
      if (next < calls.length) return
      calls = []
      next = 0
    },
    all: () => calls.slice(next),
  }
}

/** One wish for each controller and key. */
function createWishes() {
  const heap = createHeap()
  const wishes = new Map<string, Map<ObjectKey, Entry>>()
  const get = (controller: string, key: ObjectKey) => wishes.get(controller)?.get(key)
  const drop = (controller: string, key: ObjectKey) => {
    const entry = get(controller, key)
    if (entry === undefined) return
    entry.dropped = true
    wishes.get(controller)?.delete(key)
  }
  return {
    get,
    drop,
    add(wakeup: Wakeup) {
      drop(wakeup.controller, wakeup.key)
      const entry = { ...wakeup, dropped: false }
      const own = wishes.get(wakeup.controller)
      if (own === undefined) wishes.set(wakeup.controller, new Map([[wakeup.key, entry]]))
      else own.set(wakeup.key, entry)
      heap.push(entry)
    },
    first: () => heap.first(),
    all: () => [...wishes.values()].flatMap((own) => [...own.values()]),
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
