import { execFile } from 'node:child_process'
import { accessSync, constants, existsSync, realpathSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'

/** The real kubectl, of the newest release that this machine has; undefined when it has none. */
export function findKubectl(): string | undefined {
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .map((directory) => join(directory, 'kubectl'))
    .find(isExecutable)
  if (onPath === undefined) return undefined
  // Some packages start one of several releases, which lie beside the program that chooses.
  const real = realpathSync(onPath)
  const release = join(dirname(real), 'kubectl.1.33')
  return existsSync(release) ? release : onPath
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

export interface Outcome {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number
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
): Promise<Outcome> {
  const env = { PATH: process.env.PATH, HOME: home, KUBECONFIG: kubeconfig, TZ: 'UTC' }
  return new Promise((resolve) => {
    const options = { env, timeout: 20_000, maxBuffer: 64 * 1024 * 1024 }
    const child = execFile(path, [...words], options, (error, stdout, stderr) => {
      const code = error === null ? 0 : (error.code ?? -1)
      resolve({ stdout, stderr, exitCode: typeof code === 'number' ? code : -1 })
    })
    child.stdin?.on('error', () => {})
    child.stdin?.end(stdin)
  })
}
