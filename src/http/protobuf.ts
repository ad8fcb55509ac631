import { requestTypes } from '../api/request-types.js'
import { type SchemaSource, type Structure, structureOf } from '../api/structure.js'
import { loadSchemas } from '../kinds/schemas.js'
import { setField } from '../model/paths.js'
import { timestamp } from '../model/time.js'
import fieldNames from './protobuf-fields.json'

/** The bytes are no message, or one of a type that is not served. */
export class MalformedProtobuf extends Error {}

/**
 * Reads the binary form of an object (`application/vnd.kubernetes.protobuf`) into its JSON form. A message is told by
 * two tables: the names of its fields in the order of their numbers (`protobuf-fields.json`; `-` where a number is free,
 * `~` before a message whose fields are its parent's in JSON) and their types, which are those of the structural
 * schemas. Zero and absent look alike here; which of them is kept is decided when the object is decoded.
 */
export async function decodeProtobuf(bytes: Buffer): Promise<Record<string, unknown>> {
  if (bytes.toString('latin1', 0, 4) !== 'k8s\0')
    throw new MalformedProtobuf(
      'provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]',
    )
  const source = await messageTypes()
  const envelope = fieldsOf(bytes.subarray(4))
  const typeMeta = fieldsOf(bytesIn(envelope, 1))
  const apiVersion = bytesIn(typeMeta, 1).toString('utf8')
  const kind = bytesIn(typeMeta, 2).toString('utf8')
  const definition = definitionOf(apiVersion, kind)
  if (!Object.hasOwn(names, definition))
    throw new MalformedProtobuf(`no kind "${kind}" is registered for version "${apiVersion}"`)
  const structure = structureOf(source, definition)
  return { apiVersion, kind, ...message(source, definition, structure, bytesIn(envelope, 2), 0) }
}

let known: SchemaSource | undefined

/** Of all that may come: objects, and what is sent about them. */
async function messageTypes(): Promise<SchemaSource> {
  known ??= { definitions: { ...requestTypes.definitions, ...(await loadSchemas()).definitions } }
  return known
}

const names: Readonly<Record<string, string>> = fieldNames
const deepest = 64

/** `apps/v1`, `Deployment` → `apps.v1.Deployment` */
function definitionOf(apiVersion: string, kind: string): string {
  if (kind === 'DeleteOptions') return 'meta.v1.DeleteOptions'
  const [version = '', group = 'core'] = apiVersion.split('/').reverse()
  return `${group === 'rbac.authorization.k8s.io' ? 'rbac' : group.split('.')[0]}.${version}.${kind}`
}

interface Field {
  readonly number: number
  readonly value: number | bigint | Buffer
}

/** The fields of a message, in the order in which they lie there. */
function fieldsOf(bytes: Buffer): Field[] {
  const fields: Field[] = []
  const reader = new Bytes(bytes)
  while (!reader.done) {
    const key = Number(reader.varint())
    fields.push({ number: Math.floor(key / 8), value: reader.value(key & 7) })
  }
  return fields
}

function bytesIn(fields: readonly Field[], number: number): Buffer {
  const value = fields.findLast((field) => field.number === number)?.value ?? Buffer.alloc(0)
  if (value instanceof Buffer) return value
  throw new MalformedProtobuf('illegal wireType')
}

function message(
  source: SchemaSource,
  definition: string,
  structure: Structure | undefined,
  bytes: Buffer,
  depth: number,
): Record<string, unknown> {
  if (depth > deepest) throw new MalformedProtobuf('the message is nested too deeply')
  const known = (Object.hasOwn(names, definition) ? names[definition]! : '').split(' ')
  const result: Record<string, unknown> = {}
  for (const { number, value } of fieldsOf(bytes)) {
    const name = known[number - 1] ?? '-'
    if (name.startsWith('~')) {
      if (value instanceof Buffer) Object.assign(result, message(source, name.slice(1), structure, value, depth + 1))
      continue
    }
    const type = structure?.fields.get(name)?.type
    if (type !== undefined) add(result, name, type, value, { source, depth })
  }
  return result
}

