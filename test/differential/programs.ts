/** Programs of this machine that the scenarios start: kubectl, editors, diff. */
import { type ChildProcess, type ExecFileOptions, fork } from 'node:child_process'
import { join } from 'node:path'

export interface Outcome {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number
}

export interface Program {
  readonly path: string
  readonly words: readonly string[]
  readonly options: ExecFileOptions
  readonly stdin?: string
}

const waiting = new Map<number, (outcome: Outcome) => void>()
let starter: ChildProcess | undefined
let started = 0

/**
 * Runs a program to its end; the exit code is -1 when it could not be started or was ended. A small process starts it: to
 * fork this one, which holds all the tests' modules, takes as long as a third of kubectl's run.
 */
export function start(program: Program): Promise<Outcome> {
  starter ??= newStarter()
  const id = ++started
  return new Promise((resolve) => {
    waiting.set(id, resolve)
    starter!.send({ id, ...program })
  })
}

function newStarter(): ChildProcess {
  const child = fork(join(import.meta.dirname, 'starter.mjs'))
  child.on('message', ({ id, ...outcome }: Outcome & { readonly id: number }) => {
    waiting.get(id)?.(outcome)
    waiting.delete(id)
  })
  child.unref()
  child.channel?.unref()
  return child
}
