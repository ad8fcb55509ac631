/**
 * Loads the built program's chunks with V8's code cache, which halves the start-up time. Where Node rejects a cache
 * (another version, other flags) the chunk is compiled as usual and a new cache is left for the next start.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Script } from 'node:vm'
import type * as Main from './main.js'

interface Chunk {
  exports: object
}

export async function start(argv: readonly string[]): Promise<number> {
  const load = loader(__dirname)
  const { main } = load('main.js') as typeof Main
  const code = await main(argv, join(__dirname, '..', '..'))
  load.saveCaches()
  return code
}

function loader(directory: string) {
  const native = createRequire(join(directory, 'main.js'))
  const chunks = new Map<string, Chunk>()
  const uncached: { script: Script; path: string }[] = []

  function load(name: string): object {
    const known = chunks.get(name)
    if (known !== undefined) return known.exports
    const chunk: Chunk = { exports: {} }
    chunks.set(name, chunk)
    const path = join(directory, name)
    const wrapped = `(function(module,exports,require,__filename,__dirname){${readFileSync(path, 'utf8')}\n})`
    const cachedData = readIfThere(`${path}.cache`)
    const script = new Script(wrapped, { filename: path, ...(cachedData === undefined ? {} : { cachedData }) })
    if (script.cachedDataRejected !== false) uncached.push({ script, path: `${path}.cache` })
    const require = (id: string) => (id.startsWith('./') ? load(id.slice(2)) : native(id))
    script.runInThisContext()(chunk, chunk.exports, require, path, dirname(path))
    return chunk.exports
  }

  /** Called when the program has run, so that the functions it used are in the cache too. */
  load.saveCaches = () => {
    for (const { script, path } of uncached) saveCache(path, script.createCachedData())
  }
  return load
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch {
    return undefined
  }
}

/** A read-only installation just stays uncached. */
function saveCache(path: string, data: Buffer): void {
  const temporary = `${path}.${process.pid}`
  try {
    writeFileSync(temporary, data)
    renameSync(temporary, path)
  } catch {
    rmSync(temporary, { force: true })
  }
}
