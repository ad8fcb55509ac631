import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openCluster, type Typed } from '../cluster.js'

let lab: Typed

beforeAll(async () => {
  lab = await openCluster()
  await lab.type('create deployment web --image=nginx --replicas=2')
  await lab.type('run box --image=busybox -- sleep infinity')
  await lab.type(
    'apply -f -',
    `apiVersion: v1
kind: Pod
metadata: {name: two}
spec:
  initContainers: [{name: setup, image: busybox, args: [echo, ready]}]
  containers: [{name: a, image: nginx}, {name: b, image: busybox, args: [sleep, infinity]}]
`,
  )
})
afterAll(() => lab.cluster.close())

describe('exec', () => {
  test('runs a command, its streams apart and its exit code told', async () => {
    expect(await lab.type('exec box -- hostname')).toEqual({ stdout: 'box\n', stderr: '', exitCode: 0 })
    expect(await lab.type("exec box -- sh -c 'echo out; echo err >&2; exit 7'")).toEqual({
      stdout: 'out\n',
      stderr: 'err\ncommand terminated with exit code 7\n',
      exitCode: 7,
    })
  })

  test('passes standard input on with -i only', async () => {
    expect(await lab.out('exec -i box -- cat', 'hello\n')).toBe('hello\n')
    expect(await lab.out('exec box -- cat', 'hello\n')).toBe('')
    expect((await lab.type('exec -it box -- sh', 'echo hi\n')).stderr).toContain('Unable to use a TTY')
  })

  test('finds a pod of a deployment, and the container', async () => {
    expect(await lab.out('exec deploy/web -- hostname')).toMatch(/^web-/)
    expect(await lab.type('exec two -- hostname')).toMatchObject({
      stdout: 'two\n',
      stderr: 'Defaulted container "a" out of: a, b, setup (init)\n',
    })
    expect(await lab.type('exec two -c b -- ls /usr/share/nginx')).toMatchObject({
      stderr: expect.stringContaining('No such file'),
    })
  })

  test('what it changes lasts as long as the container', async () => {
    await lab.type("exec box -- sh -c 'echo kept > /tmp/note'")
    expect(await lab.out('exec box -- cat /tmp/note')).toBe('kept\n')
    const pod = (await lab.out('get pods -l app=web -o jsonpath={.items[0].metadata.name}')).trim()
    await lab.type(`exec ${pod} -- sh -c 'echo hello > /usr/share/nginx/html/index.html'`)
    expect(await lab.out(`exec ${pod} -- curl -s localhost`)).toBe('hello\n')
    await lab.type(`delete pod ${pod}`)
    expect(await lab.out('exec deploy/web -- curl -s localhost')).toContain('Welcome to nginx!')
  })

  test('the environment has the services that were there when the container started', async () => {
    await lab.type('create service clusterip early-bird --tcp=80:80')
    await lab.type('run witness --image=busybox -- sleep infinity')
    await lab.type('create service clusterip late --tcp=80:80')
    const environment = await lab.out('exec witness -- env')
    expect(environment).toMatch(/^PATH=.*\nHOSTNAME=witness\n/)
    expect(environment).toMatch(/\nEARLY_BIRD_SERVICE_HOST=10\.[\d.]+\nEARLY_BIRD_SERVICE_PORT=80\n/)
    expect(environment).toContain('\nKUBERNETES_PORT_443_TCP=tcp://10.96.0.1:443\n')
    expect(environment).not.toContain('LATE_')
  })

  test('kill ends a server, which the kubelet starts again', async () => {
    await lab.type('run victim --image=nginx')
    await lab.type("exec victim -- sh -c 'kill 1'")
    await lab.cluster.advance(1_000)
    expect(await lab.out('get pod victim -o jsonpath={.status.containerStatuses[0].restartCount}')).toBe('1')
    await lab.type("exec box -- sh -c 'kill -9 1'")
    expect(await lab.out('get pod box -o jsonpath={.status.containerStatuses[0].restartCount}')).toBe('0')
  })

  const hint = "\nSee 'kubesim exec -h' for help and examples"
  test.each<[line: string, said: string]>([
    ['exec', 'error: pod, type/name or --filename must be specified'],
    ['exec box', 'error: you must specify at least one command for the container'],
    [
      'exec box date',
      `error: exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead${hint}`,
    ],
    ['exec -- date', 'error: pod, type/name or --filename must be specified'],
    ['exec nope -- date', 'Error from server (NotFound): pods "nope" not found'],
    ['exec two -c x -- date', 'error: container x is not valid for pod two out of: a, b, setup (init)'],
    [
      'exec svc/kubernetes -- date',
      "error: cannot attach to *v1.Service: invalid service 'kubernetes': Service is defined without a selector",
    ],
    ['exec node/worker-1 -- date', 'error: cannot attach to *v1.Node: selector for *v1.Node not implemented'],
  ])('%s', async (line, said) => {
    expect(await lab.type(line)).toEqual({ stdout: '', stderr: `${said}\n`, exitCode: 1 })
  })

  test('a command that is not there, a container that does not run, a pod that is over', async () => {
    expect((await lab.type('exec box -- foo')).stderr).toMatch(
      /^error: Internal error occurred: Internal error occurred: error executing command in container: failed to exec in container: failed to start exec "[0-9a-f]{64}": OCI runtime exec failed: exec failed: unable to start container process: exec: "foo": executable file not found in \$PATH: unknown\n$/,
    )
    await lab.type('run bad --image=nosuch')
    expect((await lab.type('exec bad -- ls')).stderr).toBe(
      'error: Internal error occurred: unable to upgrade connection: container not found ("bad")\n',
    )
    await lab.type('run once --image=busybox --restart=Never -- true')
    expect((await lab.type('exec once -- ls')).stderr).toBe(
      'error: cannot exec into a container in a completed pod; current phase is Succeeded\n',
    )
  })

  test('a machine that is off cannot be reached', async () => {
    const node = await lab.out('get pod box -o jsonpath={.spec.nodeName}')
    await lab.type(`ssh ${node} -- systemctl stop kubelet`)
    expect((await lab.type('exec box -- date')).stderr).toMatch(
      /^error: Internal error occurred: error sending request: Post "https:\/\/(192\.168\.49\.\d):10250\/exec\/default\/box\/box\?command=date&error=1&output=1": dial tcp \1:10250: connect: connection refused\n$/,
    )
    await lab.type(`ssh ${node} -- systemctl start kubelet`)
    expect((await lab.type('exec box -- true')).exitCode).toBe(0)
  })
})

