/** The bytes are no message, or one of a type that is not served. */
export class MalformedProtobuf extends Error {}

/** What follows a field's number: how its value lies there. */
export const wires = { varint: 0, fixed: 1, delimited: 2 } as const
export type Wire = (typeof wires)[keyof typeof wires]

export type FieldValue = number | bigint | Buffer

export interface Field {
  readonly number: number
  readonly value: FieldValue
}

/** The fields of a message, in the order in which they lie there. */
export function fieldsOf(bytes: Buffer): Field[] {
  const fields: Field[] = []
  const reader = new Reader(bytes)
  while (!reader.done) {
    const key = Number(reader.varint())
    const number = Math.floor(key / 8)
    if (number === 0) throw new MalformedProtobuf(`illegal tag 0 (wire type ${key & 7})`)
    fields.push({ number, value: reader.value(key & 7) })
  }
  return fields
}

/** Of several fields with a number the last counts. */
export const lastOf = (fields: readonly Field[], number: number): FieldValue | undefined =>
  fields.findLast((field) => field.number === number)?.value

export const bytesIn = (fields: readonly Field[], number: number): Buffer => binary(lastOf(fields, number) ?? noBytes)

export const noBytes = Buffer.alloc(0)

export function binary(value: FieldValue): Buffer {
  if (value instanceof Buffer) return value
  throw new MalformedProtobuf('illegal wireType')
}

export function whole(value: FieldValue): number {
  if (value instanceof Buffer) throw new MalformedProtobuf('illegal wireType')
  return Number(typeof value === 'bigint' ? BigInt.asIntN(64, value) : value)
}

/** Reads varints and the values behind them. */
class Reader {
  private at = 0

  constructor(private readonly bytes: Buffer) {}

  get done(): boolean {
    return this.at >= this.bytes.length
  }

  varint(): bigint {
    let result = 0n
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.bytes[this.at++]
      if (byte === undefined) throw new MalformedProtobuf('unexpected EOF')
      result |= BigInt(byte & 127) << shift
      if (byte < 128) return BigInt.asUintN(64, result)
    }
    throw new MalformedProtobuf('integer overflow')
  }

  value(wire: number): FieldValue {
    if (wire === wires.varint) return this.varint()
    if (wire === wires.fixed) return this.take(8)
    if (wire === wires.delimited) return this.take(Number(this.varint()))
    if (wire === 5) return this.take(4)
    throw new MalformedProtobuf(`illegal wireType ${wire}`)
  }

  private take(length: number): Buffer {
    if (length > this.bytes.length - this.at) throw new MalformedProtobuf('unexpected EOF')
    this.at += length
    return this.bytes.subarray(this.at - length, this.at)
  }
}

/** Writes from the end to the beginning, so that a message is there before its length (as gogo's marshallers do). */
export class BackwardWriter {
  private buffer = Buffer.allocUnsafe(4096)
  private start = this.buffer.length

  /** How many bytes there are by now. */
  get length(): number {
    return this.buffer.length - this.start
  }

  taken(): Buffer {
    return this.buffer.subarray(this.start)
  }

  bytes(bytes: Uint8Array): void {
    this.make(bytes.length)
    this.buffer.set(bytes, this.start)
  }

  text(text: string): void {
    const length = Buffer.byteLength(text)
    this.make(length)
    this.buffer.write(text, this.start, length)
  }

  double(value: number): void {
    this.make(8)
    this.buffer.writeDoubleLE(value, this.start)
  }

  varint(value: number | bigint): void {
    if (typeof value === 'bigint' || value < 0) this.longVarint(BigInt(value))
    else this.shortVarint(value)
  }

  private shortVarint(value: number): void {
    let length = 1
    for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) length++
    this.make(length)
    let [rest, at] = [value, this.start]
    for (; rest >= 128; rest = Math.floor(rest / 128)) this.buffer[at++] = (rest % 128) + 128
    this.buffer[at] = rest
  }

  /** What is negative takes all its 64 bits. */
  private longVarint(value: bigint): void {
    const bytes: number[] = []
    let rest = BigInt.asUintN(64, value)
    for (; rest >= 128n; rest >>= 7n) bytes.push(Number(rest & 127n) + 128)
    this.bytes(Uint8Array.from([...bytes, Number(rest)]))
  }

  tag(number: number, wire: Wire): void {
    this.varint(number * 8 + wire)
  }

  /** What has been written since there were so many bytes becomes the value of a field. */
  delimit(number: number, before: number): void {
    this.varint(this.length - before)
    this.tag(number, wires.delimited)
  }

  private make(length: number): void {
    if (length > this.start) {
      const larger = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.length + length + 4096))
      this.buffer.copy(larger, larger.length - this.length, this.start)
      this.start = larger.length - this.length
      this.buffer = larger
    }
    this.start -= length
  }
}
