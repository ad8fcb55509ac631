// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell scripts
/** Programs that look at much text: they pay for it, and are not heard to be silent meanwhile, whatever they look for. */
import { describe, expect, test } from 'vitest'
import { OutOfMemory } from '../../../src/runtime/processes/memory.js'
import { stepsOf } from '../../../src/runtime/processes/processor-time.js'
import { runProcess } from '../../../src/runtime/shell/execute.js'
import { shell, shellProcess } from '../place.js'

const lines = 'a\n'.repeat(500_000)
const files = { '/long': 'a'.repeat(1_000_000), '/lines': lines }

/** How many steps a script takes. */
function stepsFor(script: string): number {
  const program = runProcess(shellProcess(['sh', '-c', script], { files }))
  let steps = 0
  for (let step = program.next(); step.done !== true; step = program.next()) steps += stepsOf(step.value)
  return steps
}

describe('a step is paid for so much text at most', () => {
  const programs = [
    'grep x /lines',
    'grep x /long',
    'sort /lines > /dev/null',
    'uniq /lines > /dev/null',
    'cut -c 1 /long > /dev/null',
    'sed -n s/x/y/ /lines',
    'wc /lines > /dev/null',
    'cat /lines | wc > /dev/null',
    'read x < /long',
    '. /long 2> /dev/null',
    'x=$(cat /long); case $x in *b*) ;; esac',
    'x=$(cat /long); echo ${x%b*} > /dev/null',
  ]
  test.each(programs)('%s', (script) => {
    expect(stepsFor(script)).toBeGreaterThan(1_000_000 / 1_024)
  })

  test('and names in directories, and arguments', () => {
    const made = 'for i in $(seq 1 500); do : > /tmp/$i; done'
    expect(stepsFor(`${made}; for i in 1 2 3 4; do ls /tmp > /dev/null; done; :`) - stepsFor(made)).toBeGreaterThan(900)
    expect(stepsFor('x=$(yes %s | head -n 40000); printf "$x" > /dev/null')).toBeGreaterThan(500)
  })

  test('and words are paid for one by one', () => {
    expect(stepsFor('set -- $(seq 1 20000)')).toBeGreaterThan(2_000)
  })
})

describe('what would double with each character, or grow with its square, does not', () => {
  const many = (text: string) => text.repeat(100_000)
  test('scripts of sed that have no end', () => {
    expect(shell(`sed 's/${'\\a'.repeat(60)}'`)).toMatchObject({ code: 1 })
    expect(shell(`sed '/${'\\a'.repeat(60)}'`)).toMatchObject({ code: 1 })
  })
  test('expressions that refer to a group, and repeat one', () => {
    const input = { stdin: `${'a'.repeat(60)}b\n` }
    expect(shell("grep -E '^(a+)+\\1$'", input)).toMatchObject({ code: 2, err: "grep: bad regex '^(a+)+\\1$'\n" })
    expect(shell("grep -E '^(a*)\\1b$'", input)).toMatchObject({ code: 0 })
  })
  test('slashes, and beginnings of sets', () => {
    expect(shell('basename "$x"', { environment: { x: `${many('/')}a` } }).out).toBe('a\n')
    expect(shell('dirname "$x"', { environment: { x: `${many('/')}a` } }).out).toBe('/\n')
    expect(shell('echo $x', { environment: { x: many('[') } }).out).toBe(`${many('[')}\n`)
  })
  test('lines that are long in coming', () => {
    expect(shell("yes aaaaaaaaaaaaaaa | head -n 60000 | tr -d '\\n' | head -n 1 | wc -c").out).toBe('900000\n')
  })
})

describe('what needs more memory than there is', () => {
  test.each([
    ['more words than a shell has room for', 'set -- $(yes | head -n 500000)'],
    ['an expression of many places in a long line', "grep -E '(a?){900}[^a]' /long"],
    ['sets of sets', `tr ${'a-\uffff'.repeat(20)} x < /lines`],
  ])('%s', (_, script) => {
    expect(() => stepsFor(script)).toThrow(OutOfMemory)
  })
})

test('dirname as POSIX has it', () => {
  const named = (path: string) => shell(`dirname ${path}`).out
  expect(['/a/b/', 'a', '/', '//', 'a/b//', '/a', 'a/', './a'].map(named)).toEqual(
    ['/a', '.', '/', '/', 'a', '/', '.', '.'].map((line) => `${line}\n`),
  )
})

test('cut takes what is in any of its ranges, once', () => {
  const cut = (list: string) => shell(`cut -c ${list}`, { stdin: 'abcdef\n' })
  expect(cut('5-,2,1-2').out).toBe('abef\n')
  expect(cut('1-99999999999').out).toBe('abcdef\n')
  for (const list of ['0', '-', 'x', '3-2']) expect(cut(list)).toMatchObject({ code: 1, out: '' })
})

describe('xargs', () => {
  test('takes no number of words that is none', () => {
    expect(shell('xargs -n -1 echo', { stdin: 'a b\n' })).toMatchObject({
      code: 1,
      err: "xargs: invalid number '-1'\n",
    })
  })
})
