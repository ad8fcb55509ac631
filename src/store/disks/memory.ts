import type { Disk } from '../disk.js'
import { parseDocument } from '../document/document.js'
import { newIdentity } from './processes.js'

/** What the memory disks of one place share, as state files share a path. */
export interface MemoryPlace {
  bytes?: Buffer
  version: number
  /** Settled when the last of those who wait for the lock has released it. */
  turn: Promise<void>
  readonly watchers: Set<() => void>
}

export function memoryPlace(): MemoryPlace {
  return { version: 0, turn: Promise.resolve(), watchers: new Set() }
}

/** A state that ends with its process. Several sessions may share its place. */
export function memoryDisk(place: MemoryPlace = memoryPlace()): Disk {
  const replaced = () => {
    place.version++
    for (const changed of place.watchers) changed()
  }
  return {
    name: 'in memory',
    self: newIdentity(),
    isAlive: () => true,
    version: () => (place.bytes === undefined ? undefined : String(place.version)),
    read: () => (place.bytes === undefined ? undefined : parseDocument(place.bytes, 'in memory', true)),
    vouch: (version) => version,
    write(chunks) {
      place.bytes = Buffer.concat(chunks.map((chunk) => (typeof chunk === 'string' ? Buffer.from(chunk) : chunk)))
      replaced()
    },
    remove() {
      delete place.bytes
      replaced()
    },
    async lock() {
      const before = place.turn
      let release = () => {}
      place.turn = new Promise((resolve) => {
        release = resolve
      })
      await before
      return { isHeld: () => true, release }
    },
    watch(changed) {
      place.watchers.add(changed)
      return () => place.watchers.delete(changed)
    },
  }
}
