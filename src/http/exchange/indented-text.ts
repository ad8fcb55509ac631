import { writeJson } from '../../model/json/exact-json.js'
import type { KubeObject } from '../../model/objects/object.js'
import { isPlainObject } from '../../model/values/json-values.js'
import { bareObject, Piece, pieceLength, typeFirst } from './json-text.js'

/** How a format writes what people read. */
interface Printing {
  print(value: unknown): string
  /** A list's text around its items, given that of the list without any. */
  around(empty: string): readonly [before: string, after: string]
  item(text: string): string
  readonly between: string
}

const json: Printing = {
  print: (value) => writeJson(value, 2),
  around(empty) {
    const at = empty.indexOf('\n  "items": []')
    return [`${empty.slice(0, at)}\n  "items": [\n`, `\n  ]${empty.slice(at + '\n  "items": []'.length)}`]
  },
  item: (text) => `    ${text.replaceAll('\n', '\n    ')}`,
  between: ',\n',
}

const yamlPrinting = (print: (value: unknown) => string): Printing => ({
  print,
  around(empty) {
    const at = `\n${empty}`.indexOf('\nitems: []\n')
    return [`${empty.slice(0, at)}items:\n`, empty.slice(at + 'items: []\n'.length)]
  },
  // Lines of texts may be empty, and stay so.
  item: (text) => `- ${text.replace(/\n(?=[^\n])/g, '\n  ')}`,
  between: '',
})

export const indentedJson = (object: unknown, bareItems = false): Generator<Buffer> =>
  pieces(typeFirst(object), bareItems, json)

export const yaml = (object: unknown, print: (value: unknown) => string, bareItems = false): Generator<Buffer> =>
  pieces(object, bareItems, yamlPrinting(print))

/** An object as people read it, in pieces of about a length: an item of a list is made when its piece is asked for. */
function* pieces(object: unknown, bareItems: boolean, { print, around, item, between }: Printing): Generator<Buffer> {
  const items = isPlainObject(object) && Array.isArray(object.items) ? (object.items as KubeObject[]) : []
  if (items.length === 0) return yield Buffer.from(print(object))
  const [before, after] = around(print({ ...(object as object), items: [] }))
  const piece = new Piece(before)
  for (const [index, one] of items.entries()) {
    if (piece.length >= pieceLength) yield piece.take()
    piece.add(`${index > 0 ? between : ''}${item(print(bareItems ? bareObject(one) : one))}`)
  }
  piece.add(after)
  yield piece.take()
}
