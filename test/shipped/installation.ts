/** The program as users have it: packed, installed into a folder of its own, and run by a Node that a test chooses. */
import { execFile, type SpawnOptions, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'

const execute = promisify(execFile)
export const root = resolve(import.meta.dirname, '..', '..')

/** KUBESIM_NODES lists programs, as PATH lists folders: the Nodes to test on. Without it, the one that runs the tests. */
export const chosenNodes = process.env.KUBESIM_NODES
export const nodes: readonly Node[] = await Promise.all(
  (chosenNodes ?? process.execPath).split(delimiter).map(async (path) => {
    const { stdout } = await execute(path, ['--version'])
    return { path, name: `Node ${stdout.trim()}` }
  }),
)

export interface Node {
  readonly path: string
  readonly name: string
}

export interface Outcome {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number | null
}

export interface Installation {
  /** A folder whose `node_modules` has the package. */
  readonly directory: string
  /** The files of the package. */
  readonly packed: readonly string[]
  /** Somebody with a Node and a home of their own, who works in that home if nowhere else. */
  user(node: Node, folder?: string): User
  remove(): void
}

export interface User {
  readonly home: string
  readonly environment: Readonly<Record<string, string>>
  /** Types a command line; the program is found on the PATH, and finds its Node there. */
  run(words: readonly string[], stdin?: string): Promise<Outcome>
  start(words: readonly string[], options?: SpawnOptions): ReturnType<typeof spawn>
}

/** Packs what has been built and installs it without the network. */
export async function install(): Promise<Installation> {
  const directory = mkdtempSync(join(tmpdir(), 'kubesim-shipped-'))
  const quietly = ['--ignore-scripts', '--json', '--no-audit', '--no-fund', '--offline']
  const { stdout } = await execute('npm', ['pack', ...quietly, '--pack-destination', directory], { cwd: root })
  const [{ filename, files }] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }]
  writeFileSync(join(directory, 'package.json'), '{"private":true,"type":"module"}')
  await execute('npm', ['install', ...quietly, join(directory, filename)], { cwd: directory })
  return {
    directory,
    packed: files.map(({ path }) => path),
    user: (node, folder) => user(directory, node, folder),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  }
}

/** What has been built, found on the PATH where it lies: for what packing does nothing to. Chosen Nodes have it installed. */
export async function inPlace(): Promise<Omit<Installation, 'packed'>> {
  if (chosenNodes !== undefined) return install()
  const directory = mkdtempSync(join(tmpdir(), 'kubesim-built-'))
  const programs = join(directory, 'node_modules', '.bin')
  mkdirSync(programs, { recursive: true })
  symlinkSync(join(root, 'bin', 'kubesim.js'), join(programs, 'kubesim'))
  return {
    directory,
    user: (node, folder) => user(directory, node, folder),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  }
}

function user(directory: string, node: Node, folder?: string): User {
  const home = mkdtempSync(join(directory, 'home-'))
  const environment = {
    PATH: [join(directory, 'node_modules', '.bin'), dirname(node.path), process.env.PATH].join(delimiter),
    HOME: home,
    // What will be deprecated some day says so at once.
    NODE_PENDING_DEPRECATION: '1',
  }
  const start = (words: readonly string[], options: SpawnOptions = {}) =>
    spawn('kubesim', words, { cwd: folder ?? home, env: environment, ...options })
  return {
    home,
    environment,
    start,
    run: (words, stdin = '') => outcomeOf(start(words), stdin),
  }
}

export async function outcomeOf(child: ReturnType<typeof spawn>, stdin = ''): Promise<Outcome> {
  const written = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text) => {
      written[name] += text
    })
  }
  // A command that does not read its input may have ended before it is written.
  child.stdin?.on('error', () => {}).end(stdin)
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', resolve)
  })
  return { ...written, exitCode }
}
