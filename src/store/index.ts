/**
 * What a cluster consists of, and where it lies: revisioned objects with the log of their changes, the layout of the
 * state file, and the disks that hold it. It knows objects by their metadata alone: no kind, no rule of Kubernetes, and
 * no clock belongs here.
 */
export type { Disk, Lock, Pause, ProcessIdentity } from './disk.js'
export { jsonFile } from './disks/json-file.js'
export { type MemoryPlace, memoryDisk, memoryPlace } from './disks/memory.js'
export { type Notice, postNotice, readNotice, type Served } from './disks/server-notice.js'
export {
  type Document,
  documentOf,
  emptyDocument,
  type Header,
  type KeptChange,
  parseDocument,
  renderDocument,
  spliced,
} from './document/document.js'
export { StateFileError } from './document/state-file-error.js'
export * from './indexes.js'
export { createStore, type ObjectStore } from './objects/object-store.js'
export type { Change, ChangeType, Index, Reader, Store } from './store.js'
