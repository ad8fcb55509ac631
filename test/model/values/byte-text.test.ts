import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ByteDecoder, byteLength, bytesOf, textOf } from '../../../src/model/values/byte-text.js'

describe('bytes as text', () => {
  test('are what UTF-8 says', () => {
    expect(textOf(Buffer.from('naïve €𝄞'))).toBe('naïve €𝄞')
    expect(bytesOf('naïve €𝄞')).toEqual(Buffer.from('naïve €𝄞'))
  })

  test('keep what is no character', () => {
    expect(textOf(Buffer.from([0x61, 0xff, 0xc3, 0x62]))).toBe('a\udcff\udcc3b')
    expect(bytesOf('a\udcff\udcc3b')).toEqual(Buffer.from([0x61, 0xff, 0xc3, 0x62]))
  })

  test('come back as they were, also through JSON, whole and in pieces', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(200), (bytes, cut) => {
        const text = textOf(bytes)
        expect(bytesOf(JSON.parse(JSON.stringify(text)))).toEqual(Buffer.from(bytes))
        expect(byteLength(text)).toBe(bytes.length)
        const decoder = new ByteDecoder()
        const pieces = [decoder.decode(bytes.subarray(0, cut)), decoder.decode(bytes.subarray(cut)), decoder.end()]
        expect(bytesOf(pieces.join(''))).toEqual(Buffer.from(bytes))
      }),
    )
  })

  test('characters are not cut where a piece ends', () => {
    const decoder = new ByteDecoder()
    const euro = Buffer.from('€')
    expect([decoder.decode(euro.subarray(0, 1)), decoder.decode(euro.subarray(1))]).toEqual(['', '€'])
  })
})
