/** Files and folders in memory, by absolute paths. */
import { basename, dirname, isAbsolute, relative } from 'node:path'

/** What may be written in all: many times what the cluster's own files hold. */
export const mostBytes = 64 * 1024 * 1024

/** What an entry costs beside its content. */
const entryBytes = 4096

export interface MemoryTree {
  kindOf(path: string): 'file' | 'directory' | undefined
  contentOf(path: string): Buffer | undefined
  /** Names directly in a folder. */
  namesIn(path: string): readonly string[]
  put(path: string, content: Buffer): void
  addFolder(path: string): void
  remove(path: string): void
}

/** `roots`: folders that are there, and stay. */
export function memoryTree(roots: readonly string[]): MemoryTree {
  const files = new Map<string, Buffer>()
  const folders = new Set(roots)
  let bytes = 0
  const spend = (path: string, more: number) => {
    if (bytes + more > mostBytes) throw fileError('ENOSPC', path)
    bytes += more
  }
  return {
    kindOf: (path) => (files.has(path) ? 'file' : folders.has(path) ? 'directory' : undefined),
    contentOf: (path) => files.get(path),
    namesIn: (path) =>
      [...files.keys(), ...folders]
        .filter((each) => each !== path && dirname(each) === path)
        .map((each) => basename(each)),
    put(path, content) {
      spend(path, content.length - (files.get(path)?.length ?? -entryBytes))
      files.set(path, content)
    },
    addFolder(path) {
      spend(path, entryBytes)
      folders.add(path)
    },
    remove(top) {
      for (const [path, { length }] of [...files].filter(([each]) => within(top, each))) {
        bytes -= length + entryBytes
        files.delete(path)
      }
      for (const path of [...folders].filter((each) => within(top, each) && !roots.includes(each))) {
        bytes -= entryBytes
        folders.delete(path)
      }
    },
  }
}

/** Whether a path is the folder, or below it. */
export function within(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return way === '' || (!isAbsolute(way) && way !== '..' && !/^\.\.[\\/]/.test(way))
}

const messages = {
  EISDIR: 'illegal operation on a directory',
  ENOENT: 'no such file or directory',
  ENOSPC: 'no space left on device',
  ENOTDIR: 'not a directory',
} as const

/** An error as Node's file system has them. */
export const fileError = (code: keyof typeof messages, path: string): NodeJS.ErrnoException =>
  Object.assign(new Error(`${code}: ${messages[code]}, open '${path}'`), { code, path, syscall: 'open' })
