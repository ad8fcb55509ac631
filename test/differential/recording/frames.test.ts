import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bytesOf, textOf } from './bytes.js'
import { Unmasking } from './frames.js'

/** A frame as a client sends it. */
function frame(payload: Buffer, key: Buffer): Buffer {
  const { length } = payload
  const size = length < 126 ? Buffer.from([0x80 | length]) : Buffer.from([0x80 | 126, length >> 8, length & 0xff])
  return Buffer.concat([Buffer.from([0x82]), size, key, payload.map((byte, at) => byte ^ key[at % 4]!)])
}

const masked = fc.record({
  payload: fc.uint8Array({ maxLength: 300 }),
  key: fc.uint8Array({ minLength: 4, maxLength: 4 }),
})

test('frames lose their masks, wherever they are cut', () => {
  fc.assert(
    fc.property(fc.array(masked, { maxLength: 4 }), fc.array(fc.nat(700)), (frames, cuts) => {
      const said = Buffer.concat(frames.map(({ payload, key }) => frame(Buffer.from(payload), Buffer.from(key))))
      const bare = Buffer.concat(frames.map(({ payload }) => frame(Buffer.from(payload), Buffer.alloc(4))))
      const unmasking = new Unmasking()
      const at = [0, ...cuts.filter((cut) => cut < said.length).sort((a, b) => a - b), said.length]
      const shown = at.slice(1).map((end, index) => unmasking.take(said.subarray(at[index], end)))
      expect(Buffer.concat(shown).toString('hex')).toBe(bare.toString('hex'))
    }),
  )
})

test('bytes are the same when they have been a text', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(bytesOf(textOf(Buffer.from(bytes))).toString('hex')).toBe(Buffer.from(bytes).toString('hex'))
    }),
  )
  for (const text of ['', 'text', 'base64:', 'ä\0']) expect(bytesOf(textOf(Buffer.from(text))).toString()).toBe(text)
})
