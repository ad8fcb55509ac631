/** Readers of text that strangers write: what they say of any, and that they take no longer than it is long. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { unifiedDiff } from '../../src/model/values/unified-diff.js'
import { fuzzing, holds, lasting, long } from './fuzzing.js'
import { readers } from './readers.js'
import { type Reader, type Shape, shapeText, signsOf } from './shapes.js'

async function readBy(reader: Reader, text: string): Promise<void> {
  try {
    await reader.read(text)
  } catch (error) {
    if (reader.refuses(error)) return
    throw new Error(`${reader.name} does not read ${JSON.stringify(text.slice(0, 200))}`, { cause: error })
  }
}

const anyReader = fc.constantFrom(...readers)

/** Signs of the reader, with anything between them. */
const textFor = (reader: Reader) =>
  fc
    .array(
      fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom(...signsOf(reader)) },
        fc.string({ unit: 'binary', maxLength: 4 }),
      ),
      {
        maxLength: 40,
      },
    )
    .map((parts) => parts.join(''))

test('no text makes a reader fail but with an error of its own', { timeout: 3_600_000 }, async () => {
  const texts = anyReader.chain((reader) => fc.tuple(fc.constant(reader), textFor(reader)))
  await holds(
    fc.asyncProperty(texts, ([reader, text]) => readBy(reader, text)),
    fuzzing(1000),
  )
})

/** Quadratic readers take minutes for it; in every run of the tests a shorter one has to do. */
const length = lasting ? long : long / 5

const shapeFor = (reader: Reader): fc.Arbitrary<Shape> => {
  const signs = signsOf(reader)
  const sign = fc.constantFrom(...signs)
  return fc.record({
    begin: fc.constantFrom('', ...reader.signs),
    repeated: fc.oneof(
      sign,
      fc.tuple(sign, sign).map(([one, other]) => one + other),
    ),
    end: fc.constantFrom('', '!', 'x', ...signs),
  })
}

/** Milliseconds of the processor's time, not of the clock: others may load the machine. */
async function costOf(reader: Reader, text: string): Promise<number> {
  const before = process.cpuUsage()
  await readBy(reader, text)
  return process.cpuUsage(before).user / 1000
}

/** What costs less is not looked at more closely. */
const cheap = 10_000
/** Of a text that is ten times as long: a linear reader takes ten times as much, a quadratic one a hundred times. */
const mostTimes = 40

test('no long text takes a reader longer than it is', { timeout: 3_600_000 }, async () => {
  const shapes = anyReader.chain((reader) => fc.tuple(fc.constant(reader), shapeFor(reader)))
  await holds(
    fc.asyncProperty(shapes, async ([reader, shape]) => {
      const cost = await costOf(reader, shapeText(shape, length))
      if (cost < cheap) return
      expect(cost / (await costOf(reader, shapeText(shape, length / 10))), reader.name).toBeLessThan(mostTimes)
    }),
    fuzzing(40),
  )
})

// Those that once took minutes, or for ever, or ended the process.
test.each<[string, Shape]>([
  ['quantity', { begin: '', repeated: '1', end: 'x' }],
  ['quantity', { begin: '0', repeated: '0', end: '!' }],
  ['quantity', { begin: '1', repeated: '0', end: '' }],
  ['label selector', { begin: '', repeated: 'b,', end: '' }],
  ['go-template', { begin: '', repeated: '{{.a}}', end: '' }],
  ['go-template', { begin: '{{', repeated: '(', end: '' }],
  ['go-template', { begin: '', repeated: '{{if 1}}', end: '' }],
  ['target', { begin: '/api/v1/', repeated: '/', end: 'x' }],
  ['query 4', { begin: '', repeated: '\n', end: '' }],
  ['printing', { begin: '', repeated: '\t', end: '' }],
  ['YAML', { begin: '', repeated: '[', end: '' }],
  ['YAML', { begin: '', repeated: ']', end: '' }],
  ['documents', { begin: '{}', repeated: ' 0', end: '' }],
  ['CEL', { begin: '', repeated: '!', end: 'self' }],
  ['CEL', { begin: '', repeated: '(', end: '' }],
  ['regular expression', { begin: '', repeated: '(', end: '' }],
  ['address', { begin: '', repeated: 'a:', end: '' }],
])('%s reads %j', async (name, shape) => {
  await readBy(readers.find((each) => each.name === name)!, shapeText(shape, long))
})

test('texts that differ everywhere, or nowhere but in one line, are compared in time', () => {
  const same = 'a\n'.repeat(100_000)
  expect(unifiedDiff(same, `${same}b\n`)).toContain('+b')
  const numbers = Array.from({ length: 20_000 }, (_, at) => `${at}\n`)
  expect(unifiedDiff(numbers.join(''), numbers.reverse().join('')).length).toBeGreaterThan(0)
})
