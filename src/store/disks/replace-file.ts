import { closeSync, openSync, renameSync, rmSync } from 'node:fs'
import type { ProcessIdentity } from '../disk.js'

/** Where a process writes what will take a file's place; whoever finds it dead may remove it. */
export const temporaryOf = (path: string, { pid, session }: ProcessIdentity): string => `${path}.${pid}-${session}.tmp`

export interface Replacement {
  readonly self: ProcessIdentity
  /** Permissions, of which the umask takes its share. */
  readonly mode: number
  /** Writes the new file. */
  fill(handle: number): void
}

/** Replaces a file all at once, or leaves it as it was: a link goes instead of what it leads to. Throws as the file system does. */
export function replaceFile(path: string, { self, mode, fill }: Replacement): void {
  const temporary = temporaryOf(path, self)
  // What an earlier write has left goes.
  rmSync(temporary, { force: true })
  const handle = openSync(temporary, 'wx', mode)
  try {
    try {
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
