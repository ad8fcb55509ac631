import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openCluster, type Typed } from '../../cluster.js'
import { start } from '../../lasting.js'

let lab: Typed
let taken: Server
let takenPort: number
beforeAll(async () => {
  lab = await openCluster()
  await lab.type('run nginx --image=nginx --port=80')
  await lab.type('create deployment web --image=gcr.io/google-samples/kubernetes-bootcamp:v1')
  await lab.type('expose deployment web --port=80 --target-port=8080')
  await lab.type('create service clusterip named --tcp=80:http')
  await lab.type(`run waits --image=nginx --overrides='{"spec":{"nodeSelector":{"no":"such"}}}'`)
  taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  takenPort = (taken.address() as { port: number }).port
})
afterAll(async () => {
  taken.close()
  await lab.cluster.close()
})

describe('port-forward', () => {
  test('opens a local port that the program in the pod answers, until Ctrl-C', async () => {
    const forward = start(lab, ['port-forward', 'nginx', ':80'])
    const [, port] = await forward.shows(/Forwarding from 127\.0\.0\.1:(\d+) -> 80\n/)
    const answers = await Promise.all([1, 2, 3].map(() => fetch(`http://127.0.0.1:${port}/`)))
    expect(answers.map(({ status, headers }) => [status, headers.get('server')])).toEqual(
      Array(3).fill([200, expect.stringMatching(/^nginx\//)]),
    )
    expect(await answers[0]!.text()).toContain('Welcome to nginx!')
    await lab.type("exec nginx -- sh -c 'echo mine > /usr/share/nginx/html/index.html'")
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('mine\n')
    const { stdout, stderr, exitCode } = await forward.stop()
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
    expect(stdout).toContain(`Handling connection for ${port}\n`)
    expect(await lab.out('logs nginx --tail=1')).toMatch(/^127\.0\.0\.1 - - .*"GET \/ HTTP\/1\.1" 200 5 /)
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow()
  })

  test.each([['deployment/web'], ['svc/web']])('finds a pod of %s', async (name) => {
    const forward = start(lab, ['port-forward', name, name === 'svc/web' ? ':80' : ':8080', '--address=127.0.0.1'])
    const [, port] = await forward.shows(/^Forwarding from 127\.0\.0\.1:(\d+) -> 8080\n$/)
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toContain('Hello Kubernetes bootcamp!')
    await forward.stop()
  })

  test('ends when nothing listens in the pod', async () => {
    const forward = start(lab, ['port-forward', 'nginx', ':81'])
    const [, port] = await forward.shows(/127\.0\.0\.1:(\d+) -> 81\n/)
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow()
    const { stderr, exitCode } = await forward.ended
    expect(stderr).toMatch(
      new RegExp(
        `^E\\d{4} [\\d:.]{15} +\\d+ portforward\\.go:424\\] "Unhandled Error" err="an error occurred forwarding ${port} -> 81: error forwarding port 81 to pod .*" logger="UnhandledError"\nerror: lost connection to pod\n$`,
      ),
    )
    expect(exitCode).toBe(1)
  })

  test.each([
    ['nginx', 'TYPE/NAME and list of ports are required for port-forward\nSee '],
    ['nginx http', "Pod 'nginx' does not have a named port 'http'\n"],
    ['nginx 1:99999', `error parsing remote port '99999': strconv.ParseUint: parsing "99999": value out of range\n`],
    ['nginx x:80', `error parsing local port 'x': strconv.ParseUint: parsing "x": invalid syntax\n`],
    ['nginx 8080:0', 'remote port must be > 0\n'],
    ['svc/web :81', 'Service web does not have a service port 81\n'],
    ['svc/web :http', "Service 'web' does not have a named port 'http'\n"],
    ['-n kube-system svc/kube-dns :nosuch', "Service 'kube-dns' does not have a named port 'nosuch'\n"],
    ['cm/kube-root-ca.crt 80', 'cannot attach to *v1.ConfigMap: selector for *v1.ConfigMap not implemented\n'],
    ['waits :80', 'unable to forward port because pod is not running. Current status=Pending\n'],
    ['nginx :80 --address=here', 'here is not a valid IP\n'],
  ])('%s', async (words, message) => {
    const { stderr, exitCode } = await lab.type(`port-forward ${words}`)
    expect(stderr.startsWith(`error: ${message}`), stderr).toBe(true)
    expect(exitCode).toBe(1)
  })

  test('a port that is taken', async () => {
    const { stdout, stderr, exitCode } = await lab.type(`port-forward nginx ${takenPort}:80 --address=127.0.0.1`)
    expect(stderr).toBe(
      `Unable to listen on port ${takenPort}: Listeners failed to create with the following errors: [unable to create listener: Error listen tcp4 127.0.0.1:${takenPort}: bind: address already in use]\n` +
        `error: unable to listen on any of the requested ports: [{${takenPort} 80}]\n`,
    )
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 1 })
  })
})
