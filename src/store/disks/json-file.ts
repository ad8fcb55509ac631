/**
 * Where a cluster's state lies: a file (here) or memory, behind one contract, with the lock that processes share and the
 * notice by which a server is found. No disk knows what the bytes say but for their revision.
 */
import {
  accessSync,
  type BigIntStats,
  closeSync,
  constants,
  existsSync,
  fstatSync,
  fsyncSync,
  futimesSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import type { Disk, ProcessIdentity } from '../disk.js'
import { type Chunk, parseDocument } from '../document/document.js'
import { StateFileError } from '../document/state-file-error.js'
import { modeOf, takeLock } from './lock-file.js'
import { isAlive, newIdentity } from './processes.js'
import { removeUnfinished, replaceFile } from './replace-file.js'
import { targetOf } from './target.js'
import { watchPath } from './watch-path.js'

/** Bytes that are written in one go. */
const GATHERED = 256 * 1024
const VERSION_BYTES = 64

/** A state file. It is replaced as a whole: a new file is written beside it, forced to the disk, then renamed. */
export function jsonFile(name: string): Disk {
  const path = targetOf(name)
  const self = newIdentity()
  const failed = (verb: string, error: unknown): never => {
    if (error instanceof StateFileError) throw error
    throw new StateFileError(name, undefined, `it cannot be ${verb}: ${reason(error as NodeJS.ErrnoException)}`)
  }
  const guarded = <T>(verb: string, work: () => T): T => {
    try {
      return work()
    } catch (error) {
      return failed(verb, error)
    }
  }
  return {
    name,
    self,
    isAlive,
    version: () => guarded('read', () => versionOf(path)),
    read: () =>
      guarded('read', () => {
        if (statOf(path) === undefined) return undefined
        const { bytes, own } = readMarked(path)
        return parseDocument(bytes, name, own)
      }),
    vouch: (version) => vouched(path, version),
    write: (chunks) => guarded('written', () => replace(path, self, chunks)),
    remove: () => guarded('removed', () => rmSync(path, { force: true })),
    lock(pause) {
      guarded('written', () => {
        if (existsSync(path)) accessSync(path, constants.W_OK)
        else mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
      })
      const unfinished = (holder: ProcessIdentity | undefined) => holder && removeUnfinished(path, holder)
      return takeLock(path, self, pause, unfinished).catch((error) => failed('locked', error))
    },
    watch: (changed) => watchPath(path, changed),
  }
}

/** Undefined when there is nothing. Whoever opens a pipe, or reads a device, may wait for ever. */
function statOf(path: string) {
  const stat = statSync(path, { throwIfNoEntry: false, bigint: true })
  if (stat !== undefined && !stat.isFile() && !stat.isDirectory()) throw new Error('it is no regular file')
  return stat
}

/** The first bytes are asked too: they hold the revision, and file systems count time in steps of milliseconds. */
function versionOf(path: string): string | undefined {
  const stat = statOf(path)
  if (stat === undefined) return undefined
  const handle = openSync(path, 'r')
  try {
    return versionIn(handle, stat)
  } finally {
    closeSync(handle)
  }
}

function versionIn(handle: number, { ino, size, ctimeNs }: BigIntStats): string {
  const head = Buffer.alloc(VERSION_BYTES)
  return `${ino} ${size} ${ctimeNs} ${head.toString('latin1', 0, readSync(handle, head, 0, VERSION_BYTES, 0))}`
}

/** The mark is set afterwards, unless the file has changed meanwhile or is somebody else's: then it is checked again. */
function vouched(path: string, version: string): string {
  try {
    const handle = openSync(path, 'r')
    try {
      if (versionIn(handle, fstatSync(handle, { bigint: true })) !== version) return version
      mark(handle)
      return versionIn(handle, fstatSync(handle, { bigint: true }))
    } finally {
      closeSync(handle)
    }
  } catch {
    return version
  }
}

/**
 * What the time of a file's last modification ends with, below a second, that this program has written: whoever else
 * writes to it leaves another. Costs nothing to look at, where a checksum would have everybody read the whole file.
 */
const MARK_MICROS = 271_828n

/** Of what file systems and the numbers that tell them the time leave of a microsecond. */
const MOST_DEVIATION = 1n

function mark(handle: number): void {
  const seconds = Number(fstatSync(handle, { bigint: true }).mtimeNs / 1_000_000_000n)
  try {
    futimesSync(handle, seconds, seconds + (Number(MARK_MICROS) + 0.5) / 1e6)
  } catch {
    // Without it the file is checked whenever it is read.
  }
}

function readMarked(path: string): { readonly bytes: Buffer; readonly own: boolean } {
  const handle = openSync(path, 'r')
  try {
    const micros = (fstatSync(handle, { bigint: true }).mtimeNs / 1000n) % 1_000_000n
    const deviation = micros - MARK_MICROS
    return { bytes: readFileSync(handle), own: deviation <= MOST_DEVIATION && deviation >= -MOST_DEVIATION }
  } finally {
    closeSync(handle)
  }
}

function replace(path: string, self: ProcessIdentity, chunks: readonly Chunk[]): void {
  replaceFile(path, {
    self,
    mode: modeOf(path),
    fill(handle) {
      writeAll(handle, chunks)
      mark(handle)
      fsyncSync(handle)
    },
  })
  syncDirectory(dirname(path))
}

/** Small pieces are gathered: thousands of them would be slow one by one, and slower in one large buffer of fresh memory. */
function writeAll(handle: number, chunks: readonly Chunk[]): void {
  const gathered = Buffer.allocUnsafe(GATHERED)
  let length = 0
  const flush = () => {
    writeWhole(handle, gathered.subarray(0, length))
    length = 0
  }
  for (const chunk of chunks) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk
    if (length + bytes.length > GATHERED) flush()
    if (bytes.length > GATHERED) {
      writeWhole(handle, bytes)
      continue
    }
    gathered.set(bytes, length)
    length += bytes.length
  }
  flush()
}

function writeWhole(handle: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at)
}

/** Makes the renaming itself durable. Windows cannot, and needs not. */
function syncDirectory(path: string): void {
  try {
    const handle = openSync(path, 'r')
    fsyncSync(handle)
    closeSync(handle)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'EPERM' && code !== 'EISDIR' && code !== 'EINVAL' && code !== 'EACCES') throw error
  }
}

function reason({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied'
  if (code === 'EISDIR') return 'it is a directory'
  if (code === 'ENOSPC') return 'the disk is full'
  if (code === 'EROFS') return 'the file system is read-only'
  if (code === 'ENOENT') return 'its directory does not exist'
  return message
}
