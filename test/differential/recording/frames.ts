/** Streams that go both ways, without what is chance in them: the masks of WebSocket, and how SPDY packs its headers. */

import type { Call } from './call.js'

/** The bytes of frames that a client sends over a WebSocket, with no mask over what they say. */
export class Unmasking {
  private rest = Buffer.alloc(0)
  private key = Buffer.alloc(4)
  /** Of the frame's payload: how much has been there, and how much is still to come. */
  private at = 0
  private left = 0

  take(chunk: Buffer): Buffer {
    let bytes = Buffer.concat([this.rest, chunk])
    const shown: Buffer[] = []
    for (;;) {
      if (this.left === 0) {
        const head = headLength(bytes)
        if (bytes.length < head) break
        this.begin(bytes.subarray(0, head))
        shown.push(Buffer.concat([bytes.subarray(0, head - 4), Buffer.alloc(4)]))
        bytes = bytes.subarray(head)
      }
      const piece = bytes.subarray(0, this.left)
      if (piece.length === 0 && this.left > 0) break
      shown.push(Buffer.from(piece.map((byte) => byte ^ this.key[this.at++ % 4]!)))
      this.left -= piece.length
      bytes = bytes.subarray(piece.length)
    }
    this.rest = bytes
    return Buffer.concat(shown)
  }

  private begin(head: Buffer): void {
    const short = head[1]! & 0x7f
    this.left = short < 126 ? short : short === 126 ? head.readUInt16BE(2) : Number(head.readBigUInt64BE(2))
    this.key = Buffer.from(head.subarray(-4))
    this.at = 0
  }
}

/** Of a frame that is masked, as all are that a client sends. */
function headLength(bytes: Buffer): number {
  if (bytes.length < 2) return 2
  const short = bytes[1]! & 0x7f
  return 6 + (short < 126 ? 0 : short === 126 ? 2 : 8)
}

const headEnd = '\r\n\r\n'
const ofChance = /^(?:Sec-WebSocket-Accept|Date):.*\r\n/gim

/** What a server has said over a connection that has become a stream. */
export function saidOver(bytes: Buffer): Buffer {
  const end = bytes.indexOf(headEnd)
  if (end < 0) return bytes
  const head = bytes.subarray(0, end + headEnd.length).toString('latin1')
  const rest = bytes.subarray(end + headEnd.length)
  const shown = /^Upgrade: SPDY/im.test(head) ? withoutPackedHeaders(rest) : rest
  return Buffer.concat([Buffer.from(head.replace(ofChance, ''), 'latin1'), shown])
}

/** How much of it there is, whatever library has packed it. */
export function lengthOf({ upgraded, asked, said, length }: Call): number {
  return upgraded && /^SPDY/i.test(asked.headers.upgrade ?? '') ? saidOver(Buffer.concat(said)).length : length
}

const synReply = 2

/** Headers of SPDY are packed by zlib, in other bytes from release to release and from machine to machine. */
function withoutPackedHeaders(bytes: Buffer): Buffer {
  const shown: Buffer[] = []
  for (let at = 0; at + 8 <= bytes.length; ) {
    const length = bytes.readUIntBE(at + 5, 3)
    const isPacked = bytes.readUInt16BE(at) === 0x8003 && bytes.readUInt16BE(at + 2) === synReply
    // The stream that is answered stands before them.
    shown.push(
      isPacked
        ? Buffer.concat([bytes.subarray(at, at + 4), bytes.subarray(at + 8, at + 12)])
        : bytes.subarray(at, at + 8 + length),
    )
    at += 8 + length
  }
  return Buffer.concat(shown)
}
