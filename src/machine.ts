/** The user's own machine: real programs, scripts, and files that come with the package. */
import { spawn } from 'node:child_process'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import type { Machine } from './commands/command.js'

export interface MachineFacts {
  readonly platform: string
  readonly pid: number
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly self: readonly string[]
  readonly home: string
  readonly state: string
  /** The package's own directory. */
  readonly packageDirectory: string
}

export function localMachine(facts: MachineFacts): Machine {
  return {
    ...facts,
    readAsset: (path) => readFile(join(facts.packageDirectory, 'fixtures', path), 'utf8'),
    run: (program, args, environment = {}) => runProgram(program, args, { ...facts.environment, ...environment }),
    writeScript: async (path, content) => {
      const present = await readFile(path, 'utf8').catch(() => undefined)
      if (present === content) return
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, content)
      await chmod(path, 0o755)
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
