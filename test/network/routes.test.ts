import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { answerer, host, type Net, node, openCluster, pod } from './cluster.js'

let net: Net
let ip: string
let nodePort: number
let pods: { name: string; ip: string; node: string }[]

beforeAll(async () => {
  net = await openCluster()
  await net.run('create deployment app --image=gcr.io/google-samples/kubernetes-bootcamp:v1 --replicas=3')
  await net.run('expose deployment app --port 80 --target-port 8080 --type NodePort')
  await net.run('expose deployment app --name app-lb --port 8080 --type LoadBalancer')
  await net.run('run client --image=busybox -- sleep infinity')
  await net.run('create service clusterip lonely --tcp=80:80')
  ip = await net.field('svc/app', '.spec.clusterIP')
  nodePort = Number(await net.field('svc/app', '.spec.ports[0].nodePort'))
  const lines = await net.field(
    'pods -l app=app',
    'range .items[*]}{.metadata.name} {.status.podIP} {.spec.nodeName}{"\\n"}{end',
  )
  pods = lines
    .trim()
    .split('\n')
    .map((line) => {
      const [name = '', ip = '', node = ''] = line.split(' ')
      return { name, ip, node }
    })
})
afterAll(() => net.cluster.close())

describe('what can be reached from where', () => {
  test.each([
    ['a pod', pod('client')],
    ['a node', node('worker-1')],
    ['the control plane', node('control-plane')],
  ])('%s reaches pods, cluster IPs and node ports', async (_, origin) => {
    expect(await net.body(origin, pods[0]!.ip, 8080)).toContain(pods[0]!.name)
    expect(await net.body(origin, ip, 80)).toMatch(/^Hello Kubernetes bootcamp! \| Running on: app-.* \| v=1\n$/)
    expect(await net.body(origin, '192.168.49.4', nodePort)).toMatch(/^Hello/)
  })

  test("the user's machine reaches node ports on any node and on localhost, and load balancers", async () => {
    for (const address of ['192.168.49.2', '192.168.49.3', '127.0.0.1']) {
      expect(await net.body(host, address, nodePort)).toMatch(/^Hello/)
    }
    expect(await net.body(host, '127.0.0.1', 8080)).toMatch(/^Hello/)
  })

  test("the user's machine has no route to pods and cluster IPs", async () => {
    expect(await net.body(host, pods[0]!.ip, 8080)).toBe('timeout')
    expect(await net.body(host, ip, 80)).toBe('timeout')
  })

  test('ports nobody listens on are refused, addresses nobody has are not answered', async () => {
    expect(await net.body(pod('client'), pods[0]!.ip, 81)).toBe('refused')
    expect(await net.body(node('worker-1'), '127.0.0.1', 80)).toBe('refused')
    expect(await net.body(host, '127.0.0.1', 80)).toBe('refused')
    expect(await net.body(host, '192.168.49.3', 80)).toBe('refused')
    expect(await net.body(pod('client'), '10.244.3.200', 80)).toBe('timeout')
    expect(await net.body(pod('client'), '8.8.8.8', 80)).toBe('timeout')
    expect(await net.body(pod('client'), ip, 81)).toBe('timeout')
  })

  test('a service without endpoints rejects', async () => {
    expect(await net.body(pod('client'), await net.field('svc/lonely', '.spec.clusterIP'), 80)).toBe('refused')
  })

  test('localhost in a pod is the pod, whatever interface its program listens on', async () => {
    expect(answerer(await net.body(pod(pods[0]!.name), '127.0.0.1', 8080))).toBe(pods[0]!.name)
    expect(await net.body(pod('client'), '127.0.0.1', 8080)).toBe('refused')
    expect(answerer(await net.body(pod(pods[0]!.name), pods[0]!.ip, 8080))).toBe(pods[0]!.name)
  })

  test('the API server answers behind the kubernetes service', async () => {
    const request = { method: 'GET', path: '/version', version: '1.1', headers: [], body: '', tls: true } as const
    const secure = await net.ask(pod('client'), { ask: 'http', address: '10.96.0.1', port: 443, request })
    expect(secure).toMatchObject({ outcome: 'answered', response: { status: 200 } })
    expect(await net.body(pod('client'), '10.96.0.1', 443)).toBe('Client sent an HTTP request to an HTTPS server.\n')
    const wrong = await net.ask(pod('client'), { ask: 'http', address: ip, port: 80, request })
    expect(wrong).toMatchObject({ outcome: 'tls-error' })
  })

  test('pods and nodes answer a ping, cluster IPs do not', async () => {
    const ping = async (address: string) => (await net.ask(pod('client'), { ask: 'ping', address })).outcome
    expect([await ping(pods[0]!.ip), await ping('192.168.49.3'), await ping('127.0.0.1'), await ping(ip)]).toEqual([
      'reply',
      'reply',
      'reply',
      'timeout',
    ])
  })
})

