import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openCluster, type Typed } from '../cluster.js'

let lab: Typed
let port: string

beforeAll(async () => {
  lab = await openCluster()
  await lab.type('create deployment web --image=nginx')
  await lab.type('expose deployment web --port=80 --type=NodePort')
  port = await lab.out('get svc web -o jsonpath={.spec.ports[0].nodePort}')
})
afterAll(() => lab.cluster.close())

describe("curl on the user's machine", () => {
  test('takes the arguments as they are', async () => {
    expect(await lab.type(`curl -s -o /dev/null -w %{http_code} localhost:${port}`)).toEqual({
      stdout: '200',
      stderr: '',
      exitCode: 0,
    })
    expect(await lab.type('curl -n -s localhost:1')).toMatchObject({ exitCode: 7 })
    expect(await lab.type('curl --help')).toMatchObject({ stdout: expect.stringMatching(/^Usage: curl/), exitCode: 0 })
    expect(await lab.type('curl')).toMatchObject({ exitCode: 2 })
  })

  test('names the machines, not the services', async () => {
    expect(await lab.type('curl -sS web')).toEqual({
      stdout: '',
      stderr: 'curl: (6) Could not resolve host: web\n',
      exitCode: 6,
    })
    expect(await lab.out(`curl -s worker-1:${port}`)).toContain('Welcome to nginx!')
  })

  test('reads and writes real files', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'kubesim-'))
    await writeFile(join(directory, 'body'), 'a=b')
    await lab.type(`curl -s -o ${directory}/page -d @${directory}/body localhost:${port}`)
    expect(await readFile(join(directory, 'page'), 'utf8')).toContain('405 Not Allowed')
    await rm(directory, { recursive: true })
  })
})

describe('ssh', () => {
  test('runs a command on a node', async () => {
    expect(await lab.type('ssh worker-1 -- hostname')).toEqual({ stdout: 'worker-1\n', stderr: '', exitCode: 0 })
    expect(await lab.type('ssh root@worker-1 false')).toMatchObject({ exitCode: 1 })
    expect(await lab.out(`ssh worker-2 -- curl -s localhost:${port} '|' head -n 1`)).toBe('<!DOCTYPE html>\n')
    const ip = await lab.out('get svc web -o jsonpath={.spec.clusterIP}')
    expect(await lab.out(`ssh worker-2 -- curl -s ${ip}`)).toContain('Welcome to nginx!')
    expect(await lab.type('ssh worker-2 -- curl -sS localhost')).toMatchObject({ exitCode: 7 })
  })

  test('without a command reads one from its input', async () => {
    expect(await lab.type('ssh worker-3', 'hostname; pwd\nexit 2\n')).toMatchObject({
      stdout: 'worker-3\n/root\n',
      exitCode: 2,
    })
  })

  test('systemctl stops and starts what makes a node', async () => {
    expect(await lab.out('ssh worker-2 -- systemctl is-active kubelet kube-proxy')).toBe('active\nactive\n')
    await lab.type('ssh worker-2 -- systemctl stop kubelet')
    expect(await lab.type('ssh worker-2 -- systemctl is-active kubelet')).toMatchObject({
      stdout: 'inactive\n',
      exitCode: 3,
    })
    await lab.cluster.advance(60_000)
    expect(await lab.out('get node worker-2')).toContain('NotReady')
    await lab.type('ssh worker-2 -- systemctl start kubelet')
    await lab.cluster.advance(10_000)
    expect(await lab.out('get node worker-2')).not.toContain('NotReady')
    expect(await lab.type('ssh worker-2 -- systemctl stop nosuch')).toMatchObject({
      stderr: 'Failed to stop nosuch.service: Unit nosuch.service not loaded.\n',
      exitCode: 5,
    })
  })

  test('fails as ssh does', async () => {
    expect(await lab.type('ssh nowhere -- true')).toEqual({
      stdout: '',
      stderr: 'ssh: Could not resolve hostname nowhere: Name or service not known\n',
      exitCode: 255,
    })
    await lab.type('node stop worker-3')
    expect((await lab.type('ssh worker-3 -- true')).stderr).toBe(
      'ssh: connect to host worker-3 port 22: No route to host\n',
    )
    expect((await lab.type('ssh')).exitCode).toBe(1)
  })
})
