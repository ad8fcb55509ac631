/** Images that nobody has described: what is in them, and what is not. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openCluster, type Typed } from '../../commands/cluster.js'

let lab: Typed

beforeAll(async () => {
  lab = await openCluster()
  await lab.type('run app --image=example/app:1 --port=8080')
  await lab.type('run own --image=example/app:1 --command -- python serve.py')
  await lab.type("run wrapped --image=example/app:1 --command -- sh -c './migrate; exec ./serve'")
  await lab.type('run dns --image=infoblox/dnstools --command -- sleep 3600')
})
afterAll(() => lab.cluster.close())

const phase = (name: string) => lab.out(`get pod ${name} -o jsonpath={.status.phase}`)

describe('a container of an image that nobody described', () => {
  test.each(['app', 'own', 'wrapped', 'dns'])('%s runs what it is told to', async (name) => {
    expect(await phase(name)).toBe('Running')
  })

  test.each([
    ["sh -c 'echo $HOSTNAME'", 'app\n'],
    ['cat /etc/debian_version', '12.11\n'],
    ['curl -s localhost:8080', 'docker.io/example/app on app\n'],
    ['wget -qO- localhost:8080', 'docker.io/example/app on app\n'],
  ])('has what a small system has: %s', async (command, said) => {
    expect(await lab.type(`exec app -- ${command}`)).toEqual({ stdout: said, stderr: '', exitCode: 0 })
  })

  test.each(['foo', 'nslookup', 'dig', '/bin/foo', './foo', ''])('has no %j', async (command) => {
    for (const pod of ['app', 'own', 'wrapped']) {
      const { stdout, stderr, exitCode } = await lab.type(`exec ${pod} -- '${command}' kubernetes`)
      expect([stdout, exitCode]).toEqual(['', 1])
      expect(stderr).toMatch(
        command === ''
          ? /unable to start container process: no command specified: unknown\n$/
          : command.includes('/')
            ? /unable to start container process: exec: ".*foo": stat .*foo: no such file or directory: unknown\n$/
            : new RegExp(
                `unable to start container process: exec: "${command}": executable file not found in \\$PATH: unknown\n$`,
              ),
      )
    }
    const inShell = await lab.type(`exec app -- sh -c 'foo'`)
    expect(inShell).toMatchObject({ stderr: expect.stringContaining('foo: not found'), exitCode: 127 })
  })

  test('says that nobody knows what else its own program can do', async () => {
    expect(await lab.type('exec own -- python --version')).toEqual({
      stdout: '',
      stderr:
        'kubesim does not know what "python" does in this image, which nobody has described\ncommand terminated with exit code 1\n',
      exitCode: 1,
    })
  })

  test('is content with whatever its probes run', async () => {
    await lab.type(
      'apply -f -',
      `apiVersion: v1
kind: Pod
metadata: {name: probed}
spec:
  containers:
  - name: c
    image: example/database
    readinessProbe: {exec: {command: [is-it-ready, --now]}}
    livenessProbe: {exec: {command: [sh, -c, 'exec is-it-ready --now']}}
`,
    )
    await lab.cluster.advance(120_000)
    expect(await lab.out('get pod probed --no-headers')).toMatch(/^probed +1\/1 +Running +0 /)
  })
})

describe('an image for looking at names', () => {
  test('has the tools that courses use', async () => {
    expect(await lab.out('exec dns -- nslookup kubernetes')).toContain('Name:\tkubernetes.default.svc.cluster.local')
    expect(await lab.out('exec dns -- dig +short kubernetes.default.svc.cluster.local')).toMatch(/^10\.96\.0\.1\n/)
    expect(await lab.out('exec dns -- host kubernetes')).toContain('has address 10.96.0.1')
    expect((await lab.type('exec dns -- foo')).stderr).toMatch(
      /exec: "foo": executable file not found in \$PATH: unknown\n$/,
    )
  })
})
