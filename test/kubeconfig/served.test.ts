import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { writeServedKubeconfig } from '../../src/kubeconfig/served.js'
import { parseYaml } from '../../src/model/yaml/reader.js'

const directory = mkdtempSync(join(tmpdir(), 'kubesim-kubeconfig-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const access = { cluster: 'default', address: 'http://127.0.0.1:1', token: 'secret', namespace: 'default' }

describe('the kubeconfig of a server', () => {
  test.skipIf(process.platform === 'win32')('is for its owner alone, and takes the place of a link', async () => {
    const path = join(directory, 'new', 'config')
    const other = join(directory, 'other')
    await writeServedKubeconfig(path, access)
    expect([path, dirname(path)].map((each) => statSync(each).mode & 0o777)).toEqual([0o600, 0o700])
    renameSync(path, other)
    symlinkSync(other, path)
    const before = readFileSync(other, 'utf8')
    await writeServedKubeconfig(path, { ...access, token: 'another' })
    expect(readFileSync(other, 'utf8')).toBe(before)
    expect(readFileSync(path, 'utf8')).toContain('token: another')
    expect(readdirSync(dirname(path))).toEqual(['config'])
  })

  test('keeps what others have in it, and what it does not know', async () => {
    const path = join(directory, 'theirs')
    const theirs = {
      clusters: [
        { name: 'prod', cluster: { server: 'https://prod', 'proxy-url': 'socks5://x', odd: { kept: true } } },
        { name: 'kubesim-default', cluster: { server: 'http://old' } },
      ],
      contexts: [{ name: 'prod', context: { cluster: 'prod', user: 'me', namespace: 'a' } }],
      users: [{ name: 'me', user: { exec: { command: 'login', apiVersion: 'v1', args: ['x'] } } }],
      preferences: { colors: true },
      extensions: [{ name: 'more', extension: { any: 1 } }],
      unknown: [1, 2],
      'current-context': 'prod',
    }
    writeFileSync(path, JSON.stringify(theirs))
    await writeServedKubeconfig(path, access)
    await writeServedKubeconfig(path, { ...access, token: 'newer' })
    const name = 'kubesim-default'
    expect(parseYaml(readFileSync(path, 'utf8'))).toEqual({
      ...theirs,
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [theirs.clusters[0], { name, cluster: { server: access.address } }],
      contexts: [theirs.contexts[0], { name, context: { cluster: name, user: name } }],
      users: [theirs.users[0], { name, user: { token: 'newer' } }],
      'current-context': name,
    })
  })

  test.each(['clusters: {}', 'a: b: c', '- x', 'kind: Pod', 'users: [{name: 5}]'])(
    'leaves alone what is none: %s',
    async (text) => {
      const path = join(directory, 'none')
      writeFileSync(path, text)
      await expect(writeServedKubeconfig(path, access)).rejects.toThrow(`error loading config file "${path}": `)
      expect(readFileSync(path, 'utf8')).toBe(text)
      await expect(writeServedKubeconfig(directory, access)).rejects.toThrow('is a directory')
    },
  )
})
