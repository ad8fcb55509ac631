/**
 * Bytes as text and back without loss. Files, standard input and output are text here; what is UTF-8 in them is what it
 * says, and each byte that belongs to no character becomes a lone surrogate, U+DC80 for 0x80 to U+DCFF for 0xFF, as
 * Python's PEP 383 has it.
 */
import { isUtf8 } from 'node:buffer'

const escapes = /[\udc80-\udcff]+/gu
const anEscape = /[\udc80-\udcff]/u
const escapeBase = 0xdc00

export function textOf(bytes: Uint8Array): string {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (isUtf8(whole)) return whole.toString('utf8')
  const pieces: string[] = []
  let start = 0
  for (let at = 0; at < whole.length; ) {
    const length = characterAt(whole, at)
    if (length > 0) {
      at += length
      continue
    }
    pieces.push(whole.toString('utf8', start, at), String.fromCharCode(escapeBase + whole[at]!))
    at++
    start = at
  }
  return pieces.join('') + whole.toString('utf8', start)
}

export function bytesOf(text: string): Buffer {
  if (!anEscape.test(text)) return Buffer.from(text, 'utf8')
  const pieces: Buffer[] = []
  let start = 0
  for (const { 0: run, index } of text.matchAll(escapes)) {
    pieces.push(Buffer.from(text.slice(start, index), 'utf8'))
    pieces.push(Buffer.from([...run].map((letter) => letter.charCodeAt(0) - escapeBase)))
    start = index + run.length
  }
  return Buffer.concat([...pieces, Buffer.from(text.slice(start), 'utf8')])
}

/** How many bytes a text stands for. */
export function byteLength(text: string): number {
  const length = Buffer.byteLength(text, 'utf8')
  if (!anEscape.test(text)) return length
  let surplus = 0
  // An escape is one byte, but three as a character of its own.
  for (const [run] of text.matchAll(escapes)) surplus += 2 * run.length
  return length - surplus
}

/** Bytes that come in pieces, which may end within a character. */
export class ByteDecoder {
  private rest: Buffer = Buffer.alloc(0)

  decode(piece: Uint8Array): string {
    const bytes = Buffer.concat([this.rest, piece])
    const whole = bytes.length - unfinished(bytes)
    this.rest = bytes.subarray(whole)
    return textOf(bytes.subarray(0, whole))
  }

  /** What is left when nothing more comes. */
  end(): string {
    const text = textOf(this.rest)
    this.rest = Buffer.alloc(0)
    return text
  }
}

/** The length of the character that begins at a place; 0 when none does. */
function characterAt(bytes: Buffer, at: number): number {
  const length = lengthAfter(bytes[at]!)
  return length > 0 && at + length <= bytes.length && (length === 1 || isUtf8(bytes.subarray(at, at + length)))
    ? length
    : 0
}

/** How long a character is that begins with this byte; 0 when none begins so. */
function lengthAfter(first: number): number {
  if (first < 0x80) return 1
  if (first < 0xc2 || first > 0xf4) return 0
  return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
}

/** How many bytes at the end may be the beginning of a character. */
function unfinished(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!
    if (byte >= 0xc0) return lengthAfter(byte) > back ? back : 0
    if (byte < 0x80) return 0
  }
  return 0
}
