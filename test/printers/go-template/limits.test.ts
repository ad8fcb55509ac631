import { expect, test } from 'vitest'
import { GoTemplate } from '../../../src/printers/go-template/template.js'

const most = { steps: 100_000, printed: 1_000_000 }
const execute = (text: string) => new GoTemplate(text, {}, most).execute({})

const steps = 'kubesim does not go through more than 100000 steps of a template'
const characters = 'kubesim does not print more than 1000000 characters of an object'

test.each([
  ['prints for ever', '{{range 1000000000}}x{{end}}', steps],
  ['does nothing for ever', '{{range 1000}}{{range 1000}}{{end}}{{end}}', steps],
  ['doubles a text', '{{$x := "a"}}{{range 60}}{{$x = print $x $x}}{{end}}', characters],
  ['prints a long text again and again', '{{range 1000}}{{printf "%10000d" 1}}{{end}}', characters],
  ['joins long texts', `{{$x := printf "%10000d" 1}}{{print${' $x'.repeat(1000)}}}`, characters],
])('a template that %s is given up', (_, text, why) => {
  expect(() => execute(text)).toThrow(/^template: output:\d+:\d+: executing "output" at <.*/)
  expect(() => execute(text)).toThrow(why)
})

test('limits are what takes seconds, where none are given', () => {
  expect(() => new GoTemplate('{{range 1000000000}}x{{end}}').execute({})).toThrow('more than 5000000 steps')
})

test('one that calls itself is given up', () => {
  expect(() =>
    execute('{{define "a"}}{{if 1}}{{if 1}}{{if 1}}{{template "a"}}{{end}}{{end}}{{end}}{{end}}{{template "a"}}'),
  ).toThrow('exceeded maximum template depth')
})

test('ranges that are left early cost what they have done', () => {
  expect(execute('{{range 1000000000}}x{{break}}{{end}}')).toBe('x')
  expect(execute('{{range 0}}x{{else}}none{{end}}')).toBe('none')
})

test.each(['(', '{{if 1}}', '{{range .}}', '{{if 1}}{{else if 1}}'])('%s is not read without end', (part) => {
  expect(() => new GoTemplate(`${part === '(' ? '{{' : ''}${part.repeat(10_000)}${part === '(' ? '}}' : ''}`)).toThrow(
    'max expression depth exceeded',
  )
})

// As Go's fmt prints them.
test.each([
  ['%1000001d', '%!(NOVERB)%!(EXTRA int=1)'],
  ['a%9999999999dx', 'a%!(NOVERB)%!(EXTRA int=1)'],
])('%s is too wide', (format, shown) => expect(execute(`{{printf "${format}" 1}}`)).toBe(shown))

test('more digits than there are', () => {
  expect(execute('{{printf "%.150f" 0.5}}')).toBe(`0.5${'0'.repeat(149)}`)
})
