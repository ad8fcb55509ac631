import fs, { linkSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { watchPath } from '../../../src/store/disks/watch-path.js'

let directory: string
let one: string
let other: string
const { watch } = fs
/** The files that the system told about something, as often as it did. */
let told: string[]
/** What ends a test's watchers. */
let ends: (() => void)[]

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kubesim-watch-'))
  one = join(directory, 'one.json')
  other = join(directory, 'other.json')
  for (const path of [one, other]) writeFileSync(path, 'first')
  told = []
  ends = []
  fs.watch = ((path: string, heard: (event: string, file: string | null) => void) =>
    watch(path, (event, file) => {
      told.push(path)
      heard(event, file)
    })) as typeof watch
  syncBuiltinESMExports()
})
afterEach(() => {
  for (const end of ends) end()
  fs.watch = watch
  syncBuiltinESMExports()
  rmSync(directory, { recursive: true, force: true })
})

/** A watcher, and what resolves at its next call. */
function watching(path: string): () => Promise<void> {
  let called: () => void = () => {}
  ends.push(watchPath(path, () => called()))
  return () =>
    new Promise((resolve) => {
      called = resolve
    })
}

/** As a state is written. */
function replace(path: string, content: string): void {
  writeFileSync(`${path}.tmp`, content)
  renameSync(`${path}.tmp`, path)
}

async function calledAfter(next: () => Promise<void>, work: () => void): Promise<void> {
  const called = next()
  work()
  await called
}

describe('a watched file', () => {
  test('is told of each time that it is replaced, and its neighbours are not', async () => {
    const [ofOne, ofOther] = [watching(one), watching(other)]
    for (const content of ['second', 'third', 'fourth']) await calledAfter(ofOther, () => replace(other, content))
    // Events come in their order: had one been woken, it would have been before the last of these.
    expect(told.filter((path) => path !== other)).toEqual([])
    for (const content of ['second', 'third', 'fourth']) await calledAfter(ofOne, () => replace(one, content))
    // By the system, and not only since somebody looks now and then.
    expect(told.filter((path) => path === one).length).toBeGreaterThanOrEqual(3)
  })

  test('is told of when it is changed where it lies', async () => {
    await calledAfter(watching(one), () => writeFileSync(one, 'changed'))
  })

  test('is told of though the old one is still somewhere', async () => {
    linkSync(one, join(directory, 'copy.json'))
    const next = watching(one)
    for (const content of ['second', 'third']) await calledAfter(next, () => replace(one, content))
  })

  test('is told of when it goes and when it comes again', async () => {
    const next = watching(one)
    await calledAfter(next, () => rmSync(one))
    await calledAfter(next, () => writeFileSync(one, 'back'))
    await calledAfter(next, () => replace(one, 'again'))
  })

  test('need not be there yet', async () => {
    const late = join(directory, 'late.json')
    const next = watching(late)
    await calledAfter(next, () => replace(late, 'here'))
    await calledAfter(next, () => replace(late, 'again'))
  })
})
