import { describe, expect, test } from 'vitest'
import {
  formatGoDuration,
  humanDuration,
  parseGoDuration,
  shortHumanDuration,
} from '../../../src/model/objects/duration.js'

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

describe('humanDuration', () => {
  test.each([
    [-2 * second, '<invalid>'],
    [-1.9 * second, '0s'],
    [0, '0s'],
    [999, '0s'],
    [119.9 * second, '119s'],
    [120 * second, '2m'],
    [3 * minute + 52 * second, '3m52s'],
    [9 * minute + 59 * second, '9m59s'],
    [10 * minute + 59 * second, '10m'],
    [179 * minute, '179m'],
    [3 * hour, '3h'],
    [3 * hour + 5 * minute, '3h5m'],
    [8 * hour + 5 * minute, '8h'],
    [47 * hour, '47h'],
    [48 * hour, '2d'],
    [7 * day + 23 * hour, '7d23h'],
    [8 * day + 23 * hour, '8d'],
    [729 * day, '729d'],
    [730 * day, '2y'],
    [2 * 365 * day + 19 * day, '2y19d'],
    [8 * 365 * day + 19 * day, '8y'],
  ])('%d ms is %s', (duration, text) => {
    expect(humanDuration(duration)).toBe(text)
  })

  test.each([
    [59 * second, '59s'],
    [90 * second, '1m'],
    [25 * hour, '1d'],
    [400 * day, '1y'],
  ])('%d ms is %s in short', (duration, text) => {
    expect(shortHumanDuration(duration)).toBe(text)
  })
})

describe('Go durations', () => {
  test.each([
    ['0', 0, '0s'],
    ['5s', 5 * second, '5s'],
    ['1m', minute, '1m0s'],
    ['2h45m', 2 * hour + 45 * minute, '2h45m0s'],
    ['-1.5h', -1.5 * hour, '-1h30m0s'],
    ['300ms', 300, '300ms'],
    ['1.5s', 1500, '1.5s'],
    ['10us', 0.01, '10µs'],
    ['.5m', 30 * second, '30s'],
  ])('%s', (text, millis, formatted) => {
    expect(parseGoDuration(text)).toBe(millis)
    expect(formatGoDuration(millis)).toBe(formatted)
  })

  test.each([
    ['', 'time: invalid duration ""'],
    ['5', 'time: missing unit in duration "5"'],
    ['5y', 'time: unknown unit "y" in duration "5y"'],
    ['s', 'time: invalid duration "s"'],
    ['1h-5m', 'time: unknown unit "h-" in duration "1h-5m"'],
    ['3000000h', 'time: invalid duration "3000000h"'],
  ])('%j is refused', (text, message) => {
    expect(() => parseGoDuration(text)).toThrow(new Error(message))
  })
})
