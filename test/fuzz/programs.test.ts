// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell scripts
/** Programs in containers, whatever they are told: they end with an exit code, or go on in steps; nothing else happens to us. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Trace } from '../../src/runtime/containers/trace.js'
import { runProcess } from '../../src/runtime/shell/execute.js'
import { shellProcess } from '../runtime/place.js'
import { fuzzing } from './fuzzing.js'

const numbers = fc.constantFrom(
  ...['0', '1', '-1', '07', '3.5', '+2', '1e9', '2147483648', '9223372036854775807', '-9223372036854775808'],
  ...[
    '99999999999999999999',
    '1G',
    '0x10',
    'nan',
    'inf',
    '',
    '%1000000000d',
    '@99999999999999',
    '*/*/*/*',
    '{1..9999}',
  ],
)
const words = fc.oneof(
  numbers,
  fc.constantFrom(
    '-n',
    '-c',
    '-r',
    '-k',
    '-d',
    '-f',
    '-s',
    '-',
    '--',
    '/dev/zero',
    '/dev/urandom',
    '/etc/passwd',
    'x',
    '/',
  ),
  fc.constantFrom(
    '$x',
    '"$x$x"',
    '$((x + 1))',
    '$((1 << x))',
    '$((x ** x))',
    '${x%%*}',
    '${#x}',
    '$(seq 1 $x)',
    '`yes`',
    '$@',
  ),
)
const names = fc.constantFrom(
  ...[
    'basename',
    'cat',
    'chmod',
    'cp',
    'cut',
    'date',
    'dirname',
    'echo',
    'env',
    'expr',
    'grep',
    'head',
    'kill',
    'ls',
    'mkdir',
  ],
  ...[
    'mv',
    'printf',
    'rm',
    'sed',
    'seq',
    'sleep',
    'sort',
    'tail',
    'tar',
    'tee',
    'test',
    'touch',
    'tr',
    'uniq',
    'wc',
    'xargs',
  ],
  ...[
    'yes',
    'eval',
    'sh -c',
    'f',
    'read x',
    'shift',
    'set --',
    'trap',
    'wait',
    'cd',
    'x=',
    'local',
    'export',
    'exit',
    'return',
  ],
)
const command = fc.tuple(names, fc.array(words, { maxLength: 4 })).map(([name, args]) => [name, ...args].join(' '))

const { script } = fc.letrec<{ script: string }>((tie) => ({
  script: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    command,
    fc.tuple(tie('script'), tie('script')).map(([a, b]) => `${a}; ${b}`),
    fc.tuple(tie('script'), tie('script')).map(([a, b]) => `${a} | ${b}`),
    fc.tuple(tie('script'), tie('script')).map(([a, b]) => `${a} && ${b}`),
    tie('script').map((a) => `x=$(${a})`),
    tie('script').map((a) => `while ${a}; do x=$x$x$((x+1)); done`),
    tie('script').map((a) => `for x in 1 2 $(seq 1 99999); do ${a}; done`),
    tie('script').map((a) => `f() { ${a}; f; }; f`),
    tie('script').map((a) => `{ ${a}; } > /tmp/f; cat /tmp/f /tmp/f >> /tmp/g`),
    tie('script').map((a) => `( ${a} ) &`),
    tie('script').map((a) => `${a} <<E\n$x\nE\n`),
  ),
}))

/** A simple command takes a step; what a container does at one instant are some thousands. */
const STEPS = 5_000

test('a script of our programs with absurd arguments ends, or goes on, and is never a fault of ours', () => {
  fc.assert(
    fc.property(script, (text) => {
      const trace = new Trace(runProcess(shellProcess(['sh', '-c', text])), {
        answers: [],
        inputOpen: false,
        isTaken: () => false,
        fill: (line) => line,
      })
      trace.lookAhead(STEPS)
      const said = trace.lines.map((line) => line.text).filter((line) => line.includes('has a bug'))
      expect(said).toEqual([])
      if (trace.halt?.because === 'exit')
        expect(trace.halt.code).toBeOneOf(Array.from({ length: 256 }, (_, code) => code))
    }),
    fuzzing(15),
  )
})

const nested = fc.constantFrom(
  ...[
    '$(',
    '(',
    '{ ',
    '"',
    "'",
    '`',
    '${x:-',
    '$((',
    'if ',
    'while ',
    'case x in ',
    '[ ',
    '! ',
    'cat <<E\n',
    '\\',
    '{a,',
  ],
)

test('a script that is nested without an end is refused, or too deep', () => {
  fc.assert(
    fc.property(nested, fc.integer({ min: 1, max: 20_000 }), (opening, depth) => {
      const trace = new Trace(runProcess(shellProcess(['sh', '-c', opening.repeat(depth)])), {
        answers: [],
        inputOpen: false,
        isTaken: () => false,
        fill: (line) => line,
      })
      trace.lookAhead(STEPS)
      expect(trace.lines.filter((line) => line.text.includes('has a bug'))).toEqual([])
      expect(trace.isKnown).toBe(true)
    }),
    fuzzing(30),
  )
})
