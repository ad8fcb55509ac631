import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { UsageError } from '../../src/api/contract/errors.js'
import { type Lab, mostBytes, parseLab } from '../../src/commands/simulation/demo/script.js'
import { visible } from '../../src/model/values/visible-text.js'
import { labFolder, playLab, secret, treeOf, watchMachine } from '../commands/simulation/demo/playing.js'
import { fuzzing, holds, long } from './fuzzing.js'

const place = labFolder()
const before = treeOf(place.root)
afterAll(() => place.remove())

describe('the reader of labs', () => {
  const begin = fc.constantFrom(
    '# ',
    '> ',
    '$ ',
    '$ kubesim ',
    '@ x $ kubectl ',
    '= ',
    '~ ',
    '! ',
    "$ echo '$x' | kubesim ",
    '',
  )
  const rest = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom(...'\'"$`\\ |&()[]{}*+?^a0\t\r') }),
  )
  const text = fc.array(fc.tuple(begin, rest).map((parts) => parts.join(''))).map((lines) => lines.join('\n'))

  test('takes a text, or says which line it does not understand', () => {
    fc.assert(
      fc.property(text, (lab) => {
        const read = attempt(lab)
        if (read instanceof Error) {
          expect(read).toBeInstanceOf(UsageError)
          expect(read.message).toMatch(/^my\.lab(, line \d+)?: /)
        } else expect(read.steps.length).toBeGreaterThan(0)
      }),
      fuzzing(300),
    )
  })

  test.each([
    ['quotes', '$ kubesim \'\' "" '],
    ['a quote that is not closed', "$ kubesim '"],
    ['blanks', '$ kubesim     '],
    ['groups', '~ ((((('],
    ['names', '$ kubesim $a$b$c '],
    ['an echo', "$ echo '' | echo '' | "],
  ])('takes no longer than it is long: %s', (_, piece) => {
    attempt(`# A\n$ kubesim x\n${piece.slice(0, 2)}${piece.slice(2).repeat(long / piece.length)}`)
  })

  function attempt(lab: string): Lab | Error {
    try {
      return parseLab(lab, 'my.lab')
    } catch (error) {
      return error as Error
    }
  }
})

test('no text is obeyed by a terminal once it is made visible', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(visible(text).replaceAll(/[\n\t]/g, '')).not.toMatch(
        /\p{Cc}|[\u200e\u200f\u202a-\u202e\u2066-\u2069]|\p{Cs}/u,
      )
      expect(visible(visible(text))).toBe(visible(text))
    }),
    fuzzing(300),
  )
  expect(visible('é 漢 👩‍💻\tx\n')).toBe('é 漢 👩‍💻\tx\n')
})

describe('the player of labs', () => {
  const path = fc.constantFrom(
    'greeting',
    'link',
    'up',
    'up/secret',
    '../secret',
    '..',
    '.',
    '/',
    '/etc/passwd',
    '/etc',
    '/tmp/x',
    '/tmp',
    'deep/within',
    'new/file',
    `${place.root}/secret`,
    `${place.root}/outside`,
    `${place.root}/home/x.json`,
    'http://127.0.0.1:9/x',
    '-',
    '',
  )
  const flag = fc.constantFrom(
    '-f',
    '-k',
    '--from-file=',
    '--from-env-file=',
    '--kubeconfig=',
    '--state=',
    '--server=',
    '--context=',
    '--patch-file=',
    '-o=go-template-file=',
    '-o=jsonpath-file=',
    '-o=custom-columns-file=',
    '--cert=',
    '--key=',
    '--images=',
    '--www=',
    '--unix-socket=',
    '--certificate-authority=',
    '--cache-dir=',
    '--output=',
    '-T',
    '-d@',
    '-K',
    '--raw=',
    '--token=',
    '-R -f',
    '--edit',
    '-n',
    '--port=0 -w=',
  )
  const verb = fc.constantFrom(
    'create',
    'create cm a',
    'create secret generic a',
    'create secret tls a',
    'apply',
    'apply edit-last-applied cm/kube-root-ca.crt',
    'replace',
    'delete',
    'get',
    'get cm',
    'edit cm kube-root-ca.crt',
    'diff',
    'patch ns default',
    'kustomize',
    'cp',
    'exec',
    'curl localhost',
    'serve',
    'proxy',
    'port-forward svc/kubernetes',
    'cluster create',
    'cluster delete',
    'cluster reset',
    'cluster use',
    'cluster status',
    'cluster list',
    'config view',
    'config use-context',
    'config set-context',
    'env',
    'shell --',
    '__shim curl',
    '__shim wget',
    '__shim',
    '__complete get',
    'ssh',
    'node add',
    'clock set',
    'auth reconcile',
    'set image --local',
    'label --local a=b',
    'explain',
    'events',
    'debug',
    'run a --image=b',
    'demo',
    'completion',
    'version',
    'certificate approve',
    'wait',
    'rollout status',
    'expose',
    'scale --replicas=1',
    'taint node worker-1',
    'logs',
  )
  const line = fc
    .tuple(
      verb,
      fc.array(
        fc.oneof(
          path,
          fc.tuple(flag, path).map((parts) => parts.join('')),
          flag,
        ),
        { maxLength: 3 },
      ),
    )
    .map(([first, words]) => ['$ kubesim', first, ...words].join(' '))
    // What goes on until somebody stops it is no matter of what it may do.
    .filter((each) => !/-w\b|--watch/.test(each))

  test('leaves the machine as it was, and reads nothing outside its folder', { timeout: 60_000 }, async () => {
    const machine = watchMachine()
    try {
      await holds(
        fc.asyncProperty(fc.array(line, { minLength: 40, maxLength: 60 }), async (lines) => {
          const { shown } = await playLab(place, `# A step\n${lines.join('\n')}\n`)
          expect(shown).not.toContain(secret)
          expect(shown).not.toContain('has a bug')
          expect(shown).not.toContain('root:')
          expect(treeOf(place.root)).toEqual(before)
          expect(machine.deeds()).toBe(0)
        }),
        fuzzing(3),
      )
    } finally {
      machine.stop()
    }
  })
})

test('a lab that is too large is not read', async () => {
  await expect(playLab(place, `# A\n${'> x\n'.repeat(mostBytes / 4)}`)).rejects.toThrow(
    'a lab has at most 1048576 bytes',
  )
})