describe('the choice of an endpoint', () => {
  test('every endpoint has its turn', async () => {
    const answers = new Set<string>()
    for (let time = 0; time < 3; time++) answers.add(answerer(await net.body(pod('client'), ip, 80)))
    expect([...answers].sort()).toEqual(pods.map(({ name }) => name).sort())
  })

  test('follows a scale, and comes back to none', async () => {
    await net.run('scale deployment app --replicas=1')
    const left = await net.field('pods -l app=app', '.items[0].metadata.name')
    expect(answerer(await net.body(host, '127.0.0.1', 8080))).toBe(left)
    await net.run('scale deployment app --replicas=0')
    expect(await net.body(pod('client'), ip, 80)).toBe('refused')
    await net.run('scale deployment app --replicas=3')
    expect(await net.body(pod('client'), ip, 80)).toMatch(/^Hello/)
  })

  test('ClientIP affinity keeps a client with its endpoint for as long as it comes back in time', async () => {
    await net.apply(`apiVersion: v1
kind: Service
metadata: {name: sticky}
spec:
  selector: {app: app}
  sessionAffinity: ClientIP
  sessionAffinityConfig: {clientIP: {timeoutSeconds: 60}}
  ports: [{port: 80, targetPort: 8080}]
`)
    const address = await net.field('svc/sticky', '.spec.clusterIP')
    const first = answerer(await net.body(pod('client'), address, 80))
    for (let time = 0; time < 4; time++) expect(answerer(await net.body(pod('client'), address, 80))).toBe(first)
    await net.cluster.advance(61_000)
    expect(answerer(await net.body(pod('client'), address, 80))).not.toBe(first)
  })

  test("externalTrafficPolicy Local uses endpoints of the node alone and keeps the client's address", async () => {
    const [only] = (await net.field('pods -l app=app', 'range .items[*]}{.metadata.name}:{.spec.nodeName} {end')).split(
      ' ',
    )
    const [name = '', where = ''] = only!.split(':')
    await net.apply(`apiVersion: v1
kind: Service
metadata: {name: local}
spec: {type: NodePort, externalTrafficPolicy: Local, selector: {only: one}, ports: [{port: 80, targetPort: 8080, nodePort: 30123}]}
`)
    await net.run(`label pod ${name} only=one`)
    const addresses: Record<string, string> = {
      'worker-1': '192.168.49.3',
      'worker-2': '192.168.49.4',
      'worker-3': '192.168.49.5',
    }
    const elsewhere = Object.keys(addresses).find((one) => one !== where)!
    expect(answerer(await net.body(host, addresses[where]!, 30123))).toBe(name)
    expect(await net.body(host, addresses[elsewhere]!, 30123)).toBe('timeout')
    expect(answerer(await net.body(host, '127.0.0.1', 30123))).toBe(name)
  })

  test('internalTrafficPolicy Local drops what comes from other nodes', async () => {
    await net.apply(`apiVersion: v1
kind: Service
metadata: {name: inner}
spec: {internalTrafficPolicy: Local, selector: {only: one}, ports: [{port: 80, targetPort: 8080}]}
`)
    const address = await net.field('svc/inner', '.spec.clusterIP')
    const where = await net.field('pods -l only=one', '.items[0].spec.nodeName')
    expect(await net.body(node(where), address, 80)).toMatch(/^Hello/)
    expect(await net.body(node('control-plane'), address, 80)).toBe('timeout')
  })

  test("externalIPs are the service's own addresses", async () => {
    await net.apply(`apiVersion: v1
kind: Service
metadata: {name: outer}
spec: {externalIPs: [198.51.100.7], selector: {app: app}, ports: [{port: 8000, targetPort: 8080}]}
`)
    expect(await net.body(host, '198.51.100.7', 8000)).toMatch(/^Hello/)
    expect(await net.body(pod('client'), '198.51.100.7', 8000)).toMatch(/^Hello/)
    expect(await net.body(host, '198.51.100.7', 8001)).toBe('timeout')
  })

  test('a hand-made Endpoints object behind a service without selector', async () => {
    const target = await net.field('pods -l app=app', '.items[0].status.podIP')
    await net.apply(`apiVersion: v1
kind: Service
metadata: {name: manual}
spec: {ports: [{port: 80}]}
---
apiVersion: v1
kind: Endpoints
metadata: {name: manual}
subsets: [{addresses: [{ip: ${target}}], ports: [{port: 8080}]}]
`)
    expect(await net.body(pod('client'), await net.field('svc/manual', '.spec.clusterIP'), 80)).toMatch(/^Hello/)
  })
})

