/** What lasts ends when it is told to, with the exit code of a program that a signal has ended, on a terminal and without. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inPlace, nodes, outcomeOf, type User } from './installation.js'

const signals = ['SIGINT', 'SIGTERM'] as const

/** Command lines that last, what they show when they are under way, and with which code they end at a Ctrl-C. */
const lasting: readonly (readonly [line: string, shown: RegExp, interrupted: number])[] = [
  ['serve', /get pods -A/, 130],
  ['get namespaces -w', /kube-system/, 130],
  ['logs -f deployment/web', /start worker process/, 130],
  // kubectl takes the signal itself, and is content (portforward.go).
  ['port-forward deployment/web :80', /Forwarding from/, 0],
  ['exec deployment/web -- tail -f /etc/hostname', /web-/, 130],
]

const terminals = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux') === true

let installation: Awaited<ReturnType<typeof inPlace>>
beforeAll(async () => {
  installation = await inPlace()
})
afterAll(() => installation.remove())

/** Resolves when a process has shown something; rejects when it ends before. */
function shows(child: ChildProcess, wanted: RegExp): Promise<string> {
  let seen = ''
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (text) => {
      seen += text
      if (wanted.test(seen)) resolve(seen)
    })
    child.on('close', (code) => reject(new Error(`it ended with ${code} and had shown ${JSON.stringify(seen)}`)))
  })
}

describe.each(nodes)('on $name', (node) => {
  let user: User
  let virtual: User
  beforeAll(async () => {
    user = installation.user(node)
    virtual = installation.user(node)
    await virtual.run(['cluster', 'create', '--clock', 'virtual'])
    for (const each of [user, virtual]) await each.run(['create', 'deployment', 'web', '--image=nginx'])
  })

  describe.each(lasting)('%s', (line, shown, interrupted) => {
    const codes = { SIGINT: interrupted, SIGTERM: 143 }

    test.each(signals)('%s', async (signal) => {
      const running = user.start(line.split(' '))
      const ended = outcomeOf(running)
      await shows(running, shown)
      running.kill(signal)
      expect(await ended).toMatchObject({ stderr: '', exitCode: codes[signal] })
    })

    // `script` gives a program a terminal, and ends as it does. What is typed goes through the terminal, as Ctrl-C does.
    test.runIf(terminals).each(signals)('%s on a terminal', async (signal) => {
      const command = `echo pid $$; exec kubesim ${line}`
      const options = { cwd: user.home, env: { ...user.environment, SHELL: '/bin/sh', TERM: 'dumb' } }
      const running = spawn('script', ['-qec', command, '/dev/null'], options)
      const ended = new Promise((resolve) => running.on('close', resolve))
      const [, pid] = /^pid (\d+)/.exec(await shows(running, shown))!
      if (signal === 'SIGINT') running.stdin.write('\u0003')
      else process.kill(Number(pid), signal)
      expect(await ended).toBe(codes[signal])
    })
  })

  // Time moves by itself while somebody waits, so that these are never idle.
  test.each([
    ['sleeps', 'echo up; sleep infinity'],
    ['counts', 'echo up; while :; do sleep 1; done'],
    ['works', 'echo up; while :; do :; done'],
    ['writes', 'echo up; while :; do echo more > /tmp/f; done'],
  ])('a program on a virtual clock that %s', async (_, script) => {
    const running = virtual.start(['exec', 'deployment/web', '--', 'sh', '-c', script])
    const ended = outcomeOf(running)
    await shows(running, /up/)
    running.kill('SIGTERM')
    expect(await ended).toMatchObject({ stderr: '', exitCode: 143 })
  })
})
