import { describe, expect, test } from 'vitest'
import { parseYaml } from '../../src/model/yaml/reader.js'
import { compareNaturally, printYaml } from '../../src/printers/yaml.js'
import { scalars } from './yaml.cases.js'

describe('scalars', () => {
  test.each(scalars)('%j', (text, yaml) => {
    expect(printYaml({ v: text })).toBe(`v: ${yaml}\n`)
  })

  test('what is written reads back the same', () => {
    for (const [text] of scalars) {
      expect(parseYaml(printYaml({ list: [{ deep: text }, text] }))).toEqual({ list: [{ deep: text }, text] })
    }
  })

  test.each([
    [true, 'true'],
    [null, 'null'],
    [0, '0'],
    [-1.5, '-1.5'],
    [1e15, '1000000000000000'],
    [1e20, '1e+20'],
    [1234567.5, '1.2345675e+06'],
    [0.00001, '1e-05'],
  ])('%j is %s', (value, yaml) => {
    expect(printYaml({ key: value })).toBe(`key: ${yaml}\n`)
  })
})

describe('collections', () => {
  test('lists stand under their key, not indented', () => {
    const value = { a: [{ b: 1, c: [2, 3] }, [4, [5]], {}, []], d: { e: {} }, f: [] }
    expect(printYaml(value)).toBe(
      ['a:', '- b: 1', '  c:', '  - 2', '  - 3', '- - 4', '  - - 5', '- {}', '- []', 'd:', '  e: {}', 'f: []', ''].join(
        '\n',
      ),
    )
  })

  test('blocks keep their lines', () => {
    expect(printYaml({ a: [{ x: 'one\ntwo' }, 'three\n'], b: 'four\n\n' })).toBe(
      ['a:', '- x: |-', '    one', '    two', '- |', '  three', 'b: |+', '  four', '', ''].join('\n'),
    )
  })

  test('undefined fields are left out', () => {
    expect(printYaml({ a: undefined, b: { c: undefined } })).toBe('b: {}\n')
  })

  test('keys are quoted like values, long ones marked', () => {
    expect(printYaml({ y: 1, '1': 2, 'a: b': 3, __proto__x: 4 })).toBe('__proto__x: 4\n"1": 2\n\'a: b\': 3\n"y": 1\n')
    const key = 'k'.repeat(129)
    expect(printYaml({ [key]: { a: 1 } })).toBe(`? ${key}\n: a: 1\n`)
  })

  test('a field named __proto__ is a field', () => {
    expect(printYaml(JSON.parse('{"__proto__": {"a": 1}}'))).toBe('__proto__:\n  a: 1\n')
  })
})

test('keys sort naturally: numbers by value, letters last', () => {
  const keys = ['b', 'a10', 'a2', 'a', 'B', '10', '9', '_', '-', 'a-1', 'ab', 'é']
  expect(keys.sort(compareNaturally)).toEqual(['-', '_', '9', '10', 'B', 'a', 'a-1', 'a2', 'a10', 'ab', 'b', 'é'])
})
