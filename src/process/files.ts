/** The file system and the web for commands that read manifests. */
import { mkdir, readdir, readFile, realpath, stat, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Files } from '../commands/command.js'
import { replacePrivately } from '../store/disks/replace-file.js'

export function localFiles(environment: Readonly<Record<string, string | undefined>>): Files {
  return {
    environment,
    read: async (path) => decodeText(await readFile(path)),
    readBytes: (path) => readFile(path),
    isDirectory: async (path) => (await stat(path)).isDirectory(),
    entry: async (path) => {
      const found = await stat(path)
      const kind = found.isFile() ? 'file' : found.isDirectory() ? 'directory' : 'other'
      // A pipe of a shell (`<(…)`) has no other path.
      return { realPath: kind === 'other' ? path : await realpath(path), kind, size: found.size }
    },
    absolute: (path) => resolve(path),
    list: async (directory) => (await readdir(directory)).sort(),
    fetch: async (url) => (await import('./web.js')).fetchText(url),
    write: (path, content) => writeFile(path, content),
    writeBytes: (path, content) => writeFile(path, content),
    replacePrivately: async (path, content) => replacePrivately(resolve(path), content),
    makeDirectory: async (path) => void (await mkdir(path, { recursive: true })),
  }
}

/** UTF-8, or the UTF-16 that a redirection in PowerShell writes. */
function decodeText(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.subarray(2).toString('utf16le')
  return bytes.toString('utf8')
}
