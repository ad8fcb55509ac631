import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { host, type Net, node, openCluster, pod } from './cluster.js'

let net: Net
let ip: string

beforeAll(async () => {
  net = await openCluster()
  await net.run('create namespace other')
  await net.run('create deployment web --image=nginx --replicas=2')
  await net.run('expose deployment web --port 80')
  await net.run('run client --image=busybox -- sleep infinity')
  await net.run('run client -n other --image=busybox -- sleep infinity')
  await net.apply(`apiVersion: v1
kind: Service
metadata: {name: headless}
spec: {clusterIP: None, selector: {app: web}, ports: [{name: http, port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: portless}
spec: {clusterIP: None, selector: {app: web}}
---
kind: Service
apiVersion: v1
metadata: {name: outside}
spec: {type: ExternalName, externalName: my.database.example.com}
---
apiVersion: v1
kind: Service
metadata: {name: alias}
spec: {type: ExternalName, externalName: web.default.svc.cluster.local}
`)
  ip = await net.field('svc/web', '.spec.clusterIP')
})
afterAll(() => net.cluster.close())

describe('names that a pod resolves', () => {
  test.each([
    'web',
    'web.default',
    'web.default.svc',
    'web.default.svc.cluster.local',
    'web.default.svc.cluster.local.',
    'WEB',
  ])('%s', async (name) => {
    expect(await net.lookup(pod('client'), name)).toBe(ip)
  })

  test('a short name only in its own namespace, longer ones from everywhere', async () => {
    const other = pod('client', 'other')
    expect(await net.lookup(other, 'web')).toBe('unknown')
    expect(await net.lookup(other, 'web.default')).toBe(ip)
    expect(await net.lookup(other, 'web.default.svc')).toBe(ip)
    expect(await net.lookup(pod('client'), 'kubernetes.default')).toBe('10.96.0.1')
    expect(await net.lookup(other, 'kubernetes')).toBe('unknown')
  })

  test('itself, localhost and addresses', async () => {
    expect(await net.lookup(pod('client'), 'localhost')).toBe('127.0.0.1')
    expect(await net.lookup(pod('client'), 'client')).toBe(await net.field('pod/client', '.status.podIP'))
    expect(await net.lookup(pod('client'), '10.1.2.3')).toBe('10.1.2.3')
  })

  test('names outside the cluster when they look real; others never', async () => {
    expect(await net.lookup(pod('client'), 'www.example.com')).toMatch(/^203\.0\.113\.\d+$/)
    for (const name of ['nosuch', 'nosuch.default', 'x.invalid', 'web.default.svc.cluster', '-', 'a b', '__proto__']) {
      expect(await net.lookup(pod('client'), name), name).toBe('unknown')
    }
  })

  test('machines know each other and nothing of the cluster', async () => {
    expect(await net.lookup(node('worker-1'), 'worker-2')).toBe('192.168.49.4')
    expect(await net.lookup(node('worker-1'), 'web.default.svc.cluster.local')).toBe('unknown')
    expect(await net.lookup(host, 'worker-2')).toBe('192.168.49.4')
    expect(await net.lookup(host, 'web')).toBe('unknown')
  })
})

describe('records', () => {
  const dns: Net['dns'] = (...args) => net.dns(...args)
  const client = pod('client')

  test('A of services and headless services', async () => {
    expect(await dns(client, 'web.default.svc.cluster.local')).toBe(ip)
    const addresses = (await net.field('pods -l app=web', '.items[*].status.podIP')).split(' ').sort().join(' ')
    expect((await dns(client, 'portless.default.svc.cluster.local')).split(' ').sort().join(' ')).toBe(addresses)
    expect((await dns(client, 'headless.default.svc.cluster.local')).split(' ').sort().join(' ')).toBe(addresses)
    const [first = ''] = addresses.split(' ')
    expect(await dns(client, `${first.replaceAll('.', '-')}.headless.default.svc.cluster.local`)).toBe(first)
    expect(await dns(client, `${first.replaceAll('.', '-')}.default.pod.cluster.local`)).toBe(first)
  })

  test('CNAME of external names, followed where it leads into the cluster', async () => {
    expect(await dns(client, 'outside.default.svc.cluster.local')).toMatch(
      /^my\.database\.example\.com\. 203\.0\.113\.\d+$/,
    )
    expect(await dns(client, 'outside.default.svc.cluster.local', 'CNAME')).toBe('my.database.example.com.')
    expect(await dns(client, 'alias.default.svc.cluster.local')).toBe(`web.default.svc.cluster.local. ${ip}`)
  })

  test('SRV of named ports', async () => {
    expect(await dns(client, '_https._tcp.kubernetes.default.svc.cluster.local', 'SRV')).toBe(
      '0 100 443 kubernetes.default.svc.cluster.local.',
    )
    expect(await dns(client, '_http._tcp.headless.default.svc.cluster.local', 'SRV')).toMatch(
      /^0 50 80 10-244-\d-\d+\.headless\.default\.svc\.cluster\.local\. 0 50 80 /,
    )
    expect(await dns(client, '_nope._tcp.kubernetes.default.svc.cluster.local', 'SRV')).toBe('NXDOMAIN')
  })

  test('PTR of service addresses', async () => {
    expect(await dns(client, '1.0.96.10.in-addr.arpa', 'PTR')).toBe('kubernetes.default.svc.cluster.local.')
    expect(await dns(client, '9.9.9.9.in-addr.arpa', 'PTR')).toBe('NXDOMAIN')
  })

  test('nothing is there of another type, and nothing at all of other names', async () => {
    expect(await dns(client, 'web.default.svc.cluster.local', 'AAAA')).toBe('')
    expect(await dns(client, 'default.svc.cluster.local')).toBe('')
    expect(await dns(client, 'nope.default.svc.cluster.local')).toBe('NXDOMAIN')
    expect(await dns(client, 'web.nope.svc.cluster.local')).toBe('NXDOMAIN')
    expect(await dns(client, 'x.web.default.svc.cluster.local')).toBe('NXDOMAIN')
  })
})

describe('the name server', () => {
  test('answers only while one of its pods runs', async () => {
    await net.run('scale deployment coredns -n kube-system --replicas=0')
    expect(await net.dns(pod('client'), 'web.default.svc.cluster.local')).toBe('refused')
    expect(await net.lookup(pod('client'), 'web')).toBe('silent')
    await net.run('scale deployment coredns -n kube-system --replicas=1')
    expect(await net.lookup(pod('client'), 'web')).toBe(ip)
  })

  test('a pod of policy Default, or with settings of its own, asks another', async () => {
    await net.apply(`apiVersion: v1
kind: Pod
metadata: {name: plain}
spec: {dnsPolicy: Default, containers: [{name: c, image: busybox, args: [sleep, infinity]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: own}
spec:
  dnsPolicy: None
  dnsConfig: {nameservers: [10.96.0.10], searches: [default.svc.cluster.local], options: [{name: ndots, value: "2"}]}
  hostAliases: [{ip: 10.9.8.7, hostnames: [old-name]}]
  containers: [{name: c, image: busybox, args: [sleep, infinity]}]
`)
    expect(await net.lookup(pod('plain'), 'web')).toBe('unknown')
    expect(await net.lookup(pod('own'), 'web')).toBe(ip)
    expect(await net.lookup(pod('own'), 'old-name')).toBe('10.9.8.7')
    expect(await net.run('exec own -- cat /etc/resolv.conf')).toBe(
      'search default.svc.cluster.local\nnameserver 10.96.0.10\noptions ndots:2\n',
    )
  })
})
