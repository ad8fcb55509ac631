/** What CI takes from elsewhere is of one version and content. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const ci = resolve(import.meta.dirname, '..', '.ci')
let folder: string
let integrity: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kubesim-ci-'))
  for (const each of ['package', 'bin', 'out']) mkdirSync(join(folder, each))
  writeFileSync(join(folder, 'package', 'file'), 'content\n')
  spawnSync('tar', ['czf', 'a-1.0.0.tgz', 'package'], { cwd: folder })
  integrity = `sha512-${createHash('sha512')
    .update(readFileSync(join(folder, 'a-1.0.0.tgz')))
    .digest('base64')}`
  // A registry that has one package.
  writeFileSync(join(folder, 'bin', 'npm'), `#!/bin/sh\ncp ${folder}/a-1.0.0.tgz .\n`, { mode: 0o755 })
})
afterAll(() => rmSync(folder, { recursive: true }))

const take = (wanted: string) =>
  spawnSync(join(ci, 'package'), ['a@1.0.0', wanted, 'package/file'], {
    cwd: join(folder, 'out'),
    env: { ...process.env, PATH: `${join(folder, 'bin')}:${process.env.PATH}` },
    encoding: 'utf8',
  })

test('a package that is not what it was is not unpacked', () => {
  for (const wrong of ['', 'sha512-', `${integrity}x`]) {
    expect(take(wrong)).toMatchObject({ status: 1, stderr: expect.stringContaining('a@1.0.0 is not what it was') })
    expect(readdirSync(join(folder, 'out'))).toEqual(['a-1.0.0.tgz'])
  }
  expect(take(integrity)).toMatchObject({ status: 0, stderr: '' })
  expect(readFileSync(join(folder, 'out', 'package', 'file'), 'utf8')).toBe('content\n')
})

test('every package has its integrity beside it, and comes that way', () => {
  const scripts = readdirSync(ci).map((name) => [name, readFileSync(join(ci, name), 'utf8')] as const)
  const others = scripts.filter(([name]) => name !== 'package')
  for (const [name, text] of others)
    expect(text, name).not.toMatch(/npm (?:pack|install|exec) |\bnpx (?!vitest)|\bcurl |\bwget /)
  const all = others.map(([, text]) => text).join('')
  const versions = /versions=\((.*)\)/.exec(all)![1]!.split(' ')
  for (const version of versions) {
    for (const processor of ['x64', 'arm64']) {
      expect(all).toMatch(new RegExp(`\\[node-linux-${processor}@${version}\\]=sha512-[\\w+/]{86}==\n`))
    }
  }
  expect(all).toMatch(/\npackage=@aws-cdk\S+@\d+\.\d+\.\d+\nintegrity=sha512-[\w+/]{86}==\n/)
})