interface Surroundings {
  readonly source: SchemaSource
  readonly depth: number
}

function add(
  result: Record<string, unknown>,
  name: string,
  type: string,
  value: Field['value'],
  around: Surroundings,
): void {
  if (type.startsWith('[')) {
    result[name] = [...((result[name] as unknown[] | undefined) ?? []), single(type.slice(1), value, around)]
  } else if (type.startsWith('{')) {
    const entry = fieldsOf(binary(value))
    const map = (result[name] ?? {}) as Record<string, unknown>
    const item = entry.findLast((field) => field.number === 2)?.value ?? Buffer.alloc(0)
    setField(map, bytesIn(entry, 1).toString('utf8'), single(type.slice(1), item, around))
    result[name] = map
  } else {
    result[name] = single(type, value, around)
  }
}

function single(type: string, value: Field['value'], { source, depth }: Surroundings): unknown {
  if (type.startsWith('@')) {
    const definition = type.slice(1)
    return message(source, definition, structureOf(source, definition), binary(value), depth + 1)
  }
  // A list within a map is a message of its items (`ExtraValue`).
  if (type.startsWith('[')) {
    return fieldsOf(binary(value)).map((item) => single(type.slice(1), item.value, { source, depth: depth + 1 }))
  }
  return scalars[type]?.(value)
}

const scalars: Readonly<Record<string, (value: Field['value']) => unknown>> = {
  s: (value) => binary(value).toString('utf8'),
  y: (value) => binary(value).toString('base64'),
  b: (value) => number(value) !== 0,
  i: (value) => number(value),
  l: (value) => number(value),
  d: (value) => (value instanceof Buffer && value.length === 8 ? value.readDoubleLE() : number(value)),
  q: (value) => bytesIn(fieldsOf(binary(value)), 1).toString('utf8'),
  x: intOrString,
  t: (value) => time(value, 0),
  u: (value) => time(value, 6),
  o: (value) => json(bytesIn(fieldsOf(binary(value)), 1)),
}

function binary(value: Field['value']): Buffer {
  if (value instanceof Buffer) return value
  throw new MalformedProtobuf('illegal wireType')
}

function number(value: Field['value']): number {
  if (value instanceof Buffer) throw new MalformedProtobuf('illegal wireType')
  return Number(typeof value === 'bigint' ? BigInt.asIntN(64, value) : value)
}

function intOrString(value: Field['value']): unknown {
  const fields = fieldsOf(binary(value))
  const whole = (of: number) => number(fields.findLast((field) => field.number === of)?.value ?? 0n)
  return whole(1) === 1 ? bytesIn(fields, 3).toString('utf8') : whole(2)
}

/** No time at all is an empty message. */
function time(value: Field['value'], decimals: 0 | 6): string | null {
  const fields = fieldsOf(binary(value))
  const at = (of: number) => number(fields.findLast((field) => field.number === of)?.value ?? 0n)
  if (!fields.some((field) => field.number === 1)) return null
  const seconds = at(1)
  if (Math.abs(seconds) > 253_402_300_799) throw new MalformedProtobuf('the time is out of range')
  const text = timestamp(seconds * 1000)
  return decimals === 0 ? text : text.replace('Z', `.${String(Math.floor(at(2) / 1000)).padStart(6, '0')}Z`)
}

function json(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return null
  }
}

/** Reads varints and the values behind them. */
class Bytes {
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

  value(wire: number): Field['value'] {
    if (wire === 0) return this.varint()
    if (wire === 1) return this.take(8)
    if (wire === 2) return this.take(Number(this.varint()))
    if (wire === 5) return this.take(4)
    throw new MalformedProtobuf(`illegal wireType ${wire}`)
  }

  private take(length: number): Buffer {
    if (length > this.bytes.length - this.at) throw new MalformedProtobuf('unexpected EOF')
    this.at += length
    return this.bytes.subarray(this.at - length, this.at)
  }
}
