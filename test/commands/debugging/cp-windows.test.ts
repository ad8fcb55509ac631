/** Paths of Windows, which kubectl's `cp` takes for those of pods: a drive is one only there. */
import { describe, expect, test } from 'vitest'
import type { ExecQuery, Streams } from '../../../src/api/contract/client.js'
import { UsageError } from '../../../src/api/contract/errors.js'
import type { Context } from '../../../src/commands/command.js'
import { command } from '../../../src/commands/debugging/cp.js'
import { bytesOf, textOf } from '../../../src/model/values/byte-text.js'
import { packTar, unpackTar } from '../../../src/model/values/tar-archive.js'
import { testContext } from '../context.js'

const stamp = { mode: 0o644, modified: 0, target: '' }

/** What is typed, on a machine whose file is `C:\work\page.html`, to a pod whose tar gives `sent`. */
async function cp(platform: string, specs: readonly [string, string], sent: readonly string[] = []) {
  const made: Record<string, string> = {}
  const commands: string[] = []
  let received = ''
  const said: string[] = []
  const file = 'C:\\work\\page.html'
  const context = testContext(
    [],
    { [file]: 'page' },
    {
      machine: { platform } as Context['machine'],
      io: {
        out: () => {},
        err: (text: string) => said.push(text),
        warn: () => {},
        flush: async () => {},
      } as unknown as Context['io'],
    },
  )
  Object.assign(context.client, {
    get: async () => ({
      metadata: { name: 'web', namespace: 'default' },
      spec: { containers: [{ name: 'web', image: 'nginx' }] },
      status: { phase: 'Running' },
    }),
    exec: async (query: ExecQuery, { stdin, out }: Streams) => {
      commands.push(query.command.join(' '))
      for await (const piece of stdin ?? []) received += piece
      if (query.command[0] === 'tar' && query.command[1] === 'cf') {
        out(
          textOf(packTar(sent.map((name) => ({ name, kind: 'file' as const, content: Buffer.from(name), ...stamp })))),
        )
      }
      return query.command[0] === 'test' ? 1 : 0
    },
  })
  Object.assign(context.files, {
    writeBytes: async (path: string, content: Uint8Array) => {
      made[path] = Buffer.from(content).toString()
    },
  })
  await command.run({ specs, container: '', preserve: true }, context)
  const entries =
    received === '' ? [] : [...unpackTar(bytesOf(received))].map(({ name, content }) => [name, String(content)])
  return { made, commands, entries, said: said.join('') }
}

describe('on Windows', () => {
  test('a file of a drive goes to a pod', async () => {
    const { entries, commands } = await cp('win32', ['C:\\work\\page.html', 'web:/tmp'])
    expect(entries).toEqual([['tmp', 'page']])
    expect(commands).toEqual(['test -d /tmp', 'tar -xmf - -C /'])
  })

  test('and the files of a pod to a folder of a drive, none beside it', async () => {
    const names = ['tmp/a', 'tmp/b/c', 'tmp/..\\..\\evil', 'tmp/../../evil', 'tmp/..both']
    const { made, said } = await cp('win32', ['web:\\tmp', 'D:\\out'], names)
    expect(Object.keys(made)).toEqual(['D:\\out\\a', 'D:\\out\\b\\c', 'D:\\out\\..both'])
    expect(said).toBe('warning: file "D:\\\\evil" is outside target destination, skipping\n'.repeat(2))
  })

  test.each<[specs: [string, string], message: string]>([
    [['C:\\a', 'D:\\b'], 'one of src or dest must be a remote file specification'],
    [['C:/a', '.'], 'one of src or dest must be a remote file specification'],
    [['c:/a', 'web:/b'], 'one of src or dest must be a local file specification'],
    [[':x', '.'], 'filespec must match the canonical format: [[namespace/]pod:]file/path'],
  ])('%j', async (specs, message) => {
    await expect(cp('win32', specs)).rejects.toThrow(new UsageError(message))
  })
})

test.each<[specs: [string, string]]>([[['C:\\work\\page.html', 'web:/tmp']], [['C:/a', 'web:/tmp']]])(
  'elsewhere a drive is a pod, as for kubectl: %j',
  async (specs) => {
    await expect(cp('linux', specs)).rejects.toThrow('one of src or dest must be a local file specification')
  },
)
