import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bytesOf, textOf } from './bytes.js'
import { saidOver, Unmasking } from './frames.js'

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

/** A frame of data of SPDY, or of control. */
function spdyFrame(first: number, flags: number, payload: string): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(first)
  head.writeUInt32BE(flags * 2 ** 24 + payload.length, 4)
  return Buffer.concat([head, Buffer.from(payload, 'latin1')])
}

test('what SPDY says of a stream is the same in whatever pieces it comes, and whatever comes between', () => {
  const head = Buffer.from('HTTP/1.1 101 Switching Protocols\r\nUpgrade: SPDY/3.1\r\n\r\n')
  const said = (...frames: Buffer[]) => saidOver(Buffer.concat([head, ...frames])).toString('latin1')
  const reply = (id: number, headers: string) => spdyFrame(0x80030002, 0, `\0\0\0${String.fromCharCode(id)}${headers}`)
  const whole = said(reply(1, 'packed'), spdyFrame(1, 1, 'hello'), reply(3, 'packed'), spdyFrame(3, 0, 'x'))
  expect(whole).toContain('hello')
  expect(
    said(reply(3, 'otherwise'), reply(1, ''), spdyFrame(1, 0, 'he'), spdyFrame(3, 0, 'x'), spdyFrame(1, 1, 'llo')),
  ).toBe(whole)
  expect(said(reply(1, ''), spdyFrame(1, 1, 'hallo'), reply(3, ''), spdyFrame(3, 0, 'x'))).not.toBe(whole)
  expect(said(reply(1, ''), spdyFrame(1, 0, 'hello'), reply(3, ''), spdyFrame(3, 0, 'x'))).not.toBe(whole)
})
