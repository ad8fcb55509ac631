import { setField } from '../../model/values/json-values.js'
import { binary, bytesIn, type FieldValue, fieldsOf, lastOf, MalformedProtobuf, noBytes } from './bytes.js'
import { definitionOf, type Message, type MessageField, messageOf, shapeOf } from './messages.js'
import { scalars } from './scalars.js'

/**
 * Reads the binary form of an object (`application/vnd.kubernetes.protobuf`) into its JSON form.
 */
export function decodeProtobuf(bytes: Buffer): Record<string, unknown> {
  if (bytes.toString('latin1', 0, 4) !== 'k8s\0')
    throw new MalformedProtobuf(
      'provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]',
    )
  const envelope = fieldsOf(bytes.subarray(4))
  const typeMeta = fieldsOf(bytesIn(envelope, 1))
  const apiVersion = bytesIn(typeMeta, 1).toString('utf8')
  const kind = bytesIn(typeMeta, 2).toString('utf8')
  const content = bytesIn(envelope, 2)
  const definition = definitionOf(apiVersion, kind)
  if (definition !== undefined) return { apiVersion, kind, ...message(messageOf(definition), content, 0) }
  const item = definitionOf(apiVersion, kind.replace(/List$/, ''))
  if (item !== undefined) return { apiVersion, kind, ...list(item, content) }
  throw new MalformedProtobuf(`no kind "${kind}" is registered for version "${apiVersion}"`)
}

/** Lists of all kinds are alike. */
function list(item: string, bytes: Buffer): Record<string, unknown> {
  const fields = fieldsOf(bytes)
  const items = fields.filter(({ number }) => number === 2)
  return {
    metadata: message(messageOf('meta.v1.ListMeta'), bytesIn(fields, 1), 1),
    items: items.map(({ value }) => message(messageOf(item), binary(value), 1)),
  }
}

const deepest = 64

function message({ byNumber }: Message, bytes: Buffer, depth: number): Record<string, unknown> {
  if (depth > deepest) throw new MalformedProtobuf('the message is nested too deeply')
  const result: Record<string, unknown> = {}
  for (const { number, value } of fieldsOf(bytes)) {
    const field = byNumber.get(number)
    if (field === undefined) continue
    if (field.inlined === undefined) add(result, field, value, depth)
    else if (value instanceof Buffer) Object.assign(result, message(field.inlined, value, depth + 1))
  }
  return result
}

function add(
  result: Record<string, unknown>,
  { name, type, optional }: MessageField,
  value: FieldValue,
  depth: number,
): void {
  if (type.startsWith('[')) {
    const items = (result[name] ?? []) as unknown[]
    items.push(single(type.slice(1), value, depth))
    result[name] = items
  } else if (type.startsWith('{')) {
    const entry = fieldsOf(binary(value))
    const map = (result[name] ?? {}) as Record<string, unknown>
    setField(map, bytesIn(entry, 1).toString('utf8'), single(type.slice(1), lastOf(entry, 2) ?? noBytes, depth))
    result[name] = map
  } else {
    const read = single(type, value, depth)
    if (optional || !isZero(type, read)) result[name] = read
  }
}

/** Of what is no pointer nobody can say whether it is zero or absent; a client that leaves it out says the same. */
const isZero = (type: string, value: unknown) => value === null || value === scalars[type]?.zero

function single(type: string, value: FieldValue, depth: number): unknown {
  if (type.startsWith('@')) {
    const definition = type.slice(1)
    const read = message(messageOf(definition), binary(value), depth + 1)
    const shape = shapeOf(definition)
    return shape === undefined ? read : shape.fromMessage(read)
  }
  if (type.startsWith('=')) {
    const items = fieldsOf(binary(value)).filter(({ number }) => number === 1)
    return items.map((item) => single(type.slice(2), item.value, depth + 1))
  }
  return scalars[type]!.read(value)
}
