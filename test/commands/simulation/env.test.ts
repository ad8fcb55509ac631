/** What `env` prints is read by shells as it is meant, whatever stands in a path. */
import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Context } from '../../../src/commands/command.js'
import { command } from '../../../src/commands/simulation/env.js'
import { fuzzing, holds } from '../../fuzz/fuzzing.js'

const strange = [
  "it's",
  '$HOME `id` $(id)',
  'a "b" \\ c\\',
  'two\nlines\r\n',
  '‘curved’‚‛',
  "end\\'",
  'é %PATH% !x! ^&|<>',
  '-n',
  "''''",
  '\t',
]

/** What the environment shall be, and what is printed for it. */
async function printed(shell: string, value: string) {
  let text = ''
  const context = {
    files: { environment: { PATH: `/bin:${value}` }, absolute: (path: string) => path },
    machine: {
      home: `/home/${value}`,
      state: `/state/${value}`,
      platform: 'linux',
      self: [],
      writeScript: async () => {},
    },
    io: {
      out: (more: string) => {
        text += more
      },
    },
  } as unknown as Context
  await command.run(shell as never, context)
  const folder = `/home/${value}/shims`
  return { text, wanted: { PATH: `${folder}:/bin:${value}`, KUBESIM_STATE: `/state/${value}`, KUBESIM_SHIMS: folder } }
}

/** A path has no NUL, and home folders are joined as paths are. */
const values = fc
  .oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom(...'\'"\\`$ \n\r‘’‚‛;()x') }))
  .map((text) => text.replaceAll('\0', '').replace(/^|[/.]/g, '_'))

describe.each(['sh', 'bash'])('%s', (shell) => {
  test.each(strange)('%j', async (value) => {
    const { text, wanted } = await printed('sh', value)
    const script = 'eval "$TEXT"; for v in "$PATH" "$KUBESIM_STATE" "$KUBESIM_SHIMS"; do printf "%s\\0" "$v"; done'
    const { stdout, stderr } = spawnSync(`/bin/${shell}`, ['-c', script], {
      env: { TEXT: text, LC_ALL: 'C.UTF-8' },
      // A bash whose input is a socket takes itself for one of rsh.
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    expect(stderr.toString()).toBe('')
    expect(stdout.toString().split('\0').slice(0, 3)).toEqual([wanted.PATH, wanted.KUBESIM_STATE, wanted.KUBESIM_SHIMS])
  })
})

/** fish, by its documentation: in single quotes \' and \\ alone, outside of them \n and \r. */
function readFish(line: string): [name: string, value: string] {
  const [, name = '', rest = ''] = /^set -gx (\w+) (.*);$/s.exec(line)!
  let value = ''
  let left = rest
  while (left !== '') {
    const [piece = '', quoted, letter] = /^'((?:[^'\\]|\\.)*)'|^\\([nr])/s.exec(left)!
    value += quoted === undefined ? { n: '\n', r: '\r' }[letter!] : quoted.replace(/\\(['\\])/g, '$1')
    left = left.slice(piece.length)
  }
  return [name, value]
}

/** PowerShell, by its tokenizer: any of five quotes ends a string, unless another one follows. */
function readPowerShell(line: string): [name: string, value: string] {
  const [, name = '', rest = ''] = /^\$Env:(\w+) = (.*)$/s.exec(line)!
  let value = ''
  let left = rest
  while (left !== '') {
    const [piece = '', quoted, letter] =
      /^'((?:[^'\u2018-\u201b]|['\u2018-\u201b]{2})*)'(?!['\u2018-\u201b])|^"`([nr])"/s.exec(left)!
    value +=
      quoted === undefined ? { n: '\n', r: '\r' }[letter!] : quoted.replace(/['\u2018-\u201b](['\u2018-\u201b])/g, '$1')
    left = left.slice(piece.length).replace(/^ \+ /, '')
  }
  return [name, value]
}

test.each([
  ['fish', readFish],
  ['powershell', readPowerShell],
])('%s takes each line for an assignment', async (shell, read) => {
  const check = async (value: string) => {
    const { text, wanted } = await printed(shell, value)
    const lines = text.split('\n')
    expect(lines.pop()).toBe('')
    expect(Object.fromEntries(lines.map(read))).toEqual(wanted)
  }
  for (const value of strange) await check(value)
  await holds(fc.asyncProperty(values, check), fuzzing(200))
})
