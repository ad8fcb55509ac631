import { describe, expect, test } from 'vitest'
import { findCommand } from '../../src/cli/program.js'
import { suggestions } from '../../src/cli/suggest.js'
import type { CommandEntry } from '../../src/commands/command.js'

const commands: readonly CommandEntry[] = [
  { name: 'get', summary: '' },
  { name: 'create', summary: '', subcommands: [{ name: 'deployment', aliases: ['deploy'], summary: '' }] },
  { name: 'set', summary: '' },
]

const found = (line: string) => {
  const { path, rest, unknown } = findCommand(line.split(' '), commands)
  return { path: path.map((entry) => entry.name), rest, unknown }
}

describe('finding the command', () => {
  test.each([
    ['get pods', ['get'], ['pods'], undefined],
    ['-o wide get pods', ['get'], ['-o', 'wide', 'pods'], undefined],
    ['-A get pods', [], ['-A', 'get', 'pods'], 'pods'],
    ['-n kube-system get pods', ['get'], ['-n', 'kube-system', 'pods'], undefined],
    ['--namespace=get get pods', ['get'], ['--namespace=get', 'pods'], undefined],
    ['create deploy web --image=x', ['create', 'deployment'], ['web', '--image=x'], undefined],
    ['create -f x.yaml', ['create'], ['-f', 'x.yaml'], undefined],
    ['create foo', ['create'], ['foo'], 'foo'],
    ['foo bar', [], ['foo', 'bar'], 'foo'],
    ['create -- deploy', ['create'], ['--', 'deploy'], undefined],
  ])('%s', (line, path, rest, unknown) => {
    expect(found(line)).toEqual({ path, rest, unknown })
  })

  test('suggests what is near, begins alike, or is meant', () => {
    const named = (name: string): CommandEntry => ({ name, summary: '' })
    expect(suggestions('rm', [{ name: 'delete', summary: '', suggestFor: ['rm'] }])).toEqual(['delete'])
    expect(suggestions('gte', ['get', 'set', 'create'].map(named))).toEqual(['get'])
    expect(suggestions('gett', ['get', 'set', 'create'].map(named))).toEqual(['get', 'set'])
    expect(suggestions('cr', ['get', 'create'].map(named))).toEqual(['create'])
    expect(suggestions('zebra', ['get', 'create'].map(named))).toEqual([])
  })
})
