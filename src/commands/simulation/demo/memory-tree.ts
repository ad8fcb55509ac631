/** Files and folders in memory, by absolute paths. */
import { basename, dirname } from 'node:path'
import { isWithin } from '../../manifests/paths.js'

/** What may be written in all: many times what the cluster's own files hold. */
export const mostWritten = 64 * 1024 * 1024

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
    if (bytes + more > mostWritten) throw fileError('ENOSPC', path)
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
      for (const [path, { length }] of [...files].filter(([each]) => isWithin(top, each))) {
        bytes -= length + entryBytes
        files.delete(path)
      }
      for (const path of [...folders].filter((each) => isWithin(top, each) && !roots.includes(each))) {
        bytes -= entryBytes
        folders.delete(path)
      }
    },
  }
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