describe('attach', () => {
  test('joins a shell that reads, and its end ends the container', async () => {
    await lab.type('run shell --image=busybox -i --restart=Never --attach=false')
    const { stdout, exitCode } = await lab.type('attach shell -i', 'echo $HOSTNAME; exit 4\n')
    expect({ stdout, exitCode }).toEqual({ stdout: 'shell\n', exitCode: 0 })
    expect(await lab.out('get pod shell -o jsonpath={.status.containerStatuses[0].state.terminated.exitCode}')).toBe(
      '4',
    )
    expect(await lab.out('logs shell')).toBe('shell\n')
  })

  test('follows the output of a program that does not', async () => {
    await lab.type("run counter --image=busybox --restart=Never -- sh -c 'for i in 1 2 3; do sleep 1; echo $i; done'")
    expect(await lab.out('attach counter')).toBe('1\n2\n3\n')
  })

  test.each<[line: string, said: string]>([
    ['attach', 'error: at least 1 argument is required for attach'],
    ['attach a b c', 'error: expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw 3: [a b c]'],
    [
      'attach box --pod-running-timeout=0s',
      "error: --pod-running-timeout must be higher than zero\nSee 'kubesim attach -h' for help and examples",
    ],
    ['attach once', 'error: cannot attach a container in a completed pod; current phase is Succeeded'],
  ])('%s', async (line, said) => {
    expect((await lab.type(line)).stderr).toBe(`${said}\n`)
  })
})
