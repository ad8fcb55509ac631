/** The program as a process of its own: streams, signals, exit codes, state files, and the shells that it starts. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '..', '..')
const directory = mkdtempSync(join(tmpdir(), 'kubesim-processes-'))
const state = join(directory, 'state.json')
const program = join(directory, 'bin', 'kubesim.js')

beforeAll(async () => {
  await build({
    entryPoints: { main: join(root, 'src', 'process', 'main.ts') },
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    outdir: join(directory, 'dist'),
    outExtension: { '.js': '.mjs' },
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: 'error',
  })
  mkdirSync(join(directory, 'bin'))
  const main = JSON.stringify(join(directory, 'dist', 'main.mjs'))
  writeFileSync(
    program,
    `import(${main}).then(({ main }) => main(process.argv.slice(2), ${JSON.stringify(directory)})).then((code) => (process.exitCode = code))\n`,
  )
  run('create', 'configmap', 'a')
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const environment = (more: object = {}) => ({
  PATH: process.env.PATH,
  HOME: directory,
  KUBESIM_HOME: join(directory, "a home's folder"),
  KUBESIM_STATE: state,
  ...more,
})

interface Outcome {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number | null
}

function runIn(more: object, ...words: string[]): Outcome {
  const options = { cwd: directory, env: environment(more), encoding: 'utf8', input: '' } as const
  const { stdout, stderr, status } = spawnSync(process.execPath, [program, ...words], options)
  return { stdout, stderr, exitCode: status }
}

function run(...words: string[]): Outcome {
  return runIn({}, ...words)
}

/** Resolves when the process has said so much. */
async function said(child: ChildProcess, wanted: RegExp): Promise<string> {
  let text = ''
  for await (const chunk of child.stdout!) {
    text += chunk
    if (wanted.test(text)) return text
  }
  return text
}

describe('a watch in one process', () => {
  test('shows what another does, until Ctrl-C', async () => {
    const words = ['get', 'configmaps', '-w', '--no-headers']
    const watching = spawn(process.execPath, [program, ...words], { env: environment() })
    let seen = ''
    watching.stdout.on('data', (chunk) => {
      seen += chunk
    })
    await once(watching.stdout, 'data')
    expect(run('create', 'configmap', 'watched').exitCode).toBe(0)
    while (!seen.includes('watched')) await once(watching.stdout, 'data')
    watching.kill('SIGINT')
    const [code] = await once(watching, 'exit')
    expect({ code, lines: seen.trimEnd().split('\n').length }).toEqual({ code: 130, lines: 3 })
  })

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s ends a command that waits for its input, with code %i', async (signal, expected) => {
    const waiting = spawn(process.execPath, [program, 'create', '-f', '-'], { env: environment() })
    // More than a pipe takes: somebody reads.
    await new Promise((read) => waiting.stdin.write('#'.repeat(1024 * 1024), read))
    waiting.kill(signal)
    const [code] = await once(waiting, 'exit')
    expect(code).toBe(expected)
  })

  test('killed, it leaves the cluster to others', async () => {
    const watching = spawn(process.execPath, [program, 'get', 'configmaps', '-w'], { env: environment() })
    await said(watching, /watched|kube-root/)
    watching.kill('SIGKILL')
    await once(watching, 'exit')
    expect(run('get', 'configmap', 'a', '-o', 'name')).toMatchObject({ stdout: 'configmap/a\n', exitCode: 0 })
  })
})

describe('a server', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('that gets a %s has saved all, and ends with code %i', async (signal, expected) => {
    const words = ['serve', '--tls=false', '--kubeconfig', join(directory, 'kubeconfig')]
    const serving = spawn(process.execPath, [program, ...words], { env: environment() })
    const [, address] = /on (http:\S+)/.exec(await said(serving, /get pods -A/)) ?? []
    const body = JSON.stringify({ metadata: { name: signal.toLowerCase() } })
    const headers = { 'Content-Type': 'application/json' }
    const { status } = await fetch(`${address}/api/v1/namespaces/default/configmaps`, { method: 'POST', body, headers })
    const watching = await fetch(`${address}/api/v1/configmaps?watch=true`)
    serving.kill(signal)
    const [code] = await once(serving, 'exit')
    await watching.text().catch(() => {})
    expect([status, code]).toEqual([201, expected])
    expect(run('get', 'configmap', signal.toLowerCase(), '-o', 'name').exitCode).toBe(0)
  })
})

