import { expect, test } from 'vitest'
import type { KubeObject } from '../../src/model/objects/object.js'
import { documentOf, parseDocument, renderDocument, renderObject } from '../../src/store/document/document.js'

const object = (name: string, size: number | bigint): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Thing',
  metadata: { name },
  spec: { size, text: `#${size}` },
})
const small = object('a', 7)
const large = object('b', 9007199254740993n)

test('whole numbers beyond 2^53 are kept in a state file, which says which lines have any', () => {
  const { lines } = documentOf(
    new Map([
      ['things/a', small],
      ['things/b', large],
    ]),
  )
  expect(lines.bytes.toString()).toContain('"things/a":{"apiVersion"')
  expect(lines.bytes.toString()).toContain('"things/b": {"apiVersion"')
  expect([...lines.within('things/')].map((line) => lines.parse(line))).toEqual([small, large])
})

test('a file that somebody else has written is read as exactly', () => {
  const segments = [small, large].map((each) => renderObject(`things/${each.metadata.name}`, each))
  const own = Buffer.concat(renderDocument(3, {}, [], segments).map((chunk) => Buffer.from(chunk)))
  const edited = Buffer.from(own.toString().replace('9007199254740993,', '9007199254740995,').replace('": {', '":{'))
  const read = (bytes: Buffer) => {
    const { lines } = parseDocument(bytes, 'state.json', true)
    return [...lines.within('things/')].map((line) => lines.parse(line).spec.size)
  }
  expect(read(own)).toEqual([7, 9007199254740993n])
  expect(read(edited)).toEqual([7, 9007199254740995n])
})
