/**
 * Loads the built program's chunks. Chunks that are always wanted together lie together in a pack, one script.
 */
import { join } from 'node:path'
import type * as Main from './main.js'
import { createScripts } from './scripts.js'

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
const LATE = new Set(['node:child_process', 'node:crypto', 'node:fs/promises', 'node:worker_threads', 'node:zlib'])

export async function start(argv: readonly string[]): Promise<number> {
  const load = loader(__dirname)
  const { main } = load('main.js') as typeof Main
  const code = await main(argv, join(__dirname, '..', '..'))
  load.saveCaches()
  return code
}

function loader(directory: string) {
  const scripts = createScripts(directory, process)
  const run = (name: string) => scripts.run(name) as Piece
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
      if (pack === 'writing.js') scripts.prepareChanges()
      open(pack, run(pack))
      return load(name)
    }
    const module = { exports: {} }
    loaded.set(name, module)
    return evaluate(name, run(name).chunk, module)
  }
  const requireFrom = (id: string): object => {
    if (id.startsWith('./')) return load(id.slice(2))
    return LATE.has(id) ? new Proxy({}, { get: (_, name) => require(id)[name] }) : require(id)
  }
  const first = run('reading.js')
  const { elsewhere = {} } = first
  open('reading.js', first)
  load.saveCaches = scripts.saveCaches
  return load
}
