/** Archives as tar(1) keeps them: POSIX's ustar, and GNU's and pax's longer names when they are read. */

export interface TarEntry {
  readonly name: string
  readonly kind: 'file' | 'directory' | 'link' | 'other'
  /** Permission bits. */
  readonly mode: number
  /** Seconds since 1970. */
  readonly modified: number
  readonly content: Buffer
  /** Where a link leads; empty for all else. */
  readonly target: string
}

const block = 512
const kinds: Readonly<Record<string, TarEntry['kind']>> = { '0': 'file', '\0': 'file', '5': 'directory', '2': 'link' }
const letters: Readonly<Record<TarEntry['kind'], string>> = { file: '0', directory: '5', link: '2', other: '0' }
const longName = 'L'
const longTarget = 'K'
const extended = 'x'

/** Files and directories as an archive, ended as tar ends it. */
export function packTar(entries: Iterable<TarEntry>): Buffer {
  const pieces: Buffer[] = []
  for (const entry of entries) {
    const name = entry.kind === 'directory' && !entry.name.endsWith('/') ? `${entry.name}/` : entry.name
    if (Buffer.byteLength(name) > 100) {
      const long = Buffer.from(`${name}\0`)
      pieces.push(header('././@LongLink', longName, long.length, { mode: 0, modified: 0, target: '' }), padded(long))
    }
    pieces.push(header(name, letters[entry.kind], entry.content.length, entry), padded(entry.content))
  }
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0) + 2 * block
  // Whole records of twenty blocks.
  const end = Buffer.alloc(2 * block + ((20 * block - (length % (20 * block))) % (20 * block)))
  return Buffer.concat([...pieces, end])
}

function header(
  name: string,
  letter: string,
  size: number,
  { mode, modified, target }: Pick<TarEntry, 'mode' | 'modified' | 'target'>,
): Buffer {
  const bytes = Buffer.alloc(block)
  const number = (value: number, at: number, length: number) =>
    bytes.write(
      `${Math.floor(value)
        .toString(8)
        .padStart(length - 1, '0')}\0`,
      at,
      length,
      'latin1',
    )
  Buffer.from(name).copy(bytes, 0, 0, 100)
  number(mode, 100, 8)
  number(0, 108, 8)
  number(0, 116, 8)
  number(size, 124, 12)
  number(modified, 136, 12)
  bytes.write(letter, 156, 'latin1')
  Buffer.from(target).copy(bytes, 157, 0, 100)
  bytes.write('ustar\x0000root', 257, 'latin1')
  bytes.write('root', 297, 'latin1')
  bytes.write('        ', 148, 'latin1')
  const sum = bytes.reduce((total, byte) => total + byte, 0)
  bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return bytes
}

const padded = (content: Buffer) => Buffer.concat([content, Buffer.alloc((block - (content.length % block)) % block)])

/** Not an archive, or one that ends too soon. */
export class TarFault extends Error {}

/** What lies in an archive, in its order. Throws TarFault. */
export function* unpackTar(bytes: Buffer): Generator<TarEntry> {
  let name: string | undefined
  let target: string | undefined
  for (let at = 0; at < bytes.length; ) {
    const head = bytes.subarray(at, at + block)
    if (head.length < block) throw new TarFault('it ends too soon')
    if (head.every((byte) => byte === 0)) return
    checkSum(head)
    const size = numberAt(head, 124, 12)
    if (size < 0) throw new TarFault('it is no archive')
    const content = bytes.subarray(at + block, at + block + size)
    if (content.length < size) throw new TarFault('it ends too soon')
    at += block + Math.ceil(size / block) * block
    const letter = String.fromCharCode(head[156]!)
    if (letter === longName) name = textAt(content, 0, size)
    else if (letter === longTarget) target = textAt(content, 0, size)
    else if (letter === extended) ({ path: name = name, linkpath: target = target } = records(content))
    else if (letter !== 'g') {
      const prefix = head.toString('latin1', 257, 262) === 'ustar' ? textAt(head, 345, 155) : ''
      const short = textAt(head, 0, 100)
      yield {
        name: name ?? (prefix === '' ? short : `${prefix}/${short}`),
        kind: kinds[letter] ?? 'other',
        mode: numberAt(head, 100, 8) & 0o7777,
        modified: timeAt(head, 136, 12),
        content,
        target: target ?? textAt(head, 157, 100),
      }
      name = undefined
      target = undefined
    }
  }
}

function checkSum(head: Buffer): void {
  const sum = head.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0)
  if (sum !== numberAt(head, 148, 8)) throw new TarFault('it is no archive')
}

/** In octal digits, or in GNU's way: a byte that is no letter, and all bytes are one number, which may be negative. */
function numberAt(bytes: Buffer, at: number, length: number): number {
  const field = bytes.subarray(at, at + length)
  if (field[0]! < 0x80) {
    const digits = /^[ \0]*([0-7]*)[ \0]*$/.exec(field.toString('latin1'))?.[1]
    if (digits === undefined) throw new TarFault('it is no archive')
    return Number.parseInt(digits || '0', 8)
  }
  const start = field[0] === 0x80 ? 0 : -1
  return field.subarray(1).reduce((number, byte) => number * 256 + byte, start)
}

/** The calendar has an end, in seconds from 1970. */
const lastSecond = 8.64e12
const timeAt = (bytes: Buffer, at: number, length: number) => {
  const seconds = numberAt(bytes, at, length)
  return Math.abs(seconds) <= lastSecond ? seconds : 0
}

function textAt(bytes: Buffer, at: number, length: number): string {
  const field = bytes.subarray(at, at + length)
  const end = field.indexOf(0)
  return field.toString('utf8', 0, end < 0 ? field.length : end)
}

/** pax's `LENGTH key=value` lines. */
function records(content: Buffer): Record<string, string> {
  const found: Record<string, string> = Object.create(null)
  for (let at = 0; at < content.length; ) {
    const [text = '', digits] = /^(\d{1,8}) /.exec(content.toString('latin1', at, at + 10)) ?? []
    const length = Number(digits ?? 0)
    if (length <= text.length) return found
    const [key = '', ...value] = content.toString('utf8', at + text.length, at + length - 1).split('=')
    found[key] = value.join('=')
    at += length
  }
  return found
}
