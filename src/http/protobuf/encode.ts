import { compareKeys } from '../../model/values/order.js'
import { BackwardWriter, wires } from './bytes.js'
import { definitionOf, type Message, type MessageField, messageOf, shapeOf } from './messages.js'
import { scalars } from './scalars.js'

/** An object, or a list, with its type. */
interface Typed {
  readonly apiVersion?: string
  readonly kind: string
}

/** Whether there is a binary form of a kind: of those that are built in, and of what is answered about them. */
export const isBinary = ({ apiVersion = '', kind }: Typed): boolean =>
  definitionOf(apiVersion, kind) !== undefined || itemOf(apiVersion, kind) !== undefined

const itemOf = (apiVersion: string, kind: string) =>
  kind.endsWith('List') ? definitionOf(apiVersion, kind.slice(0, -4)) : undefined

const prefix = Buffer.from('k8s\0')

/**
 * An object as `application/vnd.kubernetes.protobuf` has it, byte for byte as the marshallers of Kubernetes write it: with
 * its type before it, in a `runtime.Unknown`.
 */
export function encodeObject(object: Typed): Buffer {
  const writer = new BackwardWriter()
  const { apiVersion = '', kind } = object
  for (const number of [4, 3]) writer.delimit(number, writer.length)
  const content = writer.length
  const definition = definitionOf(apiVersion, kind)
  const item = itemOf(apiVersion, kind)
  if (definition !== undefined) new Encoding(writer).message(messageOf(definition), object)
  else if (item !== undefined) new Encoding(writer).list(item, object)
  else throw new Error(`no binary form of ${kind} in ${apiVersion}`)
  writer.delimit(2, content)
  const type = writer.length
  text(writer, 2, kind)
  text(writer, 1, apiVersion)
  writer.delimit(1, type)
  writer.bytes(prefix)
  return writer.taken()
}

/** An event of a watch, after its length (`LengthDelimitedFramer`). */
export function encodeEvent(type: string, object: Typed): Buffer {
  const writer = new BackwardWriter()
  writer.bytes(encodeObject(object))
  writer.delimit(1, 0)
  writer.delimit(2, 0)
  text(writer, 1, type)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(writer.length)
  writer.bytes(length)
  return writer.taken()
}

function text(writer: BackwardWriter, number: number, value: string): void {
  const before = writer.length
  writer.text(value)
  writer.delimit(number, before)
}

const nothing: Readonly<Record<string, unknown>> = {}

/** Backwards: the last field of a message first, the last item of a list first. */
class Encoding {
  constructor(private readonly writer: BackwardWriter) {}

  /** Lists of all kinds are alike. */
  list(item: string, list: object): void {
    const { metadata = nothing, items = [] } = list as { metadata?: object; items?: readonly object[] }
    const message = messageOf(item)
    for (let at = items.length - 1; at >= 0; at--) {
      const before = this.writer.length
      this.message(message, items[at]!)
      this.writer.delimit(2, before)
    }
    const before = this.writer.length
    this.message(messageOf('meta.v1.ListMeta'), metadata)
    this.writer.delimit(1, before)
  }

  message({ fields }: Message, object: object): void {
    for (let at = fields.length - 1; at >= 0; at--) {
      const field = fields[at]!
      if (field.inlined !== undefined) this.inlined(field.number, field.inlined, object)
      else this.field(field, (object as Record<string, unknown>)[field.name])
    }
  }

  private inlined(number: number, message: Message, object: object): void {
    const before = this.writer.length
    this.message(message, object)
    this.writer.delimit(number, before)
  }

  private field({ number, type, optional }: MessageField, value: unknown): void {
    if (type.startsWith('[')) {
      const items = (value ?? []) as readonly unknown[]
      for (let at = items.length - 1; at >= 0; at--) this.single(number, type.slice(1), items[at])
    } else if (type.startsWith('{')) this.map(number, type.slice(1), (value ?? nothing) as Record<string, unknown>)
    else if (value !== undefined && value !== null) this.single(number, type, value)
    else if (!optional && type !== bytes) this.single(number, type, undefined)
  }

  /** In the order of its keys. */
  private map(number: number, type: string, entries: Readonly<Record<string, unknown>>): void {
    const keys = Object.keys(entries).sort(compareKeys)
    for (let at = keys.length - 1; at >= 0; at--) {
      const before = this.writer.length
      this.single(2, type, entries[keys[at]!])
      text(this.writer, 1, keys[at]!)
      this.writer.delimit(number, before)
    }
  }

  /** A value with its tag; undefined: the zero value of its type. */
  private single(number: number, type: string, value: unknown): void {
    const scalar = scalars[type]
    if (scalar !== undefined && scalar.wire !== wires.delimited) {
      scalar.write(this.writer, value ?? scalar.zero)
      this.writer.tag(number, scalar.wire)
      return
    }
    const before = this.writer.length
    if (scalar !== undefined) scalar.write(this.writer, value ?? scalar.zero)
    else this.nested(type, value ?? undefined)
    this.writer.delimit(number, before)
  }

  private nested(type: string, value: unknown): void {
    // A list that is a message of its own, as within a map (`ExtraValue`).
    if (type.startsWith('=')) {
      this.field({ number: 1, name: 'items', type: type.slice(1), optional: false }, value)
      return
    }
    const definition = type.slice(1)
    const shape = shapeOf(definition)
    const object = shape === undefined ? value : shape.toMessage(value)
    this.message(messageOf(definition), (object ?? nothing) as object)
  }
}

/** Of which Go knows that there are none. */
const bytes = 'y'
