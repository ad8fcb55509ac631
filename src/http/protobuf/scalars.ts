import { readJson, smallest, writeJson } from '../../model/json/exact-json.js'
import { instantOf, timestamp } from '../../model/objects/time.js'
import {
  type BackwardWriter,
  binary,
  bytesIn,
  type FieldValue,
  fieldsOf,
  lastOf,
  MalformedProtobuf,
  type Wire,
  whole,
  wires,
} from './bytes.js'

/** A value of one type of the structural schemas: how it lies on the wire, and how it is read and written there. */
export interface Scalar {
  readonly wire: Wire
  read(value: FieldValue): unknown
  /** What comes after the tag, but for the length. */
  write(writer: BackwardWriter, value: unknown): void
  /** What Go has where nothing is said; absent: nothing, not even an empty message. */
  readonly zero?: unknown
}

const integer: Scalar = {
  wire: wires.varint,
  read: whole,
  write: (writer, value) => writer.varint(value as number | bigint),
  zero: 0,
}

const zeroTime = ''

const time = (micros: boolean): Scalar => ({
  wire: wires.delimited,
  read: (value) => timeOf(value, micros),
  write: (writer, value) => writeTime(writer, value as string, micros),
  zero: zeroTime,
})

/** By the letters of `api/structure.ts`. */
export const scalars: Readonly<Record<string, Scalar>> = {
  s: {
    wire: wires.delimited,
    read: (value) => binary(value).toString('utf8'),
    write: (writer, value) => writer.text(value as string),
    zero: '',
  },
  y: {
    wire: wires.delimited,
    read: (value) => binary(value).toString('base64'),
    write: (writer, value) => writer.bytes(Buffer.from(value as string, 'base64')),
  },
  b: {
    wire: wires.varint,
    read: (value) => whole(value) !== 0,
    write: (writer, value) => writer.varint(value === true ? 1 : 0),
    zero: false,
  },
  i: integer,
  l: { ...integer, read: (value) => (typeof value === 'bigint' ? smallest(BigInt.asIntN(64, value)) : whole(value)) },
  d: {
    wire: wires.fixed,
    read: (value) => (value instanceof Buffer && value.length === 8 ? value.readDoubleLE() : whole(value)),
    write: (writer, value) => writer.double(Number(value)),
    zero: 0,
  },
  q: {
    wire: wires.delimited,
    read: (value) => bytesIn(fieldsOf(binary(value)), 1).toString('utf8'),
    write(writer, value) {
      const before = writer.length
      writer.text(String(value))
      writer.delimit(1, before)
    },
    zero: '0',
  },
  x: { wire: wires.delimited, read: intOrString, write: writeIntOrString, zero: 0 },
  t: time(false),
  u: time(true),
  o: {
    wire: wires.delimited,
    read: (value) => json(bytesIn(fieldsOf(binary(value)), 1)),
    write(writer, value) {
      if (value === undefined) return
      const before = writer.length
      writer.text(writeJson(value))
      writer.delimit(1, before)
    },
    zero: undefined,
  },
}

const text = 1
const kindOfValue = { type: 1, integer: 2, text: 3 } as const

function intOrString(value: FieldValue): unknown {
  const fields = fieldsOf(binary(value))
  const at = (number: number) => whole(lastOf(fields, number) ?? 0n)
  return at(kindOfValue.type) === text ? bytesIn(fields, kindOfValue.text).toString('utf8') : at(kindOfValue.integer)
}

function writeIntOrString(writer: BackwardWriter, value: unknown): void {
  const before = writer.length
  const isText = typeof value === 'string'
  if (isText) writer.text(value)
  writer.delimit(kindOfValue.text, before)
  writer.varint(isText ? 0 : (value as number))
  writer.tag(kindOfValue.integer, wires.varint)
  writer.varint(isText ? text : 0)
  writer.tag(kindOfValue.type, wires.varint)
}

const latestSecond = 253_402_300_799

/** No time at all is an empty message. */
function timeOf(value: FieldValue, micros: boolean): string | null {
  const fields = fieldsOf(binary(value))
  const at = (number: number) => whole(lastOf(fields, number) ?? 0n)
  if (!fields.some((field) => field.number === 1)) return null
  const seconds = at(1)
  if (Math.abs(seconds) > latestSecond) throw new MalformedProtobuf('the time is out of range')
  const shown = timestamp(seconds * 1000)
  return micros ? shown.replace('Z', `.${String(Math.floor(at(2) / 1000)).padStart(6, '0')}Z`) : shown
}

/** `metav1.Time` keeps no parts of a second, `metav1.MicroTime` millionths (`ProtoTime`, `ProtoMicroTime`). */
function writeTime(writer: BackwardWriter, value: string, micros: boolean): void {
  if (value === zeroTime) return
  const millionths = micros ? (/\.(\d{1,6})/.exec(value)?.[1] ?? '').padEnd(6, '0') : '0'
  writer.varint(Number(millionths) * 1000)
  writer.tag(2, wires.varint)
  writer.varint(Math.floor(instantOf(value) / 1000))
  writer.tag(1, wires.varint)
}

function json(bytes: Buffer): unknown {
  try {
    return readJson(bytes.toString('utf8'))
  } catch {
    return null
  }
}
