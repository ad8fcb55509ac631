import { execFileSync } from 'node:child_process'
import { accessSync, constants, existsSync, realpathSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { type Outcome, start } from './programs.js'

/** Of the release that the simulated cluster is; others word some things differently. */
export const wanted = '1.36'

/**
 * The real kubectl, if this machine has one of the wanted release: the one that KUBESIM_KUBECTL names, the one on the PATH,
 * or the one that `.ci/run` has put aside. Some packages start one of several releases, which lie beside the program on the
 * PATH that chooses.
 */
export function findKubectl(): string | undefined {
  const { KUBESIM_KUBECTL: named, XDG_CACHE_HOME: caches = join(homedir(), '.cache') } = process.env
  const chooser = kubectlOnPath()
  const releases = chooser === undefined ? [] : [join(dirname(chooser), `kubectl.${wanted}`), chooser]
  const candidates = [...(named ? [named] : []), ...releases, join(caches, 'kubesim', `kubectl.${wanted}`)]
  return candidates.find((path) => isExecutable(path) && isWanted(path))
}

/** Other releases, where they lie beside the one on the PATH: the oldest that is tried, the first that speaks WebSocket, and more. */
export function otherReleases(): [release: string, path: string | undefined][] {
  const chooser = kubectlOnPath()
  return ['1.27', '1.30', '1.33'].map((release) => {
    const path = chooser && join(dirname(chooser), `kubectl.${release}`)
    return [release, path !== undefined && existsSync(path) ? path : undefined]
  })
}

/** Where the program on the PATH truly lies. */
function kubectlOnPath(): string | undefined {
  const found = (process.env.PATH ?? '')
    .split(delimiter)
    .map((directory) => join(directory, 'kubectl'))
    .find(isExecutable)
  return found && realpathSync(found)
}

function isWanted(path: string): boolean {
  try {
    return versionOf(path).startsWith(`v${wanted}.`)
  } catch {
    return false
  }
}

/** `v1.36.0` */
export function versionOf(path: string): string {
  const said = execFileSync(path, ['version', '--client', '-o', 'json'], { encoding: 'utf8' })
  return JSON.parse(said).clientVersion.gitVersion
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
