/**
 * Loads the built program's chunks with V8's code cache, which halves the start-up time. Chunks that are always wanted
 * together lie together in a pack, one script. Where Node rejects a cache (another version, other flags) the script is
 * compiled as usual and a new cache is left for the next start.
 */
import { closeSync, fstatSync, openSync, readSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Script } from 'node:vm'
import type * as Main from './main.js'

type Require = (id: string) => object

/** A chunk as a CommonJS module. */
type Chunk = (module: { exports: object }, exports: object, require: Require, filename: string) => void

/** What a script of the build gives: a chunk, or a pack of them that exports its chunks by name. */
interface Piece {
  readonly chunk: Chunk
  /** In the first pack: in which packs other chunks are. */
  readonly elsewhere?: Readonly<Record<string, string>>
}

/** Built-in modules that most commands do without; each takes milliseconds. */
const LATE = new Set(['node:child_process', 'node:crypto', 'node:fs/promises', 'node:zlib'])

export async function start(argv: readonly string[]): Promise<number> {
  const load = loader(__dirname)
  const { main } = load('main.js') as typeof Main
  const code = await main(argv, join(__dirname, '..', '..'))
  load.saveCaches()
  return code
}

function loader(directory: string) {
  const scripts = createScripts(directory)
  const loaded = new Map<string, { exports: object }>()
  const evaluate = (name: string, chunk: Chunk, module: { exports: object }): object => {
    chunk(module, module.exports, requireFrom, join(directory, name))
    return module.exports
  }
  const open = (name: string, { chunk }: Piece) => {
    for (const [each, exports] of Object.entries(evaluate(name, chunk, { exports: {} }))) loaded.set(each, { exports })
  }
  const load = (name: string): object => {
    const known = loaded.get(name)
    if (known !== undefined) return known.exports
    const pack = elsewhere[name]
    if (pack !== undefined) {
      if (pack === 'writing.js') scripts.optimiseLess()
      open(pack, scripts.run(pack))
      return load(name)
    }
    const module = { exports: {} }
    loaded.set(name, module)
    return evaluate(name, scripts.run(name).chunk, module)
  }
  const requireFrom = (id: string): object => {
    if (id.startsWith('./')) return load(id.slice(2))
    return LATE.has(id) ? new Proxy({}, { get: (_, name) => require(id)[name] }) : require(id)
  }
  const first = scripts.run('reading.js')
  const { elsewhere = {} } = first
  open('reading.js', first)
  load.saveCaches = scripts.saveCaches
  return load
}

function createScripts(directory: string) {
  let uncached: { script: Script; path: string }[] = []
  let suffix = 'cache'
  const read = reader()
  const readIfThere = (path: string): Buffer | undefined => {
    try {
      return read(path)
    } catch {
      return undefined
    }
  }
  return {
    run(name: string): Piece {
      const filename = join(directory, name)
      const cache = `${filename}.${suffix}`
      // The build writes ASCII alone, which is read fastest as Latin-1.
      const source = read(filename).toString('latin1')
      const cachedData = readIfThere(cache)
      const script = new Script(source, { filename, ...(cachedData === undefined ? {} : { cachedData }) })
      if (script.cachedDataRejected !== false) uncached.push({ script, path: cache })
      return script.runInThisContext() as Piece
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

/** Reads files, each into the memory of the one before: to touch fresh memory takes longer than to read. */
function reader(): (path: string) => Buffer {
  let memory = Buffer.allocUnsafeSlow(1 << 20)
  return (path) => {
    const file = openSync(path, 'r')
    try {
      const { size } = fstatSync(file)
      if (size > memory.length) memory = Buffer.allocUnsafeSlow(size)
      let length = 0
      for (let more = -1; more !== 0 && length < size; length += more) {
        more = readSync(file, memory, length, size - length, null)
      }
      return memory.subarray(0, length)
    } finally {
      closeSync(file)
    }
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
