/** RFC 1321 for short texts, so that a control loop needs no crypto module: upstream orders endpoint ports by it. */
export function md5(text: string): string {
  const words = padded(new TextEncoder().encode(text))
  let [a, b, c, d] = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476]
  for (let block = 0; block < words.length; block += 16) {
    let [w, x, y, z] = [a, b, c, d]
    for (let step = 0; step < 64; step++) {
      const round = step >> 4
      const mixed = w + mix(round, x, y, z) + sines[step]! + words[block + position(round, step)]!
      ;[w, z, y, x] = [z, y, x, (x + rotate(mixed | 0, shifts[round * 4 + (step % 4)]!)) | 0]
    }
    a = (a + w) | 0
    b = (b + x) | 0
    c = (c + y) | 0
    d = (d + z) | 0
  }
  return [a, b, c, d].map(littleEndian).join('')
}

const shifts = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21]
const sines = Array.from({ length: 64 }, (_, step) => Math.floor(Math.abs(Math.sin(step + 1)) * 2 ** 32) | 0)

const rotate = (value: number, by: number) => (value << by) | (value >>> (32 - by))

function mix(round: number, x: number, y: number, z: number): number {
  if (round === 0) return (x & y) | (~x & z)
  if (round === 1) return (x & z) | (y & ~z)
  return round === 2 ? x ^ y ^ z : y ^ (x | ~z)
}

const position = (round: number, step: number) => ([step, 5 * step + 1, 3 * step + 5, 7 * step][round] ?? 0) % 16

function padded(bytes: Uint8Array): Int32Array {
  const blocks = Math.ceil((bytes.length + 9) / 64)
  const words = new Int32Array(blocks * 16)
  const put = (at: number, byte: number) => {
    words[at >> 2]! |= byte << ((at % 4) * 8)
  }
  bytes.forEach((byte, at) => {
    put(at, byte)
  })
  put(bytes.length, 0x80)
  words[words.length - 2] = bytes.length * 8
  return words
}

function littleEndian(word: number): string {
  return [0, 8, 16, 24].map((shift) => ((word >>> shift) & 255).toString(16).padStart(2, '0')).join('')
}
