import type { Instant, ObjectKey } from '../model/object.js'

/** A reconciliation that is due at an instant. Plain data, so that it can lie in the state file. */
export interface Wakeup {
  readonly at: Instant
  /** Breaks ties between wakeups of one instant, so that the order is total. */
  readonly sequence: number
  readonly controller: string
  readonly key: ObjectKey
  /** How many times in a row the key could not be reconciled; absent: it could. */
  readonly failures?: number
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
  wish(controller: string, key: ObjectKey, at: Instant | undefined, failures?: number): void
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

const plain = ({ at, sequence, controller, key, failures }: Wakeup): Wakeup =>
  failures === undefined ? { at, sequence, controller, key } : { at, sequence, controller, key, failures }

const before = (a: Wakeup, b: Wakeup) => a.at < b.at || (a.at === b.at && a.sequence < b.sequence)

export function createWakeups(saved: readonly Wakeup[] = [], lastSequence = 0): WakeupQueue {
  /** Calls come in order of time, so they need no sorting. */
  let calls: Wakeup[] = []
  let firstCall = 0
  const called = new Map<string, Set<ObjectKey>>()
  const wishes = new Map<string, Map<ObjectKey, Entry>>()
  const heap = createHeap()
  let sequence = lastSequence

  const of = <T>(map: Map<string, T>, controller: string, make: () => T): T => {
    let found = map.get(controller)
    if (found === undefined) {
      found = make()
      map.set(controller, found)
    }
    return found
  }
  const addWish = (wakeup: Wakeup) => {
    const entry = { ...wakeup, dropped: false }
    of(wishes, wakeup.controller, () => new Map()).set(wakeup.key, entry)
    heap.push(entry)
  }
  const dropWish = (controller: string, key: ObjectKey) => {
    const entry = wishes.get(controller)?.get(key)
    if (entry === undefined) return
    entry.dropped = true
    wishes.get(controller)?.delete(key)
  }
  for (const wakeup of saved) addWish(wakeup)

  const queue: WakeupQueue = {
    get next() {
      const call = calls[firstCall]
      const wish = heap.first()
      if (call === undefined) return wish?.at
      return wish !== undefined && before(wish, call) ? wish.at : call.at
    },
    get sequence() {
      return sequence
    },
    call(controller, key, now) {
      const keys = of(called, controller, () => new Set())
      if (keys.has(key)) return
      keys.add(key)
      calls.push({ at: now, sequence: ++sequence, controller, key })
    },
    wish(controller, key, at, failures = 0) {
      dropWish(controller, key)
      if (at === undefined) return
      addWish({ at, sequence: ++sequence, controller, key, ...(failures > 0 ? { failures } : {}) })
    },
    failures: (controller, key) => wishes.get(controller)?.get(key)?.failures ?? 0,
    take(now) {
      const call = calls[firstCall]
      const wish = heap.first()
      const first = call === undefined || (wish !== undefined && before(wish, call)) ? wish : call
      if (first === undefined || first.at > now) return undefined
      if (first === call) {
        called.get(first.controller)?.delete(first.key)
        firstCall++
        if (firstCall === calls.length) {
          calls = []
          firstCall = 0
        }
      } else dropWish(first.controller, first.key)
      return first
    },
    toJSON() {
      const waiting = [...wishes.values()].flatMap((keys) => [...keys.values()])
      const all = [...waiting, ...calls.slice(firstCall)].sort((a, b) => (before(a, b) ? -1 : 1))
      return all.map(plain)
    },
  }
  return queue
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
