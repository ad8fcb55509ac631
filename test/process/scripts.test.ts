/** The built program's scripts and what V8 keeps of them. */
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createScripts, patientFlag } from '../../src/process/scripts.js'

const { v8 } = process.versions

test('V8 is given only a flag that it knows', () => {
  const flag = patientFlag(v8)
  const known = execFileSync(process.execPath, ['--v8-options'], { encoding: 'utf8', maxBuffer: 1 << 24 })
  if (flag !== undefined) expect(known).toMatch(new RegExp(`^ +${flag.replace(/=.*/, '')} `, 'm'))
})

test.each(['10.2.154.26-node.36', '11.30.1', '13.6.233.17-node.63', '99.0.1', ''])('V8 %j is left alone', (version) => {
  expect(patientFlag(version)).toBeUndefined()
})

describe('caches', () => {
  let directory: string
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'kubesim-scripts-'))
    writeFileSync(join(directory, 'sum.js'), '({ sum: (a, b) => a + b })')
  })
  afterEach(() => rmSync(directory, { recursive: true, force: true }))

  const engine = (version: string) => ({ pid: 1, arch: 'any', versions: { v8: version }, execArgv: [], env: {} })
  const start = (version: string, name = 'sum.js', changing = false) => {
    const scripts = createScripts(directory, engine(version))
    const { sum } = scripts.run(name) as { sum(a: number, b: number): number }
    if (changing) scripts.prepareChanges()
    expect(sum(1, 2)).toBe(3)
    scripts.saveCaches()
  }
  const engines = () => readdirSync(join(directory, 'caches')).sort()
  const cacheOf = (version: string) => join(directory, 'caches', `${version}-any`, 'sum.js.cache')

  test('are made once, and lie there for the next start', () => {
    start('1')
    const { ino } = statSync(cacheOf('1'))
    start('1')
    expect(statSync(cacheOf('1')).ino).toBe(ino)
  })

  test('of one V8 outlive the starts of another', () => {
    start('1')
    const { ino } = statSync(cacheOf('1'))
    start('2')
    start('1')
    expect(engines()).toEqual(['1-any', '2-any'])
    expect(statSync(cacheOf('1')).ino).toBe(ino)
  })

  test('that V8 rejects are made anew', () => {
    mkdirSync(join(directory, 'caches', '1-any'), { recursive: true })
    writeFileSync(cacheOf('1'), 'no cache')
    start('1')
    expect(statSync(cacheOf('1')).size).toBeGreaterThan('no cache'.length)
  })

  test('do not pile up: the one that was written to longest ago goes', () => {
    for (let version = 1; version <= 6; version++) {
      start(String(version))
      utimesSync(join(directory, 'caches', `${version}-any`), version, version === 1 ? 10 : version)
    }
    start('7')
    expect(engines()).toEqual(['1', '3', '4', '5', '6', '7'].map((version) => `${version}-any`))
  })

  test('of what all commands share are made anew by the first that reads', () => {
    copyFileSync(join(directory, 'sum.js'), join(directory, 'reading.js'))
    const made = () => readdirSync(join(directory, 'caches', '1-any')).map((name) => [name, inode(name)])
    const inode = (name: string) => statSync(join(directory, 'caches', '1-any', name)).ino
    start('1', 'reading.js', true)
    const early = made()
    expect(early.map(([name]) => name)).toEqual(['reading.js.cache.early'])
    start('1', 'reading.js', true)
    expect(made()).toEqual(early)
    start('1', 'reading.js')
    const whole = made()
    expect(whole.map(([name]) => name)).toEqual(['reading.js.cache'])
    for (const changing of [true, false]) start('1', 'reading.js', changing)
    expect(made()).toEqual(whole)
  })

  test('cannot be left where nobody may write, and nothing is said', () => {
    writeFileSync(join(directory, 'caches'), 'no folder')
    start('1')
  })
})
