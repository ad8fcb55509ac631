/**
 * Loads the built program's chunks with V8's code cache, which halves the start-up time. Chunks that are always wanted
 * together lie together in a pack, one script. Where Node rejects a cache (another version, other flags) the script is
 * compiled as usual and a new cache is left for the next start.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Script } from 'node:vm'
import type * as Main from './main.js'

type Require = (id: string) => object

/** A chunk as a CommonJS module. */
type Chunk = (module: { exports: object }, exports: object, require: Require, filename: string) => void

/** What a script of the build gives: its chunks by name, and in the first pack also where the other packs' chunks are. */
interface Pack {
  readonly chunks: Readonly<Record<string, Chunk>>
  readonly elsewhere?: Readonly<Record<string, string>>
}

/** Built-in modules that most commands do without; each takes milliseconds. */
const LATE = new Set(['node:child_process', 'node:crypto', 'node:fs/promises'])

export async function start(argv: readonly string[]): Promise<number> {
  const load = loader(__dirname)
  const { main } = load('main.js') as typeof Main
  const code = await main(argv, join(__dirname, '..', '..'))
  load.saveCaches()
  return code
}

function loader(directory: string) {
  const scripts = createScripts(directory)
  const { chunks: first, elsewhere = {} } = scripts.run('reading.js') as Pack
  const known = new Map<string, Chunk>(Object.entries(first))
  const loaded = new Map<string, { exports: object }>()

  const find = (name: string): Chunk => {
    const pack = elsewhere[name]
    if (pack === undefined) return scripts.run(name) as Chunk
    scripts.optimiseLess()
    for (const [each, chunk] of Object.entries((scripts.run(pack) as Pack).chunks)) known.set(each, chunk)
    return known.get(name) as Chunk
  }
  const load = (name: string): object => {
    let module = loaded.get(name)
    if (module === undefined) {
      module = { exports: {} }
      loaded.set(name, module)
      const chunk = known.get(name) ?? find(name)
      chunk(module, module.exports, requireFrom, join(directory, name))
    }
    return module.exports
  }
  const requireFrom = (id: string): object => {
    if (id.startsWith('./')) return load(id.slice(2))
    return LATE.has(id) ? new Proxy({}, { get: (_, name) => require(id)[name] }) : require(id)
  }
  load.saveCaches = scripts.saveCaches
  return load
}

function createScripts(directory: string) {
  let uncached: { script: Script; path: string }[] = []
  let suffix = 'cache'
  return {
    run(name: string): unknown {
      const filename = join(directory, name)
      const cache = `${filename}.${suffix}`
      const cachedData = readIfThere(cache)
      // The build writes ASCII alone, which is read fastest as Latin-1.
      const source = readFileSync(filename, 'latin1')
      const script = new Script(source, { filename, ...(cachedData === undefined ? {} : { cachedData }) })
      if (script.cachedDataRejected !== false) uncached.push({ script, path: cache })
      return script.runInThisContext()
    },
    /** Called when the program has run, so that the functions it used are in the caches too. */
    saveCaches() {
      for (const { script, path } of uncached) saveCache(path, script.createCachedData())
      uncached = []
    },
    /**
     * For commands that change the cluster: left to itself V8 spends a third of their second on optimising what then
     * hardly runs any more. Caches are good for one choice of V8's flags only.
     */
    optimiseLess() {
      if (suffix !== 'cache') return
      this.saveCaches()
      suffix = 'patient.cache'
      require('node:v8').setFlagsFromString('--interrupt-budget=264000')
    },
  }
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
