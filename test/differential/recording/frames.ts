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
  const shown = /^Upgrade: SPDY/im.test(head) ? byStream(rest) : rest
  return Buffer.concat([Buffer.from(head.replace(ofChance, ''), 'latin1'), shown])
}

/** How much of it there is, whatever library has packed it. */
export function lengthOf({ upgraded, asked, said, length }: Call): number {
  return upgraded && /^SPDY/i.test(asked.headers.upgrade ?? '') ? saidOver(Buffer.concat(said)).length : length
}

const [synReply, settings, ping, goAway, windowUpdate] = [2, 4, 6, 7, 9]

/**
 * The frames of SPDY, each stream's for itself: how they lie between each other depends on the moment, and so does in how
 * many pieces something is said. Headers are packed by zlib, in other bytes from release to release and from machine to
 * machine; what is allowed to be sent is told to the client more or less often.
 */
function byStream(bytes: Buffer): Buffer {
  const streams = new Map<number, Buffer[]>()
  const add = (stream: number, ...pieces: Buffer[]) =>
    void streams.set(stream, [...(streams.get(stream) ?? []), ...pieces])
  for (let at = 0; at + 8 <= bytes.length; ) {
    const head = bytes.subarray(at, at + 8)
    const payload = bytes.subarray(at + 8, at + 8 + head.readUIntBE(5, 3))
    at += 8 + head.readUIntBE(5, 3)
    if (at > bytes.length) break
    const type = head.readUInt16BE(2)
    const flags = head.subarray(4, 5)
    const isControl = head[0]! >= 0x80
    if (!isControl) add(head.readUInt32BE(0), payload, ...(flags[0] === 0 ? [] : [flags]))
    else if (type === synReply) add(streamOf(payload), head.subarray(0, 5))
    else if (type === settings || type === ping || type === goAway) add(0, head, payload)
    else if (type !== windowUpdate) add(streamOf(payload), head, payload)
  }
  return Buffer.concat(
    [...streams].sort(([a], [b]) => a - b).flatMap(([stream, pieces]) => [numbered(stream), ...pieces]),
  )
}

const streamOf = (payload: Buffer) => payload.readUInt32BE(0) & 0x7fffffff

function numbered(stream: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(stream)
  return bytes
}
