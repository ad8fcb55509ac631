import { expect, test } from 'vitest'
import { parseYaml } from '../../../src/model/yaml/reader.js'

// The engine ends the process where its stack ends while it prepares a regular expression: no error can be caught then.
test.each(['[', '{a: ', '- ', 'a:\n ', '? ', '[{a: '])('%j is not read without end', (opener) => {
  const text =
    opener === 'a:\n '
      ? Array.from({ length: 2000 }, (_, at) => `${' '.repeat(at)}a:\n`).join('')
      : opener.repeat(20_000)
  expect(() => parseYaml(text)).toThrow(/^error converting YAML to JSON: yaml: /)
})

test('what is nested as deeply as JSON may be is read', () => {
  const deep = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
  expect(JSON.stringify(parseYaml(deep(499)))).toBe(deep(499))
  expect(() => parseYaml(deep(502))).toThrow('exceeded max depth of 500')
})
