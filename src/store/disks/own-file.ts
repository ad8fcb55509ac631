import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs'
import { ownUser } from './processes.js'

/** Whoever opens a pipe to read from it waits for a writer, unless he says that he does not; a link is not followed. */
export const TO_READ = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

/**
 * The text of a file that this user has written and nobody else may read or write; undefined for any other. Whoever else
 * can write into its folder must not put his own in its place.
 */
export function readOwn(path: string): string | undefined {
  let handle: number
  try {
    handle = openSync(path, TO_READ)
  } catch {
    return undefined
  }
  try {
    const stat = fstatSync(handle)
    const user = ownUser()
    if (!stat.isFile() || (user !== undefined && (stat.uid !== user || (stat.mode & 0o077) !== 0))) return undefined
    return readFileSync(handle, 'utf8')
  } catch {
    return undefined
  } finally {
    closeSync(handle)
  }
}
