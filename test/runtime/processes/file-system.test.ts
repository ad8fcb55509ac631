/** What a container's files take, and where they are. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FileSystem } from '../../../src/runtime/processes/file-system.js'
import { fuzzing } from '../../fuzz/fuzzing.js'

const half = 'x'.repeat(8 * 1024 * 1024 - 1_000)

test('what earlier sessions have written is on the disk, too', () => {
  const image = { '/etc/image': half, '/etc/again': half }
  const first = new FileSystem([image], ['tmp'])
  expect([first.write('/tmp/a', half), first.write('/tmp/b', half)]).toEqual([undefined, undefined])
  const second = new FileSystem([image, Object.fromEntries(first.changes)], ['tmp'])
  expect(second.write('/tmp/c', half)).toBe('No space left on device')
  expect(second.rename('/tmp/a', '/tmp/c')).toBeUndefined()
  expect(second.remove('/tmp/b')).toBeUndefined()
  expect(second.write('/tmp/d', half)).toBeUndefined()
})

test('files without text take space as well', () => {
  const files = new FileSystem([{}], ['tmp'])
  let made = 0
  while (made < 100_000 && files.write(`/tmp/${made}`, '') === undefined) made++
  expect(made).toBeLessThan(100_000)
})

const name = fc.constantFrom('a', 'b', 'c')
const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => `/${names.join('/')}`)
const deed = fc.tuple(fc.constantFrom('write', 'make', 'remove'), path)

test('a directory has what lies in it, whatever has been done before', () => {
  const holds = fc.property(fc.array(deed, { maxLength: 30 }), (deeds) => {
    const files = new FileSystem([{ '/a/b/c': 'x', '/b/': '' }], [])
    // Looked at before and after: what is known of directories is kept up to date.
    files.list('/')
    for (const [what, where] of deeds) {
      if (what === 'write') files.write(where, 'x')
      else if (what === 'make') files.makeDirectory(where)
      else files.remove(where)
    }
    const anew = new FileSystem([{ '/a/b/c': 'x', '/b/': '' }, Object.fromEntries(files.changes)], [])
    for (const one of ['/', '/a', '/b', '/c', '/a/b', '/a/a', '/c/a']) {
      expect([one, files.isDirectory(one), files.list(one)]).toEqual([one, anew.isDirectory(one), anew.list(one)])
    }
  })
  fc.assert(holds, fuzzing(200))
})
