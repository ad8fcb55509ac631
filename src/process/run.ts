/** Command lines run inside this process, on a cluster that is already open: for the library, rehearsals and tests. */
import { UsageError } from '../api/contract/errors.js'
import { eachOnce } from '../api/contract/warnings.js'
import { answerInside } from '../cli/api-inside.js'
import { clientOf } from '../cli/client.js'
import { runCommandLine } from '../cli/index.js'
import { openContext } from '../cli/open.js'
import type { Surroundings } from '../cli/surroundings.js'
import { Cluster, type OpenOptions } from '../cluster/cluster.js'
import type { Command, FlagValues, Io, Machine, Reach } from '../commands/command.js'
import { commands } from '../commands/index.js'
import { chance } from './chance.js'
import { localFiles } from './files.js'

export interface RunOptions {
  /** What the command reads from its standard input; nothing without. */
  readonly stdin?: string
  /** What `-n` and manifests fall back to. */
  readonly namespace?: string
  readonly environment?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
  /** Is told what is printed as it comes, for commands that last (`port-forward`, `proxy`, `get -w`). */
  readonly output?: (text: string, stream: 1 | 2) => void
  /** The programs and temporary files that commands may use; none without. */
  readonly machine?: Machine
}

export interface RunResult {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number
}

export interface RunnableCluster extends Cluster {
  /** Runs a command line, without the program's name, as if it had been typed: `run(['get', 'pods'])`. */
  run(argv: readonly string[], options?: RunOptions): Promise<RunResult>
}

/** Opens a cluster on which command lines can be run. */
export async function openRunnable(options: OpenOptions = {}): Promise<RunnableCluster> {
  const { cluster, run } = await openInside(options)
  return Object.defineProperty(Object.create(cluster), 'run', { value: run }) as RunnableCluster
}

async function openInside(options: OpenOptions) {
  let warn = options.warn
  const cluster = await Cluster.open({
    api: answerInside,
    chance,
    ...options,
    warn: (text) => warn?.(text),
  })
  const run = async (argv: readonly string[], runOptions: InsideOptions = {}): Promise<RunResult> => {
    const captured = captureIo(runOptions)
    const before = warn
    warn = eachOnce(captured.io.warn)
    try {
      const exitCode = await runOn(cluster, argv, captured.io, runOptions)
      return { stdout: captured.text(1), stderr: captured.text(2), exitCode }
    } finally {
      warn = before
    }
  }
  return { cluster, run }
}

function runOn(cluster: Cluster, argv: readonly string[], io: Io, options: InsideOptions): Promise<number> {
  const surroundings = surroundingsOf(io, options)
  return runCommandLine(argv, {
    ...surroundings,
    open: async (command, flags) => {
      const other = otherCluster(command, flags)
      if (other !== undefined && options.reach !== undefined) {
        if (options.reach.refuseOther !== undefined) throw options.reach.refuseOther(other)
        return openContext(command, flags, surroundings)
      }
      const context = {
        ...surroundings,
        ...(await clientOf(cluster, command, flags)),
        cluster,
        remote: undefined,
        namespace: flags.string('namespace') || (options.namespace ?? cluster.settings.namespace ?? 'default'),
        namespaceGiven: flags.changed('namespace'),
      }
      return { context, close: async () => cluster.flush() }
    },
  })
}

/** The flag, if there is one, that means a cluster by itself; a command's own of that name means something else. */
function otherCluster(command: Command, flags: FlagValues): string | undefined {
  const own = new Set(command.flags.map(({ name }) => name))
  return ['state', 'server', 'kubeconfig', 'context', 'cluster'].find((name) => !own.has(name) && flags.changed(name))
}

/** Runs a command line on the cluster that its flags and the environment select, in a state file or behind a server. */
export async function runRemotely(argv: readonly string[], options: RunOptions): Promise<RunResult> {
  const captured = captureIo(options)
  const surroundings = surroundingsOf(captured.io, options)
  const exitCode = await runCommandLine(argv, {
    ...surroundings,
    open: (command, flags) => openContext(command, flags, surroundings),
  })
  return { stdout: captured.text(1), stderr: captured.text(2), exitCode }
}

interface InsideOptions extends RunOptions {
  /** Of a lab: what it may reach. */
  readonly reach?: Reach
  /** How much it may print; what is more is lost. */
  readonly limit?: OutputLimit
}

interface OutputLimit {
  readonly most: number
  readonly reached: () => void
}

function surroundingsOf(io: Io, options: InsideOptions) {
  const { environment = {}, signal = new AbortController().signal, machine = noMachine, reach } = options
  return {
    program: environment.KUBESIM_PROGRAM ?? 'kubesim',
    commands,
    out: io.out,
    err: io.err,
    discard: () => {},
    io,
    files: reach?.files ?? localFiles(environment),
    machine: reach?.machine ?? machine,
    signal,
    throwAway: reach === undefined ? throwAway : withinAnother,
  }
}

/** A cluster in memory that lasts as long as somebody needs it. */
export const throwAway: Surroundings['throwAway'] = async (settings, reach) => {
  const { cluster, run } = await openInside({ create: settings })
  return {
    async run(argv, { signal, mostOutput, ...options }) {
      const stop = new AbortController()
      const pass = () => stop.abort()
      signal.addEventListener('abort', pass)
      if (signal.aborted) pass()
      const limit = { most: mostOutput, reached: pass }
      try {
        const result = await run(argv, { ...options, reach, limit, signal: stop.signal })
        return { ...result, cut: result.stdout.length + result.stderr.length >= mostOutput }
      } finally {
        signal.removeEventListener('abort', pass)
      }
    },
    close: () => cluster.close(),
  }
}

// A lab that plays itself would never end.
const withinAnother: Surroundings['throwAway'] = async () => {
  throw new UsageError('a lab does not play another one')
}

function captureIo({ stdin = '', output = () => {}, limit }: InsideOptions): {
  io: Io
  text(stream: 1 | 2): string
} {
  const written: Record<1 | 2, string[]> = { 1: [], 2: [] }
  let left = limit?.most ?? Number.POSITIVE_INFINITY
  const write = (whole: string, stream: 1 | 2) => {
    const text = whole.length > left ? whole.slice(0, left) : whole
    left -= text.length
    if (left === 0) limit?.reached()
    written[stream].push(text)
    output(text, stream)
  }
  const io: Io = {
    out: (text) => write(text, 1),
    err: (text) => write(text, 2),
    warn: (text) => write(`Warning: ${text}\n`, 2),
    flush: async () => {},
    stdin: async () => stdin,
    stdinChunks: (async function* () {
      if (stdin !== '') yield stdin
    })(),
    terminal: { in: false, out: false, columns: 80 },
    colourLevel: 0,
  }
  return { io, text: (stream) => written[stream].join('') }
}

const noPrograms = async (): Promise<never> => {
  throw new Error('real programs are started by the command line only')
}

/** Command lines inside a process start no programs of the machine it runs on, unless they are given one. */
const noMachine: Machine = {
  platform: 'none',
  pid: 0,
  self: [],
  home: '',
  state: '',
  kubeconfig: '',
  chance,
  run: noPrograms,
  capture: noPrograms,
  makeTemporaryDirectory: noPrograms,
  makeTemporaryFile: noPrograms,
  remove: noPrograms,
  readAsset: async () => {
    throw new Error('labs are played by the command line only')
  },
  writeScript: async () => {},
  clusters: async () => (await import('../cluster/home.js')).noClusters,
  servers: async () => (await import('./servers.js')).servers,
}
