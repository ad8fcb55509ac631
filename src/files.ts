/** The file system and the web for commands that read manifests. */
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Files } from './commands/command.js'

export function localFiles(environment: Readonly<Record<string, string | undefined>>): Files {
  return {
    environment,
    read: (path) => readFile(path, 'utf8'),
    readBytes: (path) => readFile(path),
    isDirectory: async (path) => (await stat(path)).isDirectory(),
    absolute: (path) => resolve(path),
    list: async (directory) => (await readdir(directory)).sort(),
    fetch: async (url) => (await import('./web.js')).fetchText(url),
    write: (path, content) => writeFile(path, content),
  }
}
