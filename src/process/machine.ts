/** The user's own machine: real programs, scripts, and files that come with the package. */
import { spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { constants, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Captured, Machine } from '../commands/command.js'
import { newIdentity } from '../store/disks/processes.js'
import { replaceFile } from '../store/disks/replace-file.js'
import { chance } from './chance.js'

export interface MachineFacts {
  readonly platform: string
  readonly pid: number
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly self: readonly string[]
  readonly home: string
  /** The package's own directory. */
  readonly packageDirectory: string
}

export function localMachine(facts: MachineFacts): Machine {
  return {
    ...facts,
    // Known when the command line has been read.
    state: '',
    kubeconfig: '',
    chance,
    readAsset: (path) => readFile(join(facts.packageDirectory, 'fixtures', path), 'utf8'),
    run: (program, args, environment = {}) => runProgram(program, args, { ...facts.environment, ...environment }),
    capture: (program, args) => captureProgram(program, args, facts.environment),
    clusters: async () => (await import('../cluster/home.js')).clustersIn(facts.home, chance),
    servers: async () => (await import('./servers.js')).servers,
    makeTemporaryDirectory: (prefix) => mkdtemp(join(tmpdir(), prefix)),
    makeTemporaryFile: (prefix, suffix) => makeTemporaryFile(prefix, suffix),
    remove: (path) => rm(path, { recursive: true, force: true }),
    writeScript: async (path, content) => {
      const present = await readFile(path, 'utf8').catch(() => undefined)
      if (present === content) return
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      replaceFile(path, { self: newIdentity(), mode: 0o755, fill: (handle) => writeFileSync(handle, content) })
    },
  }
}

/** The exit code as a shell tells it: 127 when there is no such program, 128 + n when signal n ended it. */
function runProgram(program: string, args: readonly string[], environment: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: 'inherit', env: environment })
    child.on('error', () => resolve(127))
    child.on('close', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])))
  })
}

/** Only its owner may read it. */
async function makeTemporaryFile(prefix: string, suffix: string): Promise<string> {
  const path = join(tmpdir(), `${prefix}${randomInt(2 ** 32)}${suffix}`)
  await writeFile(path, '', { flag: 'wx', mode: 0o600 })
  return path
}

function captureProgram(
  program: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<Captured | undefined> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: environment })
    const written = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        written[name] += text
      })
    }
    child.on('error', () => resolve(undefined))
    child.on('close', (code, signal) =>
      resolve({ ...written, exitCode: code ?? 128 + (signal === null ? 0 : constants.signals[signal]) }),
    )
  })
}
