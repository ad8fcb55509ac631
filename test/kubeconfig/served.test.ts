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

const directory = mkdtempSync(join(tmpdir(), 'kubesim-kubeconfig-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const access = { cluster: 'default', address: 'http://127.0.0.1:1', token: 'secret', namespace: 'default' }

describe('the kubeconfig of a server', () => {
  test.skipIf(process.platform === 'win32')('is for its owner alone, and takes the place of a link', () => {
    const path = join(directory, 'new', 'config')
    const other = join(directory, 'other')
    writeServedKubeconfig(path, access)
    expect([path, dirname(path)].map((each) => statSync(each).mode & 0o777)).toEqual([0o600, 0o700])
    renameSync(path, other)
    symlinkSync(other, path)
    const before = readFileSync(other, 'utf8')
    writeServedKubeconfig(path, { ...access, token: 'another' })
    expect(readFileSync(other, 'utf8')).toBe(before)
    expect(readFileSync(path, 'utf8')).toContain('token: another')
    expect(readdirSync(dirname(path))).toEqual(['config'])
  })

  test('leaves alone what somebody else has written', () => {
    const path = join(directory, 'theirs')
    writeFileSync(path, 'clusters: [{name: prod}]\n')
    expect(() => writeServedKubeconfig(path, access)).toThrow(`${path} exists and was not written by this command`)
    expect(readFileSync(path, 'utf8')).toBe('clusters: [{name: prod}]\n')
  })
})
