import { randomBytes } from 'node:crypto'
import {
  closeSync,
  fchmodSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { ProcessIdentity } from '../disk.js'
import { newIdentity } from './processes.js'

const SUFFIX_BYTES = 9

/** What the names begin with under which a process writes what will take a file's place. */
const beginningOf = (path: string, { pid, session }: ProcessIdentity): string => `${path}.${pid}-${session}.`

export interface Replacement {
  readonly self: ProcessIdentity
  /** Permissions, whatever the umask. */
  readonly mode: number
  /** Writes the new file. */
  fill(handle: number): void
}

/**
 * Replaces a file all at once, or leaves it as it was: a link goes instead of what it leads to. Until then the new one has
 * a name that nobody can have taken beforehand. Throws as the file system does.
 */
export function replaceFile(path: string, { self, mode, fill }: Replacement): void {
  const temporary = `${beginningOf(path, self)}${randomSuffix()}.tmp`
  const handle = openSync(temporary, 'wx', mode)
  try {
    try {
      fchmodSync(handle, mode)
      fill(handle)
    } finally {
      closeSync(handle)
    }
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}

/** Replaces a file with a text for its owner's eyes alone, in a folder that is made like that where there is none. */
export function replacePrivately(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  replaceFile(path, { self: newIdentity(), mode: 0o600, fill: (handle) => writeFileSync(handle, text) })
}

/** Removes what a process has left that ended while it wrote. */
export function removeUnfinished(path: string, writer: ProcessIdentity): void {
  const beginning = basename(beginningOf(path, writer))
  for (const name of readdirSync(dirname(path))) {
    if (name.startsWith(beginning) && name.endsWith('.tmp')) rmSync(join(dirname(path), name), { force: true })
  }
}

/** As `randomBytes` makes it, which takes milliseconds to load: it is asked where the system has no file for it. */
function randomSuffix(): string {
  const bytes = Buffer.alloc(SUFFIX_BYTES)
  try {
    const source = openSync('/dev/urandom', 'r')
    try {
      if (readSync(source, bytes) === SUFFIX_BYTES) return bytes.toString('base64url')
    } finally {
      closeSync(source)
    }
  } catch {
    // There is none on Windows.
  }
  return randomBytes(SUFFIX_BYTES).toString('base64url')
}