describe('state files', () => {
  const refused: readonly [why: string, content: string | undefined, message: RegExp][] = [
    ['empty', '', /line 1: it is empty/],
    ['no JSON', 'root:x:0:0\n', /line 1: it is damaged, or no JSON/],
    ['of something else', '{"a":1}\n', /it is JSON, but not a kubesim cluster/],
    ['a directory', undefined, /it cannot be read: it is a directory/],
  ]
  test.each(refused)('%s', (_why, content, message) => {
    const path = join(directory, 'bad.json')
    rmSync(path, { recursive: true, force: true })
    if (content === undefined) mkdirSync(path)
    else writeFileSync(path, content)
    const outcome = run('--state', path, 'create', 'configmap', 'x')
    expect(outcome).toMatchObject({ stdout: '', exitCode: 1 })
    expect(outcome.stderr).toMatch(message)
    expect(outcome.stderr).toContain(path)
    if (content !== undefined) expect(readFileSync(path, 'utf8')).toBe(content)
  })

  test('cut short, or of a newer program', () => {
    const whole = readFileSync(state, 'utf8')
    const path = join(directory, 'other.json')
    for (const [text, message] of [
      [whole.slice(0, 2000), /it is damaged/],
      [whole.replace('"kubesim":1', '"kubesim":99'), /it was written by a newer kubesim \(format 99/],
    ] as const) {
      writeFileSync(path, text)
      const outcome = runIn({ KUBESIM_STATE: path }, 'get', 'pods')
      expect(outcome).toMatchObject({ stdout: '', exitCode: 1 })
      expect(outcome.stderr).toMatch(message)
      expect(readFileSync(path, 'utf8')).toBe(text)
    }
  })

  test('with blanks and letters of all kinds in their names', () => {
    const outcome = run('--state=a folder/ü.json', 'get', 'ns', 'default', '-o', 'name')
    expect(outcome).toMatchObject({ stdout: 'namespace/default\n', exitCode: 0 })
  })

  test('in the folder of the user, when the environment names none', () => {
    const home = join(directory, 'user')
    const nothing = { KUBESIM_STATE: '', KUBESIM_HOME: '', HOME: home }
    expect(runIn(nothing, 'get', 'ns', 'default', '-o', 'name')).toMatchObject({ stderr: '', exitCode: 0 })
    expect(readdirSync(home)).toEqual(['.kubesim'])
    expect(existsSync(join(directory, 'clusters'))).toBe(false)
  })
})

describe.skipIf(process.platform === 'win32')('files', () => {
  test('are for their owner alone, whatever the umask', () => {
    const home = join(directory, 'umask')
    mkdirSync(home)
    const kubesim = `'${process.execPath}' '${program}'`
    const script = `umask 000 && ${kubesim} cluster create lab && umask 177 && ${kubesim} create configmap a`
    const own = { KUBESIM_STATE: '', KUBESIM_HOME: join(home, '.kubesim') }
    expect(spawnSync('sh', ['-c', script], { env: environment(own), encoding: 'utf8' })).toMatchObject({ status: 0 })
    const names = readdirSync(home, { recursive: true, encoding: 'utf8' }).sort()
    expect(names.map((name) => [name, statSync(join(home, name)).mode & 0o777])).toEqual([
      ['.kubesim', 0o700],
      [join('.kubesim', 'clusters'), 0o700],
      [join('.kubesim', 'clusters', 'lab.json'), 0o600],
      [join('.kubesim', 'config.json'), 0o600],
    ])
  })
})

describe('streams', () => {
  test.skipIf(process.platform !== 'linux')('a full disk is told, and is no bug', () => {
    const script = `'${process.execPath}' '${program}' get ns > /dev/full`
    const { stderr, status } = spawnSync('sh', ['-c', script], { env: environment(), encoding: 'utf8' })
    expect({ stderr, status }).toEqual({ stderr: 'error: write: no space left on device\n', status: 1 })
  })

  test.each<[object, string[], boolean]>([
    [{}, [], false],
    [{ FORCE_COLOR: '1' }, [], false],
    [{}, ['--color=always'], false],
    [{ NO_COLOR: '1', FORCE_COLOR: '1' }, ['--color=never'], false],
  ])('warnings are coloured on a terminal only: %j %j', (more, words, coloured) => {
    const { stderr } = runIn(more, 'get', 'endpoints', ...words)
    expect(stderr).toContain('Warning:')
    expect(stderr.includes('\u001b')).toBe(coloured)
  })
})

const hasTerminals = spawnSync('script', ['--version']).stdout?.toString().includes('util-linux') === true

describe.skipIf(!hasTerminals)('on a terminal', () => {
  /** What a terminal is sent. */
  const shown = (more: object, line: string) => {
    const words = ['-qec', `'${process.execPath}' '${program}' ${line}`, '/dev/null']
    return spawnSync('script', words, { env: environment({ TERM: 'xterm', ...more }), encoding: 'utf8' }).stdout
  }
  const yellow = '\u001b[33m\u001b[1mWarning:\u001b[22m\u001b[39m v1 Endpoints'

  test.each<[object, string, boolean]>([
    [{}, 'get endpoints', true],
    [{ FORCE_COLOR: '0' }, 'get endpoints', false],
    [{ NO_COLOR: '1' }, 'get endpoints', false],
    [{ NO_COLOR: '1' }, 'get endpoints --color=always', true],
    [{}, 'get endpoints --color=never', false],
    [{ TERM: 'dumb' }, 'get endpoints', false],
  ])('warnings are coloured: %j %s: %s', (more, line, coloured) => {
    expect(shown(more, line)).toContain(coloured ? yellow : 'Warning: v1 Endpoints')
  })
})

describe.skipIf(process.platform === 'win32')('shells', () => {
  test('env makes a shell use the cluster', () => {
    const script = `eval "$('${process.execPath}' '${program}' env)"; cd /; kubectl get configmap a -o name; kubectl get nosuch; echo $?`
    const { stdout, stderr } = spawnSync('sh', ['-c', script], { env: environment(), encoding: 'utf8' })
    expect(stdout).toBe('configmap/a\n1\n')
    expect(stderr).toBe('error: the server doesn\'t have a resource type "nosuch"\n')
  })

  test('a relative state file stays the same one elsewhere', () => {
    expect(runIn({ KUBESIM_STATE: 'state.json' }, 'env').stdout).toContain(`export KUBESIM_STATE='${state}'`)
  })

  test('shell runs a command and passes its exit code on', () => {
    const outcome = run('shell', '--', 'sh', '-c', 'kubectl get configmap a -o name; exit 3')
    expect(outcome).toMatchObject({ stdout: 'configmap/a\n', exitCode: 3 })
    expect(run('shell', '--', 'no-such-program')).toMatchObject({
      stdout: '',
      stderr: 'no-such-program: command not found\n',
      exitCode: 127,
    })
  })

  test('bash completes with the script', () => {
    const script = run('completion', 'bash').stdout
    const call = `kubesim() { '${process.execPath}' '${program}' "$@"; }; COMP_WORDS=(kubesim get conf); COMP_CWORD=2; __kubesim_complete; echo "\${COMPREPLY[@]}"`
    const options = { env: environment(), encoding: 'utf8' } as const
    expect(execFileSync('bash', ['-c', `${script}\n${call}`], options)).toBe('configmaps\n')
  })
})
