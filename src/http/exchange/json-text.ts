import { writeJson } from '../../model/json/exact-json.js'
import type { KubeObject } from '../../model/objects/object.js'
import { isPlainObject } from '../../model/values/json-values.js'
import { memo } from '../../model/values/memo.js'

/** The stored JSON of an object, where there is one. */
export type TextOf = (object: KubeObject) => string | Buffer | undefined

/** What is handed to the system at a time, in bytes: as much as a client may leave unread. */
export const pieceLength = 256 * 1024

/** Kind and version first, as Go's structs have them. */
export function typeFirst(object: unknown): unknown {
  if (typeof object !== 'object' || object === null || !('kind' in object)) return object
  const { kind, apiVersion, ...rest } = object as Record<string, unknown>
  return apiVersion === undefined ? object : { kind, apiVersion, ...rest }
}

/**
 * An object in one line, in pieces of about a length. What a list or a table holds is made when its piece is asked for; the
 * items of a list as they lie in the state file, where they do; `bareItems`: without their types.
 */
export function* jsonPieces(object: unknown, textOf: TextOf, bareItems = false): Generator<Buffer> {
  const ordered = typeFirst(object)
  const [name, parts] = isPlainObject(ordered) ? (Object.entries(ordered).at(-1) ?? []) : []
  if (!Array.isArray(parts) || (name !== 'items' && name !== 'rows')) {
    return yield Buffer.from(`${writeJson(ordered)}\n`)
  }
  const frame = writeJson({ ...(ordered as object), [name]: [] })
  const between = name === 'items' ? items(parts as KubeObject[], textOf, bareItems) : rows(parts)
  const piece = new Piece(frame.slice(0, -2))
  for (const part of between) {
    if (piece.length >= pieceLength) yield piece.take()
    piece.add(part)
  }
  piece.add(']}\n')
  yield piece.take()
}

function* items(objects: readonly KubeObject[], textOf: TextOf, bare: boolean): Generator<string | Buffer> {
  for (const [index, object] of objects.entries()) {
    if (index > 0) yield ','
    const text = textOf(object) ?? listed(object)
    if (bare) yield* withoutType(text, object)
    else yield text
  }
}

/** The text of an object after its type, which mostly comes first. */
function* withoutType(text: string | Buffer, object: KubeObject): Generator<string | Buffer> {
  const [version, kind] = [JSON.stringify(object.apiVersion), JSON.stringify(object.kind)]
  const begin = [`{"apiVersion":${version},"kind":${kind},`, `{"kind":${kind},"apiVersion":${version},`].find((each) =>
    typeof text === 'string' ? text.startsWith(each) : text.toString('latin1', 0, each.length) === each,
  )
  if (begin === undefined) return yield writeJson(bareObject(object))
  yield '{'
  yield typeof text === 'string' ? text.slice(begin.length) : text.subarray(begin.length)
}

/** An object without its type, as lists of built-in kinds have it: in Go an item has the type that its list says. */
export function bareObject({ apiVersion: _, kind: __, ...rest }: KubeObject): object {
  return rest
}

/** Rows are short: many of them are written at once. */
const rowsAtOnce = 64

function* rows(all: readonly unknown[]): Generator<string> {
  for (let at = 0; at < all.length; at += rowsAtOnce) {
    const text = writeJson(all.slice(at, at + rowsAtOnce))
    yield `${at > 0 ? ',' : ''}${text.slice(1, -1)}`
  }
}

/** Enough for a list of 10,000 pods, which may be asked for again. */
const listed = memo(64 * 1024 * 1024, (object: object) => Buffer.from(writeJson(object)), { sizeOf: byteCount })

/** For what is kept up to so many bytes. */
export function byteCount(bytes: Buffer): number {
  return bytes.length
}

/** Texts and bytes, put together. */
export class Piece {
  private texts: string[]
  private parts: Buffer[] = []
  /** About so many bytes. */
  length: number

  constructor(text: string) {
    this.texts = [text]
    this.length = text.length
  }

  add(more: string | Buffer): void {
    this.length += more.length
    if (typeof more === 'string') this.texts.push(more)
    else this.parts.push(this.takeText(), more)
  }

  take(): Buffer {
    const last = this.takeText()
    const whole = this.parts.length === 0 ? last : Buffer.concat([...this.parts, last])
    this.parts = []
    this.length = 0
    return whole
  }

  private takeText(): Buffer {
    const bytes = Buffer.from(this.texts.join(''))
    this.texts = []
    return bytes
  }
}
