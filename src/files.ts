/** The file system and the web for commands that read manifests. */
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { UsageError } from './api/errors.js'
import type { Files } from './commands/command.js'

export function localFiles(environment: Readonly<Record<string, string | undefined>>): Files {
  return {
    environment,
    read: (path) => readFile(path, 'utf8'),
    readBytes: (path) => readFile(path),
    isDirectory: async (path) => (await stat(path)).isDirectory(),
    list: async (directory) => (await readdir(directory)).sort(),
    fetch: fetchText,
    write: (path, content) => writeFile(path, content),
  }
}

/** kubectl's words for a page that cannot be had (cli-runtime, `readHttpWithRetries`). */
async function fetchText(url: string): Promise<string> {
  const response = await fetch(url).catch((error: Error & { cause?: { message?: string } }) => {
    throw new UsageError(`Get "${url}": ${error.cause?.message ?? error.message}`)
  })
  if (!response.ok) {
    throw new UsageError(
      `unable to read URL "${url}", server reported ${response.status} ${response.statusText}, status code=${response.status}`,
    )
  }
  return response.text()
}
