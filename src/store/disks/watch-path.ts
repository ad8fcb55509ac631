import { type FSWatcher, unwatchFile, watch, watchFile } from 'node:fs'
import { basename, dirname } from 'node:path'

/** Beside fs.watch, which some file systems do not support: how often the file is looked at while somebody waits. */
const SLOW_POLL_MILLIS = 2000

/**
 * Calls back when a file has been replaced, changed, made or removed. The file itself is watched, so that what happens
 * to its neighbours wakes nobody; its folder only while there is no such file. Returns what ends it.
 */
export function watchPath(path: string, changed: () => void): () => void {
  let watcher: FSWatcher | undefined
  const again = () => {
    follow()
    changed()
  }
  /**
   * A watcher stays with its file when another takes the name, so each event begins a new one; only then may somebody
   * look at the file, so that no change falls between.
   */
  const follow = () => {
    watcher?.close()
    watcher = watched(path, again)
    if (watcher !== undefined) return
    const name = basename(path)
    const folder = watched(dirname(path), (file) => {
      if (file === null || file === name) again()
    })
    // It may have come before its folder was watched.
    watcher = watched(path, again) ?? folder
    if (watcher !== folder) folder?.close()
  }
  follow()
  watchFile(path, { interval: SLOW_POLL_MILLIS }, again)
  return () => {
    watcher?.close()
    unwatchFile(path, again)
  }
}

/** Nothing where there is no such file, or where it cannot be watched. */
function watched(path: string, heard: (file: string | null) => void): FSWatcher | undefined {
  try {
    const watcher = watch(path, (_event, file) => heard(file))
    return watcher.on('error', () => watcher.close())
  } catch {
    return undefined
  }
}
