import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { build } from 'esbuild'

/** Runs test/cluster/child.ts in processes of its own; bundled once, since Node 20 runs no TypeScript. */
export interface Children {
  /** A folder for state files. */
  readonly directory: string
  start(state: string, ...args: string[]): Child
  remove(): void
}

export interface Child {
  readonly process: ChildProcess
  /** What it says, line by line. */
  readonly lines: AsyncIterator<string>
  next(): Promise<string | undefined>
  /** All that is left of what it says, after it has ended. */
  rest(): Promise<string[]>
  kill(): Promise<void>
}

export async function bundleChildren(): Promise<Children> {
  const directory = mkdtempSync(join(tmpdir(), 'kubesim-children-'))
  await build({
    entryPoints: [join(import.meta.dirname, 'child.ts')],
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    outdir: directory,
    outExtension: { '.js': '.mjs' },
    logLevel: 'error',
  })
  return {
    directory,
    start: (state, ...args) => child(spawn(process.execPath, [join(directory, 'child.mjs'), state, ...args])),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  }
}

function child(process: ReturnType<typeof spawn>): Child {
  let complaints = ''
  process.stderr?.on('data', (text) => {
    complaints += text
  })
  const lines = createInterface({ input: process.stdout! })[Symbol.asyncIterator]()
  const ended = once(process, 'close')
  const next = async () => {
    const { value, done } = await lines.next()
    return done ? undefined : (value as string)
  }
  return {
    process,
    lines,
    next,
    async rest() {
      const all: string[] = []
      for (let line = await next(); line !== undefined; line = await next()) all.push(line)
      await ended
      if (complaints !== '') throw new Error(complaints)
      return all
    },
    async kill() {
      process.kill('SIGKILL')
      await ended
    },
  }
}
