import { describe, expect, test } from 'vitest'
import { parseYaml } from '../../../src/model/yaml/reader.js'

describe('YAML', () => {
  test.each<[string, unknown]>([
    ['yes', true],
    ['off', false],
    ['y', true],
    ['~', null],
    ['', null],
    ['12:30', '12:30'],
    ['2001-01-01', '2001-01-01'],
    ['017', 15],
    ['0o17', 15],
    ['0x1F', 31],
    ['1_000', 1000],
    ['1e3', 1000],
    ['.5', 0.5],
    ['._5', '._5'],
    ['1e400', '1e400'],
    ['08', 8],
    ['"yes"', 'yes'],
    ["'it''s'", "it's"],
    ['!!str 1', '1'],
    ['!!int "1"', 1],
    ['!!binary aGVsbG8=', 'hello'],
    ['|\n  x\n  y', 'x\ny\n'],
    ['>-\n  x\n  y', 'x y'],
    ['100m', '100m'],
  ])('%j', (text, value) => {
    expect(parseYaml(`v: ${text}\n`)).toEqual({ v: value })
  })

  test('the last of two equal keys wins, those of merged maps too; of several maps the first', () => {
    expect(parseYaml('a: 1\na: 2\n')).toEqual({ a: 2 })
    const maps = 'x: &x {a: 1, b: 2}\ny: &y {a: 7, c: 8}\n'
    expect(parseYaml(`${maps}z:\n  a: 3\n  <<: [*x, *y]\n  b: 4\n`)).toMatchObject({ z: { a: 1, b: 4, c: 8 } })
    expect(parseYaml('x: &x {a: 1, b: 2}\nz:\n  <<: *x\n  a: 3\n')).toEqual({ x: { a: 1, b: 2 }, z: { a: 3, b: 2 } })
    expect(parseYaml('1: a\ny: b\n')).toEqual({ '1': 'a', true: 'b' })
  })

  const told = (text: string) => {
    const problems: string[] = []
    parseYaml(text, (problem) => problems.push(problem))
    return problems
  }

  test('keys that come twice are told of by the lines of their values, from the inside out', () => {
    const text = `kind: a
bar: &b {x: 1, y: 2}
bar:
  &c
  x: 1
  x: 2
z:
  x: 5
  <<: *b
w:
  <<: [*b, *c]
  x: 7
v: *c
v: *b
1: a
1: b
"1": c
m:
  a: 1

  a:
    # b: 1
    b: 1
  a:

  a:
  - 1
  c: "x"
  "c":

     "y"
  d: {q: 1, q: 2, q: , r: 1}
  d: !!str
     z
"q\\u00e9\\"\\t": 1
"q\\u00e9\\"\\t": 2
`
    const lines = [
      ...['6: key "x"', '4: key "bar"', '2: key "x"', '6: key "x"', '2: key "x"', '12: key "x"', '6: key "x"'],
      ...['14: key "v"', '16: key 1', '23: key "a"', '24: key "a"', '27: key "a"', '31: key "c"'],
      ...['32: key "q"', '32: key "q"', '33: key "d"', '36: key "qé\\"\\t"'],
    ]
    const problem = lines.map((line) => `\n  line ${line} already set in map`).join('')
    expect(told(text)).toEqual([`yaml: unmarshal errors:${problem}`])
    expect(told('a: 1\nb: {a: 1}\n')).toEqual([])
  })

  test('keys named like members of Object are keys', () => {
    const value = parseYaml('__proto__: {polluted: 1}\nconstructor: x\n')
    expect(JSON.stringify(value)).toBe('{"__proto__":{"polluted":1},"constructor":"x"}')
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
  })

  test.each([
    ['a: 1\n  b: 2\n', 'line 2: mapping values are not allowed in this context'],
    ['spec:\n\ta: 1\n', 'line 2: found character that cannot start any token'],
    ['a: [1\nb: 2\n', "line 1: did not find expected ',' or ']'"],
    ['a: "x\n', 'line 2: found unexpected end of stream'],
    ['a: 1\nb\nc: 2\n', "line 3: could not find expected ':'"],
    ['- a\nb: c\n', "line 1: did not find expected '-' indicator"],
    ['spec:\n  a: 1\n c: 2\n', 'line 2: did not find expected key'],
    ['a: @b\n', 'found character that cannot start any token'],
    ['a: }\n', 'did not find expected node content'],
    ['k: v\nv: - a\n', 'line 2: block sequence entries are not allowed in this context'],
    [
      'image: {{ .Values.image }}\n',
      'invalid map key: map[interface {}]interface {}{".Values.image":interface {}(nil)}',
    ],
    ['a: *x\n', "unknown anchor 'x' referenced"],
    ['a: &a [*a]\n', "anchor 'a' value contains itself"],
    ['<<: 1\n', 'map merge requires map or sequence of maps as the value'],
    ['? [a]\n: b\n', 'invalid map key: []interface {}{"a"}'],
    ['a: "\\q"\n', 'found unknown escape character'],
    ['a: !!binary x x\n', '!!binary value contains invalid base64 data'],
  ])('%j: %s', (text, problem) => {
    expect(() => parseYaml(text)).toThrow(new Error(`error converting YAML to JSON: yaml: ${problem}`))
  })

  test('bombs are refused', () => {
    const levels = Array.from(
      { length: 12 },
      (_, at) =>
        `l${at}: &l${at} [${Array(9)
          .fill(at === 0 ? 'x' : `*l${at - 1}`)
          .join(',')}]`,
    )
    expect(() => parseYaml(`${levels.join('\n')}\n`)).toThrow('document contains excessive aliasing')
  })

  test('numbers that JSON cannot hold are refused', () => {
    expect(() => parseYaml('a: .inf\n')).toThrow('error converting YAML to JSON: json: unsupported value: +Inf')
  })
})
