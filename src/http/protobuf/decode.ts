import type { SchemaSource } from '../../api/schema/structure.js'
import { setField } from '../../model/values/paths.js'
import { binary, bytesIn, type FieldValue, fieldsOf, lastOf, MalformedProtobuf, noBytes } from './bytes.js'
import { definitionOf, type Message, type MessageField, messageOf, shapeOf } from './messages.js'
import { scalars } from './scalars.js'
import { messageTypes } from './types.js'

/**
 * Reads the binary form of an object (`application/vnd.kubernetes.protobuf`) into its JSON form.
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
  const content = bytesIn(envelope, 2)
  const definition = definitionOf(apiVersion, kind)
  if (definition !== undefined)
    return { apiVersion, kind, ...message(source, messageOf(source, definition), content, 0) }
  const item = definitionOf(apiVersion, kind.replace(/List$/, ''))
  if (item !== undefined) return { apiVersion, kind, ...list(source, item, content) }
  throw new MalformedProtobuf(`no kind "${kind}" is registered for version "${apiVersion}"`)
}

/** Lists of all kinds are alike. */
function list(source: SchemaSource, item: string, bytes: Buffer): Record<string, unknown> {
  const fields = fieldsOf(bytes)
  const items = fields.filter(({ number }) => number === 2)
  return {
    metadata: message(source, messageOf(source, 'meta.v1.ListMeta'), bytesIn(fields, 1), 1),
    items: items.map(({ value }) => message(source, messageOf(source, item), binary(value), 1)),
  }
}

const deepest = 64

function message(source: SchemaSource, { byNumber }: Message, bytes: Buffer, depth: number): Record<string, unknown> {
  if (depth > deepest) throw new MalformedProtobuf('the message is nested too deeply')
  const result: Record<string, unknown> = {}
  for (const { number, value } of fieldsOf(bytes)) {
    const field = byNumber.get(number)
    if (field === undefined) continue
    if (field.inlined === undefined) add(result, field, value, { source, depth })
    else if (value instanceof Buffer) Object.assign(result, message(source, field.inlined, value, depth + 1))
  }
  return result
}

interface Surroundings {
  readonly source: SchemaSource
  readonly depth: number
}

function add(
  result: Record<string, unknown>,
  { name, type, optional }: MessageField,
  value: FieldValue,
  around: Surroundings,
): void {
  if (type.startsWith('[')) {
    const items = (result[name] ?? []) as unknown[]
    items.push(single(type.slice(1), value, around))
    result[name] = items
  } else if (type.startsWith('{')) {
    const entry = fieldsOf(binary(value))
    const map = (result[name] ?? {}) as Record<string, unknown>
    setField(map, bytesIn(entry, 1).toString('utf8'), single(type.slice(1), lastOf(entry, 2) ?? noBytes, around))
    result[name] = map
  } else {
    const read = single(type, value, around)
    if (optional || !isZero(type, read)) result[name] = read
  }
}

/** Of what is no pointer nobody can say whether it is zero or absent; a client that leaves it out says the same. */
const isZero = (type: string, value: unknown) => value === null || value === scalars[type]?.zero

function single(type: string, value: FieldValue, { source, depth }: Surroundings): unknown {
  if (type.startsWith('@')) return message(source, messageOf(source, type.slice(1)), binary(value), depth + 1)
  // A list within a map is a message of its items (`ExtraValue`).
  if (type.startsWith('[')) {
    return fieldsOf(binary(value)).map((item) => single(type.slice(1), item.value, { source, depth: depth + 1 }))
  }
  const shape = type.startsWith('|') ? shapeOf(type) : undefined
  if (shape === undefined) return (scalars[type] ?? scalars.o!).read(value)
  return shape.fromMessage(message(source, messageOf(source, shape.definition), binary(value), depth + 1))
}
