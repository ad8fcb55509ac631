import type { Disk } from '../disk.js'
import { parseDocument } from '../document.js'
import { newParty } from './processes.js'

/** A state that ends with its process; several sessions may share it. */
export function memoryDisk(): Disk {
  let bytes: Buffer | undefined
  let version = 0
  let tail: Promise<void> = Promise.resolve()
  const watchers = new Set<() => void>()
  const replace = (next: Buffer | undefined) => {
    bytes = next
    version++
    for (const changed of watchers) changed()
  }
  return {
    name: 'in memory',
    self: newParty(),
    isAlive: () => true,
    version: () => (bytes === undefined ? undefined : String(version)),
    read: () => (bytes === undefined ? undefined : parseDocument(bytes, 'in memory')),
    write: (chunks) =>
      replace(Buffer.concat(chunks.map((chunk) => (typeof chunk === 'string' ? Buffer.from(chunk) : chunk)))),
    remove: () => replace(undefined),
    async lock() {
      const turn = tail
      let release = () => {}
      tail = new Promise((resolve) => {
        release = resolve
      })
      await turn
      return { release }
    },
    watch(changed) {
      watchers.add(changed)
      return () => watchers.delete(changed)
    },
  }
}
