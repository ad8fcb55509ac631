/** Help and completion: every command says what it is for, and every flag what it does. */
import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import type { CommandEntry } from '../../src/commands/command.js'
import { globalFlags } from '../../src/commands/global-flags.js'
import { commands } from '../../src/commands/index.js'
import { Cluster } from '../../src/index.js'

interface Node {
  readonly path: string
  readonly entry: CommandEntry
}

function tree(entries: readonly CommandEntry[], above: readonly string[] = []): Node[] {
  return entries
    .filter((entry) => entry.hidden !== true)
    .flatMap((entry) => {
      const path = [...above, entry.name]
      return [{ path: path.join(' '), entry }, ...tree(entry.subcommands ?? [], path)]
    })
}

const all = tree(commands)
const cluster = await Cluster.open({ create: { clock: 'virtual' } })
const typed = (...words: string[]) => cluster.run(words)

describe('every command', () => {
  test.each(all.map(({ path, entry }) => [path, entry] as const))('%s', async (_, entry) => {
    expect(entry.summary).toMatch(/^[A-Z"c].*[^.\s]$/)
    const command = await entry.load?.()
    const described = command ?? entry
    expect(described.description, 'what it is for, in the command or, of a group, in its entry').toMatch(/\S\.|\)$|:$/)
    expect(command === undefined || entry.description === undefined, 'one description').toBe(true)
    for (const flag of command?.flags ?? []) expect(flag.description, `the description of --${flag.name}`).toMatch(/\S/)
    const names = (command?.flags ?? []).map((flag) => flag.name)
    expect(new Set(names).size, `flags given twice: ${names.sort()}`).toBe(names.length)
    const shorts = [...(command?.flags ?? []), ...globalFlags].flatMap(({ short, name }) =>
      short === undefined ? [] : [`${short} ${name}`],
    )
    expect(new Set([...new Set(shorts)].map((each) => each[0])).size).toBe(new Set(shorts).size)
  })

  test.each(all.map(({ path }) => [path]))('%s --help says how it is used', async (path) => {
    const words = path.split(' ')
    const passesOn = ['curl', 'ssh'].includes(path)
    const { stdout, stderr, exitCode } = passesOn ? await typed('help', ...words) : await typed(...words, '--help')
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
    expect(stdout).toContain(`Usage:\n  kubesim ${path}`)
    expect(stdout).not.toMatch(/undefined|\[object/)
    expect((await typed('help', ...words)).stdout).toBe(stdout)
  })
})

describe('help', () => {
  test('lists the commands under their headings', async () => {
    const { stdout, exitCode } = await typed('--help')
    expect(exitCode).toBe(0)
    for (const { name, hidden } of commands) {
      expect(new RegExp(`^  ${name} {2,}\\S`, 'm').test(stdout), name).toBe(hidden !== true)
    }
    expect((await typed()).stdout).toBe(stdout)
    expect((await typed('help')).stdout).toBe(stdout)
  })

  test('speaks of the program by the name it was called', async () => {
    const { stdout } = await cluster.run(['get', '--help'], { environment: { KUBESIM_PROGRAM: 'kubectl' } })
    expect(stdout).toContain('kubectl get pods')
    expect(stdout).not.toContain('kubesim get')
  })

  test('knows aliases, options and unknown topics', async () => {
    expect((await typed('create', 'cm', '--help')).stdout).toContain('Aliases:\nconfigmap, cm\n')
    expect((await typed('options')).stdout).toContain("-n, --namespace='':")
    const unknown = await typed('help', 'nosuch')
    expect(unknown).toMatchObject({ stdout: '', exitCode: 0 })
    expect(unknown.stderr).toContain('Unknown help topic [`nosuch`]')
  })

  test('of a group stands on standard error when nothing was asked of it', async () => {
    for (const group of commands.filter((entry) => entry.load === undefined)) {
      const { stdout, stderr, exitCode } = await typed(group.name)
      expect({ stdout, exitCode }, group.name).toEqual({ stdout: '', exitCode: 1 })
      expect(stderr).toContain('Available Commands:')
    }
  })
})

describe('completion', () => {
  test.each(['bash', 'zsh', 'fish'])('%s', async (shell) => {
    const { stdout, exitCode } = await typed('completion', shell)
    expect({ exitCode, asks: stdout.includes('__complete') }).toEqual({ exitCode: 0, asks: true })
  })

  test.skipIf(process.platform === 'win32')('bash takes its script', async () => {
    const { stdout } = await typed('completion', 'bash')
    execFileSync('bash', ['-n'], { input: stdout })
  })

  test.each<[string[], string[]]>([
    [['ge'], ['get']],
    [
      ['create', 'serv'],
      ['service', 'serviceaccount'],
    ],
    [['create', 'service', 'n'], ['nodeport']],
    [
      ['get', 'dep'],
      ['deploy', 'deployments'],
    ],
    [
      ['get', 'nodes', 'worker-'],
      ['worker-1', 'worker-2', 'worker-3'],
    ],
    [['get', 'nodes/c'], ['nodes/control-plane']],
    [['describe', 'ns', 'kube-s'], ['kube-system']],
    [['get', 'pods', '--no-h'], ['--no-headers']],
    [['get', 'pods', '--nam'], ['--namespace=']],
    [['nosuch', 'x'], []],
    [
      ['get', 'pods', '-o', 'j'],
      ['json', 'jsonpath', 'jsonpath-as-json', 'jsonpath-file'],
    ],
    [['create', 'deployment', 'x', '--output=y'], ['--output=yaml']],
    [['api-resources', '--output', '=', 'w'], ['wide']],
  ])('%s', async (words, candidates) => {
    const { stdout, exitCode } = await typed('__complete', ...words)
    expect({ candidates: stdout.split('\n').filter(Boolean), exitCode }).toEqual({ candidates, exitCode: 0 })
  })

  test('offers no name that a shell would run', async () => {
    for (const name of ['odd-$(reboot)', 'odd-`reboot`', 'odd-*', 'odd-one'])
      expect((await typed('create', 'clusterrole', name, '--verb=get', '--resource=pods')).exitCode).toBe(0)
    expect((await typed('__complete', 'get', 'clusterroles', 'odd-')).stdout).toBe('odd-one\n')
  })
})
