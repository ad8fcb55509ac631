/** Plays labs of a folder of their own, beside which lies what they must not see, and watches what they do to the machine. */
import { ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { Server, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { vi } from 'vitest'
import { type Context, ExitCode } from '../../../../src/commands/command.js'
import { command } from '../../../../src/commands/simulation/demo/index.js'
import { localFiles } from '../../../../src/process/files.js'
import { localMachine } from '../../../../src/process/machine.js'
import { throwAway } from '../../../../src/process/run.js'

export const secret = 'the-secret-of-whoever-plays'

/** A folder `lab` with a file and links out of it; beside it a secret, a home and a cluster. */
export function labFolder() {
  const root = mkdtempSync(join(tmpdir(), 'kubesim-lab-'))
  const folder = join(root, 'lab')
  for (const each of ['lab/deep', 'home/clusters', 'outside']) mkdirSync(join(root, each), { recursive: true })
  writeFileSync(join(root, 'secret'), `${secret}\n`)
  writeFileSync(join(root, 'outside', 'secret.yaml'), `${secret}: 1\n`)
  writeFileSync(join(folder, 'greeting'), 'hello\n')
  symlinkSync('../secret', join(folder, 'link'))
  symlinkSync('..', join(folder, 'up'))
  symlinkSync('../greeting', join(folder, 'deep', 'within'))
  symlinkSync('lab', join(root, 'alias'))
  writeFileSync(join(folder, 'deep', 'kustomization.yaml'), 'configMapGenerator:\n- {name: made, files: [own]}\n')
  writeFileSync(join(folder, 'deep', 'own'), 'own\n')
  return { root, folder, remove: () => rmSync(root, { recursive: true, force: true }) }
}

/** All that lies in a folder, with its content. */
export const treeOf = (root: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path, readFileSync(path, 'latin1')]),
  )

export interface Played {
  readonly shown: string
  readonly exitCode: number
}

export async function playLab(
  { root, folder }: Pick<ReturnType<typeof labFolder>, 'root' | 'folder'>,
  text: string,
  { trust = false, signal = new AbortController().signal } = {},
): Promise<Played> {
  const path = join(folder, 'a.lab')
  writeFileSync(path, text)
  let shown = ''
  const write = (more: string) => {
    shown += more
  }
  const environment = {
    SECRET: secret,
    KUBESIM_STATE: join(root, 'home', 'state.json'),
    KUBE_EDITOR: 'touch',
    PATH: '/bin',
  }
  const context = {
    program: 'kubesim',
    files: localFiles(environment),
    machine: localMachine({
      platform: process.platform,
      pid: 1,
      environment,
      self: [process.execPath],
      home: join(root, 'home'),
      packageDirectory: join(import.meta.dirname, '../../../..'),
    }),
    io: { out: write, err: write, flush: async () => {}, colourLevel: 0 },
    signal,
    throwAway,
  } as unknown as Context
  try {
    await command.run({ file: path, trust }, context)
    return { shown, exitCode: 0 }
  } catch (error) {
    if (error instanceof ExitCode) return { shown, exitCode: error.code }
    throw error
  } finally {
    rmSync(path)
  }
}

/** Counts what a lab must not do: ports opened, connections made, programs started. */
export function watchMachine() {
  const spies = [
    vi.spyOn(Server.prototype, 'listen'),
    vi.spyOn(Socket.prototype, 'connect'),
    vi.spyOn(ChildProcess.prototype as unknown as { spawn(): void }, 'spawn'),
  ]
  return {
    deeds: () => spies.reduce((sum, spy) => sum + spy.mock.calls.length, 0),
    stop: () => {
      for (const spy of spies) spy.mockRestore()
    },
  }
}
