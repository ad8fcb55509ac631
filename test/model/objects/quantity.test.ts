import { describe, expect, test } from 'vitest'
import {
  addQuantities,
  canonicalQuantity,
  compareQuantities,
  formatQuantity,
  milliValue,
  parseQuantity,
  quantityOf,
  subtractQuantities,
  wholeValue,
} from '../../../src/model/objects/quantity.js'

describe('canonicalQuantity', () => {
  test.each([
    ['0', '0'],
    ['0Gi', '0'],
    ['0.5', '500m'],
    ['1.5', '1500m'],
    ['1.500', '1.500'],
    ['100.000', '100'],
    ['1000', '1k'],
    ['1000m', '1'],
    ['1024Mi', '1Gi'],
    ['8Mi', '8Mi'],
    ['1.5Gi', '1536Mi'],
    ['1536', '1536'],
    ['05Mi', '05Mi'],
    ['+5', '+5'],
    ['-1.5', '-1500m'],
    ['0.5Ki', '512'],
    ['0.001Ki', '1024m'],
    ['1e3', '1e3'],
    ['1000e3', '1e6'],
    ['1.5e3', '1500'],
    ['1E', '1E'],
    ['0.1n', '1n'],
    ['1.0000000001', '1000000001n'],
    ['16Ei', '9223372036854775807'],
    [' 2Gi ', '2Gi'],
    [1.5, '1500m'],
    [4, '4'],
  ])('%j is stored as %j', (text, canonical) => {
    expect(canonicalQuantity(text)).toBe(canonical)
  })

  const pattern = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
  test.each([
    ['', pattern],
    ['abc', pattern],
    ['1.2.3', pattern],
    ['1eX', pattern],
    ['1i', "unable to parse quantity's suffix"],
    ['1ee', "unable to parse quantity's suffix"],
    ['--', "unable to parse quantity's suffix"],
    ['1e99999999999999999999', "unable to parse quantity's suffix"],
  ])('%j is refused', (text, message) => {
    expect(() => parseQuantity(text)).toThrow(new Error(message))
  })
})

test('arithmetic keeps the format of the first that is not zero', () => {
  const sum = (a: string, b: string) => formatQuantity(addQuantities(parseQuantity(a), parseQuantity(b)))
  expect(sum('100m', '1')).toBe('1100m')
  expect(sum('0', '70Mi')).toBe('70Mi')
  expect(sum('70Mi', '170Mi')).toBe('240Mi')
  expect(formatQuantity(subtractQuantities(parseQuantity('1'), parseQuantity('1500m')))).toBe('-500m')
  expect(formatQuantity(quantityOf(2048, 'BinarySI'))).toBe('2Ki')
})

test('values are rounded away from zero', () => {
  expect(milliValue(parseQuantity('0.0001'))).toBe(1)
  expect(milliValue(parseQuantity('-0.0001'))).toBe(-1)
  expect(wholeValue(parseQuantity('1500m'))).toBe(2)
  expect(wholeValue(parseQuantity('1Gi'))).toBe(2 ** 30)
})

test('comparison looks at the amount alone', () => {
  expect(compareQuantities(parseQuantity('1Gi'), parseQuantity('1073741824'))).toBe(0)
  expect(compareQuantities(parseQuantity('999m'), parseQuantity('1'))).toBe(-1)
  expect(compareQuantities(parseQuantity('1k'), parseQuantity('1Ki'))).toBe(-1)
})
