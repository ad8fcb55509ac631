import fc from 'fast-check'
import { expect, test } from 'vitest'
import { packTar, TarFault, unpackTar } from '../../../src/model/values/tar-archive.js'

const entry = fc.record({
  name: fc.stringMatching(/^[a-z0-9é][a-z0-9é/]{0,180}[a-z]$/),
  kind: fc.constant('file' as const),
  mode: fc.constantFrom(0o644, 0o755),
  modified: fc.nat(2 ** 31),
  content: fc.uint8Array({ maxLength: 1500 }).map((bytes) => Buffer.from(bytes)),
  target: fc.constant(''),
})

test('archives give back what they were given', () => {
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 4 }), (entries) => {
      const archive = packTar(entries)
      expect(archive.length % 10_240).toBe(0)
      expect([...unpackTar(archive)]).toEqual(entries)
    }),
    { numRuns: 50 },
  )
})

test.each([['text '.repeat(200)], ['short']])('%j is no archive', (text) => {
  expect(() => [...unpackTar(Buffer.from(text))]).toThrow(TarFault)
})

/** An archive with a file whose size is written otherwise. */
function withSize(write: (head: Buffer) => void): Buffer {
  const archive = packTar([
    { name: 'a', kind: 'file', mode: 0o644, modified: 0, content: Buffer.from('text'), target: '' },
  ])
  write(archive)
  archive.write('        ', 148, 'latin1')
  const sum = archive.subarray(0, 512).reduce((total, byte) => total + byte, 0)
  archive.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return archive
}

test.each<[string, (head: Buffer) => void]>([
  ['negative', (head) => head.write('-0000001000\0', 124, 'latin1')],
  ['negative in bytes', (head) => head.fill(0xff, 124, 136)],
  ['absurd', (head) => head.fill(0x7f, 125, 136).writeUInt8(0x80, 124)],
  ['no number', (head) => head.write('12x', 124, 'latin1')],
])('a file whose size is %s ends the reading', (_, write) => {
  expect(() => [...unpackTar(withSize(write))]).toThrow(TarFault)
})

test('sizes may be written in bytes', () => {
  const inBytes = (head: Buffer) => Buffer.from([0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4]).copy(head, 124)
  const [entry] = unpackTar(withSize(inBytes))
  expect(entry?.content.toString()).toBe('text')
})
