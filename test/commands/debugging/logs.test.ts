import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openCluster, type Typed } from '../cluster.js'

let lab: Typed

beforeAll(async () => {
  lab = await openCluster()
  await lab.type("run clock --image=busybox -- sh -c 'while true; do date +%T; sleep 10; done'")
  await lab.type("run crash --image=busybox -- sh -c 'echo attempt; sleep 1; exit 1'")
  await lab.type('create deployment web --image=bretfisher/httpenv --replicas=2')
  await lab.type('expose deployment web --port=8888')
  await lab.type('run nginx --image=nginx')
  await lab.type(
    'apply -f -',
    `apiVersion: v1
kind: Pod
metadata: {name: two}
spec: {containers: [{name: a, image: busybox, args: [sh, -c, "echo from a; sleep 1d"]}, {name: b, image: busybox, args: [sh, -c, "echo from b; sleep 1d"]}]}
`,
  )
  await lab.cluster.advance(35_000)
})
afterAll(() => lab.cluster.close())

describe('logs', () => {
  test('shows what the program has printed by now', async () => {
    expect(await lab.out('logs clock')).toBe('00:00:00\n00:00:10\n00:00:20\n00:00:30\n')
  })

  test('--tail, --since, --since-time, --timestamps and --limit-bytes', async () => {
    expect(await lab.out('logs clock --tail=2')).toBe('00:00:20\n00:00:30\n')
    expect(await lab.out('logs clock --tail=0')).toBe('')
    expect(await lab.out('logs clock --since=20s')).toBe('00:00:20\n00:00:30\n')
    expect(await lab.out('logs clock --since-time=2026-01-01T00:00:25Z')).toBe('00:00:30\n')
    expect(await lab.out('logs clock --tail=1 --timestamps')).toBe('2026-01-01T00:00:30.000000000Z 00:00:30\n')
    expect(await lab.out('logs clock --limit-bytes=12')).toBe('00:00:00\n00:')
  })

  test('-f goes on, moving the clock, until the container ends', async () => {
    await lab.type("run ends --image=busybox --restart=Never -- sh -c 'for i in 1 2 3; do echo $i; sleep 30; done'")
    const before = lab.cluster.now()
    expect(await lab.out('logs -f ends')).toBe('1\n2\n3\n')
    expect(lab.cluster.now() - before).toBe(90_000)
  })

  test('-f ends with Ctrl-C', async () => {
    const controller = new AbortController()
    const following = lab.cluster.run(['logs', '-f', 'nginx', '--tail=1'], { signal: controller.signal })
    await new Promise((resolve) => setImmediate(resolve))
    controller.abort()
    expect((await following).stdout).toMatch(/start worker process 30\n$/)
  })

  test('--previous shows the run before', async () => {
    expect(await lab.out('logs crash --previous')).toBe('attempt\n')
    expect((await lab.type('logs clock --previous')).stderr).toBe(
      'Error from server (BadRequest): previous terminated container "clock" in pod "clock" not found\n',
    )
  })

  test('requests that a server answered are in its log', async () => {
    const ip = await lab.out('get pod nginx -o jsonpath={.status.podIP}')
    await lab.type(`exec clock -- wget -q -O /dev/null ${ip}`)
    await lab.type(`exec clock -- wget -q -O- ${ip}/nope`)
    const [found, error, missing] = (await lab.out('logs nginx --tail=3')).split('\n')
    expect(found).toMatch(
      /^10\.244\.\d\.\d+ - - \[01\/Jan\/2026:00:\d\d:\d\d \+0000\] "GET \/ HTTP\/1\.1" 200 615 "-" "Wget" "-"$/,
    )
    expect(error).toMatch(
      / \[error\] 29#29: \*2 open\(\) "\/usr\/share\/nginx\/html\/nope" failed \(2: No such file or directory\), client: /,
    )
    expect(missing).toMatch(/"GET \/nope HTTP\/1\.1" 404 153 /)
  })

  test('containers, pods and prefixes', async () => {
    expect(await lab.type('logs two')).toMatchObject({
      stdout: 'from a\n',
      stderr: 'Defaulted container "a" out of: a, b\n',
    })
    expect(await lab.out('logs two b')).toBe('from b\n')
    expect(await lab.out('logs two -c b --prefix')).toBe('[pod/two/b] from b\n')
    expect(await lab.out('logs two --all-containers')).toBe('from a\nfrom b\n')
    const { stdout, stderr } = await lab.type('logs deploy/web')
    expect(stderr).toMatch(/^Found 2 pods, using pod\/web-[a-z0-9-]+\n$/)
    expect(stdout).toBe('Starting httpenv listening on port 8888.\n')
    expect(await lab.out('logs -l app=web --prefix')).toMatch(
      /^(\[pod\/web-\S+\/httpenv\] Starting httpenv listening on port 8888\.\n){2}$/,
    )
    expect(await lab.out('logs deploy/web --all-pods')).toMatch(/^(\[pod\/web-\S+\/httpenv\] Starting .*\n){2}$/)
  })

  const hint = "\nSee 'kubesim logs -h' for help and examples"
  const usage = `expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command${hint}`
  test.each<[line: string, said: string]>([
    ['logs', `error: ${usage}`],
    ['logs a b c', `error: ${usage}`],
    ['logs a -l x=y', `error: only a selector (-l) or a POD name is allowed${hint}`],
    ['logs nope', 'error: error from server (NotFound): pods "nope" not found in namespace "default"'],
    ['logs two -c x', 'error: container x is not valid for pod two out of: a, b'],
    ['logs two a -c b', 'error: only one of -c or an inline [CONTAINER] arg is allowed'],
    ['logs two --all-containers -c a', 'error: --all-containers=true should not be specified with container name a'],
    ['logs two --tail=-2', 'error: --tail must be greater than or equal to -1'],
    ['logs two --since=-1s', 'error: --since must be greater than 0'],
    ['logs two --limit-bytes=-1', 'error: --limit-bytes must be greater than 0'],
    [
      'logs two --since=1s --since-time=2024-01-01T00:00:00Z',
      'error: at most one of `sinceTime` or `sinceSeconds` may be specified',
    ],
    [
      'logs two --since-time=foo',
      'error: parsing time "foo" as "2006-01-02T15:04:05Z07:00": cannot parse "foo" as "2006"',
    ],
    ['logs -l nothing=here', 'No resources found in default namespace.'],
    ['logs node/worker-1', 'error: cannot get the logs from *v1.Node: selector for *v1.Node not implemented'],
    [
      'logs -f -l app=web --max-log-requests=1',
      'error: you are attempting to follow 2 log streams, but maximum allowed concurrency is 1, use --max-log-requests to increase the limit',
    ],
  ])('%s', async (line, said) => {
    expect((await lab.type(line)).stderr).toBe(`${said}\n`)
  })

  test('a container that waits has no log yet', async () => {
    await lab.type('run bad --image=nosuch')
    expect((await lab.type('logs bad')).stderr).toMatch(
      /^Error from server \(BadRequest\): container "bad" in pod "bad" is waiting to start: (image can't be pulled|trying and failing to pull image)\n$/,
    )
  })

  test('terminal escapes in what programs print come out as they are, line by line', async () => {
    await lab.type("run odd --image=busybox --restart=Never -- printf 'a\\033[31mb\\nno newline'")
    expect(await lab.out('logs odd')).toBe('a\u001b[31mb\nno newline\n')
  })
})

describe('two containers that want one port', () => {
  test('the second one fails and says so', async () => {
    await lab.type(
      'apply -f -',
      `apiVersion: v1
kind: Pod
metadata: {name: conflict}
spec: {containers: [{name: a, image: nginx}, {name: b, image: nginx}]}
`,
    )
    await lab.cluster.advance(3_000)
    expect(await lab.out('logs conflict -c b --previous')).toContain(
      'bind() to 0.0.0.0:80 failed (98: Address already in use)',
    )
    expect(await lab.out('exec conflict -c a -- curl -s -o /dev/null -w %{http_code} localhost')).toBe('200')
  })
})
