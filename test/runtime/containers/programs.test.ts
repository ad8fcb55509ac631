// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell scripts
/** Main programs of containers: what they do by themselves, told again at any later time. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Sandbox } from '../../../src/model/objects/machine.js'
import { openCluster, type Typed } from '../../commands/cluster.js'

let lab: Typed

beforeAll(async () => {
  lab = await openCluster()
  await lab.type('run web --image=nginx --port=80 --expose')
})
afterAll(() => lab.cluster.close())

const run = (name: string, script: string, more = '') =>
  lab.type(`run ${name} --image=busybox ${more} -- sh -c '${script}'`)
const status = (name: string) => lab.out(`get pod ${name} -o jsonpath={.status.phase}`)
const sandbox = (name: string) => lab.cluster.read((reader) => reader.get<Sandbox>(`sandboxes/default/${name}`))

describe('programs that ask the network', () => {
  test('hear it at the instant at which they ask', async () => {
    await run('early', 'wget -qO- late; sleep 10; wget -qO- late', '--restart=Never')
    await lab.type('run late --image=bretfisher/httpenv --port=8888')
    await lab.type('create service clusterip late --tcp=80:8888')
    await lab.type('set selector service/late run=late')
    await lab.cluster.advance(11_000)
    const [first, second] = (await lab.out('logs early')).split('\n')
    expect(first).toBe("wget: bad address 'late'")
    expect(second).toContain('"HOSTNAME":"late"')
    expect(await status('early')).toBe('Succeeded')
  })

  test('go on for as long as they run, and keep what they heard', async () => {
    await run('load', 'while true; do wget -q -O /dev/null web && echo ok; sleep 1; done')
    await lab.cluster.advance(5_500)
    expect(await lab.out('logs load')).toBe('ok\n'.repeat(6))
    await lab.type('delete service web')
    await lab.cluster.advance(2_000)
    expect(await lab.out('logs load --tail=2')).toBe("wget: bad address 'web'\n".repeat(2))
    expect(await lab.out('logs load --tail=8 --timestamps')).toMatch(/^(\S+Z ok\n){6}/)
    expect((await sandbox('load'))?.containers.load?.[0]?.lines).toEqual([])
    await lab.type('expose pod web --port=80')
  })
})

describe('programs that take long', () => {
  test('end when they are done', async () => {
    await run('long', 'for i in $(seq 700); do echo $i; sleep 1; done; echo done', '--restart=Never')
    await lab.cluster.advance(699_000)
    expect(await status('long')).toBe('Running')
    await lab.cluster.advance(1_000)
    expect(await status('long')).toBe('Succeeded')
    expect(await lab.out('logs long --tail=2')).toBe('700\ndone\n')
  })

  test('go on asking', async () => {
    await run('asking', 'i=0; while true; do wget -q -O /dev/null web; i=$((i+1)); echo $i; sleep 10; done')
    await lab.cluster.advance(4 * 3_600_000)
    expect(await lab.out('logs asking --tail=1')).toBe('1441\n')
  })

  test('go round and round without being followed', async () => {
    await run('round', 'i=0; while true; do i=$((i+1)); echo $i; sleep 1; done')
    await lab.cluster.advance(6 * 3_600_000)
    expect(await lab.out('logs round --tail=1')).toBe('21601\n')
    await lab.type('delete pod round --now')
    expect(await lab.out('get pod round --ignore-not-found')).toBe('')
  })
})

describe('files that programs write', () => {
  test('are there as far as the program has come', async () => {
    await run('writer', 'while true; do date +%T >> /tmp/log; sleep 10; done')
    const count = async () => (await lab.out('exec writer -- wc -l /tmp/log')).trim().split(' ')[0]
    expect(await count()).toBe('1')
    await lab.cluster.advance(25_000)
    expect(await count()).toBe('3')
  })

  test('change what a server in the same container serves', async () => {
    await lab.type("run page --image=nginx -- sh -c 'echo mine > /usr/share/nginx/html/index.html; exec nginx'")
    expect(await lab.out('exec page -- curl -s localhost')).toBe('mine\n')
    await lab.type("exec page -- sh -c 'rm /usr/share/nginx/html/index.html'")
    expect(await lab.out('exec page -- curl -s localhost')).toContain('403 Forbidden')
  })

  test('are shared through an emptyDir, and read from config maps and secrets', async () => {
    await lab.type('create configmap settings --from-literal=colour=blue')
    await lab.type('create secret generic key --from-literal=token=t0p')
    await lab.type(
      'apply -f -',
      `apiVersion: v1
kind: Pod
metadata: {name: shared}
spec:
  volumes:
  - {name: html, emptyDir: {}}
  - {name: settings, configMap: {name: settings}}
  - {name: key, secret: {secretName: key, items: [{key: token, path: the/token}]}}
  containers:
  - name: web
    image: nginx
    volumeMounts: [{name: html, mountPath: /usr/share/nginx/html}, {name: settings, mountPath: /etc/settings}, {name: key, mountPath: /key}]
  - name: writer
    image: busybox
    args: [sh, -c, "while true; do date +%T > /html/index.html; sleep 5; done"]
    volumeMounts: [{name: html, mountPath: /html}]
`,
    )
    const first = await lab.out('exec shared -c web -- curl -s localhost')
    await lab.cluster.advance(5_000)
    expect(await lab.out('exec shared -c web -- curl -s localhost')).not.toBe(first)
    expect(await lab.out('exec shared -c web -- cat /etc/settings/colour /key/the/token')).toBe('bluet0p')
    expect((await lab.type("exec shared -c web -- sh -c 'echo x > /etc/settings/colour'")).stderr).toContain(
      'Read-only file system',
    )
    await lab.type("exec shared -c writer -- sh -c 'echo note > /html/note'")
    expect(await lab.out('exec shared -c web -- curl -s localhost/note')).toBe('note\n')
  })
})

describe('how programs end', () => {
  test.each<[name: string, script: string, code: string]>([
    ['fine', 'exit 0', '0'],
    ['failed', 'exit 42', '42'],
    ['unknown', 'nosuchcommand', '127'],
    ['slow', 'sleep 90; exit 5', '5'],
  ])('%s', async (name, script, code) => {
    await run(name, script, '--restart=Never')
    await lab.cluster.advance(91_000)
    expect(await lab.out(`get pod ${name} -o jsonpath={.status.containerStatuses[0].state.terminated.exitCode}`)).toBe(
      code,
    )
  })

  test('what they leave as their last words', async () => {
    const container = (name: string, script: string, more: object) => ({
      name,
      image: 'busybox',
      command: ['sh', '-c', script],
      ...more,
    })
    const logs = { terminationMessagePolicy: 'FallbackToLogsOnError' }
    const containers = [
      container('file', 'echo bye > /dev/termination-log; exit 2', {}),
      container('path', 'echo because > /tmp/why', { terminationMessagePath: '/tmp/why' }),
      container('logs', 'echo oops; exit 3', logs),
      container('written', 'echo oops; echo bye > /dev/termination-log; exit 3', logs),
      container('content', 'echo fine', logs),
      container('silent', 'echo oops > /dev/null; exit 1', {}),
      container('long', 'printf %5000d 1 > /dev/termination-log', {}),
      container('lines', 'seq 1 1000; exit 1', logs),
    ]
    const metadata = { name: 'last' }
    await lab.type(
      'create -f -',
      JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata, spec: { restartPolicy: 'Never', containers } }),
    )
    await lab.cluster.advance(1_000)
    const { status } = JSON.parse(await lab.out('get pod last -o json'))
    const messages = Object.fromEntries(
      status.containerStatuses.map(({ name, state }: { name: string; state: { terminated: { message?: string } } }) => [
        name,
        state.terminated.message,
      ]),
    )
    const { long, lines, ...short } = messages
    expect(short).toEqual({ file: 'bye\n', path: 'because\n', logs: 'oops\n', written: 'bye\n' })
    expect(long).toBe(`${' '.repeat(4095)}1`)
    expect(lines.split('\n')[0]).toBe('921')
  })

  test('a command that does not exist cannot be started', async () => {
    await lab.type('run missing --image=busybox --command -- foo')
    const message = await lab.out(
      'get pod missing -o jsonpath={.status.containerStatuses[0].lastState.terminated.message}',
    )
    expect(message).toMatch(/exec: "foo": executable file not found in \$PATH: unknown$/)
  })

  test.each<[name: string, script: string, seconds: number]>([
    ['stubborn', 'while true; do sleep 1; done', 30],
    ['polite', 'trap "exit 0" TERM; while true; do sleep 1; done', 0],
  ])('%s: what SIGTERM does', async (name, script, seconds) => {
    await run(name, script)
    const before = lab.cluster.now()
    await lab.type(`delete pod ${name}`)
    expect(lab.cluster.now() - before).toBe(seconds * 1000)
  })
})

test('terminal escapes and odd names in what users give do no harm', async () => {
  const { stdout } = await lab.cluster.run([
    'exec',
    'web',
    '--',
    'sh',
    '-c',
    'echo "$__proto__" "${constructor}" | cat; echo \u001b[31mred',
  ])
  expect(stdout).toBe(' \n\u001b[31mred\n')
})