describe('what the machines do', () => {
  test("a pod on the host network has the node's sockets", async () => {
    await net.apply(`apiVersion: v1
kind: Pod
metadata: {name: hosted}
spec: {hostNetwork: true, nodeName: worker-3, containers: [{name: web, image: nginx}]}
`)
    expect(await net.body(host, '192.168.49.5', 80)).toContain('Welcome to nginx!')
    expect(await net.body(node('worker-3'), '127.0.0.1', 80)).toContain('Welcome to nginx!')
    await net.run('delete pod hosted')
    expect(await net.body(host, '192.168.49.5', 80)).toBe('refused')
  })

  test('a hostPort leads into its pod', async () => {
    await net.apply(`apiVersion: v1
kind: Pod
metadata: {name: ported}
spec: {nodeName: worker-1, containers: [{name: web, image: nginx, ports: [{containerPort: 80, hostPort: 8081}]}]}
`)
    expect(await net.body(host, '192.168.49.3', 8081)).toContain('Welcome to nginx!')
  })

  test('a machine that is off answers nothing', async () => {
    const lost = pods[0]!
    await net.run(`node stop ${lost.node}`)
    const address: Record<string, string> = {
      'worker-1': '192.168.49.3',
      'worker-2': '192.168.49.4',
      'worker-3': '192.168.49.5',
    }
    expect(await net.body(host, address[lost.node]!, nodePort)).toBe('timeout')
    expect(await net.body(node('control-plane'), address[lost.node]!, 22)).toBe('timeout')
    await net.run(`node start ${lost.node}`)
  })

  test('the kubelet and sshd listen on every node', async () => {
    const open = async (port: number) =>
      (await net.ask(node('worker-1'), { ask: 'connect', address: '192.168.49.4', port, protocol: 'TCP' })).outcome
    expect([await open(22), await open(10250), await open(10248)]).toEqual(['open', 'open', 'refused'])
  })
})

test('the same seed and questions give the same answers', async () => {
  const tell = async () => {
    const own = await openCluster({ seed: 'again' })
    await own.run('create deployment app --image=gcr.io/google-samples/kubernetes-bootcamp:v1 --replicas=4')
    await own.run('expose deployment app --port 8080 --type NodePort')
    const address = await own.field('svc/app', '.spec.clusterIP')
    const told: string[] = []
    for (let time = 0; time < 6; time++) told.push(await own.body(node('worker-1'), address, 8080))
    await own.cluster.close()
    return told.join('')
  }
  expect(await tell()).toBe(await tell())
})
