import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { indentedJson, yaml } from '../../../src/http/exchange/indented-text.js'
import { pieceLength } from '../../../src/http/exchange/json-text.js'
import { writeJson } from '../../../src/model/json/exact-json.js'
import { printYaml } from '../../../src/printers/yaml.js'

const textOf = (pieces: Iterable<Buffer>) => Buffer.concat([...pieces]).toString()

/** Lists as objects have them, with texts that look like what is around the items. */
const odd = fc.constantFrom('\nitems: []\n', 'items: []', '\n  "items": []', ' a\n\n b \n', '|', '- x', '')
const value = fc.letrec((tie) => ({
  any: fc.oneof({ maxDepth: 3 }, fc.string(), odd, fc.integer(), fc.constant(null), tie('list'), tie('object')),
  list: fc.array(tie('any'), { maxLength: 3 }),
  object: fc.dictionary(fc.oneof(fc.string({ minLength: 1 }), fc.constantFrom('items', 'data')), tie('any'), {
    maxKeys: 3,
    noNullPrototype: true,
  }),
}))
const list = fc.record({
  kind: fc.constant('ConfigMapList'),
  apiVersion: fc.constant('v1'),
  items: fc.array(value.object as fc.Arbitrary<Record<string, unknown>>, { maxLength: 4 }),
  metadata: value.object,
})

describe('a list in pieces', () => {
  test('is the list as a whole', () => {
    fc.assert(
      fc.property(list, (object) => {
        expect(textOf(indentedJson(object))).toBe(writeJson(object, 2))
        expect(textOf(yaml(object, printYaml))).toBe(printYaml(object))
      }),
      { numRuns: 300 },
    )
  })

  test('comes in as many as it is long', () => {
    const items = Array.from({ length: 40 }, (_, at) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: `c${at}` },
      data: { text: 'x\n'.repeat(20_000) },
    }))
    const object = { kind: 'ConfigMapList', apiVersion: 'v1', metadata: {}, items }
    for (const pieces of [[...indentedJson(object)], [...yaml(object, printYaml)]]) {
      expect(pieces.length).toBeGreaterThan(3)
      for (const piece of pieces) expect(piece.length).toBeLessThan(2 * pieceLength)
    }
    expect(textOf(yaml(object, printYaml, true))).not.toContain('kind: ConfigMap\n')
  })
})
