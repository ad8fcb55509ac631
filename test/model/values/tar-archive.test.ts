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
