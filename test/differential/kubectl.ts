import { execFileSync } from 'node:child_process'
import { accessSync, constants, existsSync, realpathSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { type Outcome, start } from './programs.js'

/** Of the release that the simulated cluster is; others word some things differently. */
const wanted = { major: '1', minor: '33' }

/** The real kubectl, if this machine has one of the wanted release. */
export function findKubectl(): string | undefined {
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .map((directory) => join(directory, 'kubectl'))
    .find(isExecutable)
  if (onPath === undefined) return undefined
  // Some packages start one of several releases, which lie beside the program that chooses.
  const real = realpathSync(onPath)
  const release = join(dirname(real), `kubectl.${wanted.major}.${wanted.minor}`)
  const found = existsSync(release) ? release : onPath
  return isWanted(found) ? found : undefined
}

/** Other releases that lie beside it: the oldest that is tried, and the first that speaks WebSocket. */
export function otherReleases(kubectl: string | undefined): [release: string, path: string][] {
  if (kubectl === undefined) return []
  const folder = dirname(realpathSync(kubectl))
  const known = ['1.27', '1.30'].map((release): [string, string] => [release, join(folder, `kubectl.${release}`)])
  return known.filter(([, path]) => existsSync(path))
}

function isWanted(path: string): boolean {
  try {
    const said = JSON.parse(execFileSync(path, ['version', '--client', '-o', 'json'], { encoding: 'utf8' }))
    return said.clientVersion.major === wanted.major && said.clientVersion.minor === wanted.minor
  } catch {
    return false
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

export interface Kubectl {
  readonly path: string
  readonly kubeconfig: string
  /** Where it keeps what it has discovered. */
  readonly home: string
}

/** Runs the real kubectl; a command that hangs is ended. */
export function runKubectl(
  { path, kubeconfig, home }: Kubectl,
  words: readonly string[],
  stdin = '',
  environment: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  // One thread and no garbage collection: a command lives for a tenth of a second.
  const env = {
    GOMAXPROCS: '1',
    GOGC: 'off',
    PATH: process.env.PATH,
    HOME: home,
    KUBECONFIG: kubeconfig,
    TZ: 'UTC',
    ...environment,
  }
  const options = { env, timeout: 20_000, maxBuffer: 64 * 1024 * 1024 }
  return start({ path, words, options, stdin })
}
