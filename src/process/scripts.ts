/**
 * The build's scripts with V8's code cache beside them, which halves the start-up time. Where there is no cache yet, or
 * V8 rejects it (other flags), the script is compiled as usual and a new cache is left for the next start.
 */
import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { Script } from 'node:vm'

export interface Scripts {
  /** The value of a script of the build. */
  run(name: string): unknown
  /** Called when the program has run, so that the functions it used are in the caches too. */
  saveCaches(): void
  /** The command turns out to be one that changes the cluster. */
  prepareChanges(): void
}

/** The Node that runs the scripts, as `process` tells it. */
export interface Engine {
  readonly pid: number
  readonly arch: string
  readonly versions: { readonly v8: string }
  readonly execArgv: readonly string[]
  readonly env: { readonly NODE_OPTIONS?: string | undefined }
}

/** How many kinds of Node keep their caches in one installation. */
const MOST_ENGINES = 6

/**
 * What commands share that read and those that change something: a cache by one of the latter has little of what readers
 * use, and goes by another name until the first reader makes the one that stays.
 */
const SHARED = 'reading.js'
const EARLY = '.early'

/**
 * Left to itself V8 spends a third of the second of a command that changes the cluster on optimising what then hardly
 * runs any more: it is to wait four times as long. Its flags change their names, and one that it does not know is an
 * error that the user sees: so they are set only where they are known to be there and to help. From Node 24 on there is
 * a compiler in between, Maglev, and waiting gains nothing.
 */
const PATIENT_FLAGS: Readonly<Record<string, string>> = {
  // Node 20
  '11.3': '--interrupt-budget=264000',
  // Node 22
  '12.4': '--invocation-count-for-turbofan=12000',
}

export const patientFlag = (v8: string): string | undefined => PATIENT_FLAGS[v8.split('.', 2).join('.')]

export function createScripts(directory: string, engine: Engine): Scripts {
  const caches = join(directory, 'caches', engineName(engine))
  let uncached: Uncached[] = []
  let suffix = 'cache'
  let changing = false
  const read = reader()
  const readIfThere = (path: string): Buffer | undefined => {
    try {
      return read(path)
    } catch {
      return undefined
    }
  }
  const saveCaches = () => {
    try {
      if (uncached.length > 0) makeRoom(caches)
      for (const each of uncached) save(each, changing, engine.pid)
    } catch {
      // A read-only installation just stays uncached; so does one whose disk is full.
    }
    uncached = []
  }
  return {
    run(name) {
      const filename = join(directory, name)
      const path = join(caches, `${name}.${suffix}`)
      // The build writes ASCII alone, which is read fastest as Latin-1.
      const source = read(filename).toString('latin1')
      const whole = readIfThere(path)
      const shared = whole === undefined && name === SHARED
      const cachedData = shared ? readIfThere(path + EARLY) : whole
      const script = new Script(source, { filename, ...(cachedData === undefined ? {} : { cachedData }) })
      const accepted = script.cachedDataRejected === false
      if (shared || !accepted) uncached.push({ script, path, shared, accepted })
      return script.runInThisContext()
    },
    saveCaches,
    prepareChanges() {
      if (changing) return
      changing = true
      const flag = patientFlag(engine.versions.v8)
      if (flag === undefined) return
      // Caches are good for one choice of flags only.
      saveCaches()
      suffix = 'patient.cache'
      require('node:v8').setFlagsFromString(flag)
    },
  }
}

interface Uncached {
  readonly script: Script
  readonly path: string
  /** It is the one that all commands share, and has no cache by a reader yet. */
  readonly shared: boolean
  /** V8 has taken the cache that there is. */
  readonly accepted: boolean
}

function save({ script, path, shared, accepted }: Uncached, changing: boolean, pid: number): void {
  if (!shared || !changing) saveCache(path, script.createCachedData(), pid)
  else if (!accepted) saveCache(path + EARLY, script.createCachedData(), pid)
  if (shared && !changing) rmSync(path + EARLY, { force: true })
}

/**
 * What caches are good for: one V8 with one choice of flags. V8 has a number for both, but the module that tells it
 * takes a millisecond to load; without flags the version will do.
 */
function engineName({ versions, arch, execArgv, env }: Engine): string {
  const plain = execArgv.length === 0 && !env.NODE_OPTIONS
  const flags = plain ? '' : `-${require('node:v8').cachedDataVersionTag().toString(16)}`
  return `${versions.v8}-${arch}${flags}`
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

/** Makes a folder for the caches of an engine; where it is one too many, the one that was written to longest ago goes. */
function makeRoom(caches: string): void {
  if (mkdirSync(caches, { recursive: true, mode: 0o755 }) === undefined) return
  const parent = dirname(caches)
  const all = readdirSync(parent).map((name) => join(parent, name))
  const written = (path: string) => (path === caches ? Number.POSITIVE_INFINITY : statSync(path).mtimeMs)
  const newestFirst = all.map((path) => ({ path, at: written(path) })).sort((a, b) => b.at - a.at)
  for (const { path } of newestFirst.slice(MOST_ENGINES)) rmSync(path, { recursive: true, force: true })
}

function saveCache(path: string, data: Buffer, pid: number): void {
  const temporary = `${path}.${pid}`
  rmSync(temporary, { force: true })
  try {
    // Whatever the umask, nobody else is to say what code a cache holds.
    writeFileSync(temporary, data, { flag: 'wx', mode: 0o644 })
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}
