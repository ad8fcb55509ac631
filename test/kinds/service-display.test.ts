import { describe, expect, test } from 'vitest'
import { capabilities } from '../../src/kinds/core/service/capabilities.js'
import type { EndpointSlice, Service } from '../../src/model/objects/types.js'
import { type Workbench, workbench } from './workbench.js'

const object = (name: string, spec: object, status: object = {}, labels: object = { app: 'web' }) =>
  ({ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'default', labels }, spec, status }) as Service

const selector = { app: 'web' }

describe('the row of a service', () => {
  test.each([
    [
      'with an address',
      { type: 'ClusterIP', clusterIPs: ['10.96.0.7'], ports: [{ port: 80, protocol: 'TCP' }], selector },
      {},
      ['web', 'ClusterIP', '10.96.0.7', '<none>', '80/TCP', 'app=web'],
    ],
    [
      'on node ports',
      { type: 'NodePort', clusterIPs: ['10.96.0.7'], ports: [{ port: 8888, nodePort: 31248, protocol: 'TCP' }] },
      {},
      ['web', 'NodePort', '10.96.0.7', '<none>', '8888:31248/TCP', '<none>'],
    ],
    [
      'that waits for its address outside',
      { type: 'LoadBalancer', clusterIPs: ['10.96.0.7'], ports: [{ port: 80, nodePort: 32251, protocol: 'TCP' }] },
      { loadBalancer: {} },
      ['web', 'LoadBalancer', '10.96.0.7', '<pending>', '80:32251/TCP', '<none>'],
    ],
    [
      'that has its addresses outside',
      { type: 'LoadBalancer', clusterIPs: ['10.96.0.7'], externalIPs: ['1.2.3.4'], ports: [] },
      { loadBalancer: { ingress: [{ hostname: 'localhost' }, { ip: '10.0.0.9' }] } },
      ['web', 'LoadBalancer', '10.96.0.7', '10.0.0.9,localhost,1.2.3.4', '<none>', '<none>'],
    ],
    [
      'with external IPs',
      { type: 'ClusterIP', clusterIPs: ['10.96.0.7'], externalIPs: ['1.2.3.4', '1.2.3.5'] },
      {},
      ['web', 'ClusterIP', '10.96.0.7', '1.2.3.4,1.2.3.5', '<none>', '<none>'],
    ],
    [
      'that is a name',
      { type: 'ExternalName', externalName: 'example.com' },
      {},
      ['web', 'ExternalName', '<none>', 'example.com', '<none>', '<none>'],
    ],
    [
      'without head',
      {
        type: 'ClusterIP',
        clusterIPs: ['None'],
        ports: [
          { port: 80, protocol: 'TCP' },
          { port: 53, protocol: 'UDP' },
        ],
      },
      {},
      ['web', 'ClusterIP', 'None', '<none>', '80/TCP,53/UDP', '<none>'],
    ],
  ])('%s', (_, spec, status, cells) => {
    const row = workbench().row(object('web', spec, status), true)
    expect([...row.slice(0, 5), ...row.slice(6)]).toEqual(cells)
  })
})

function slice(bench: Workbench, ready: readonly boolean[]): void {
  const endpoints = ready.map((is, at) => ({ addresses: [`10.244.1.${at + 2}`], conditions: { ready: is } }))
  const manifest: Partial<EndpointSlice> = {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: 'web-abcde', labels: { 'kubernetes.io/service-name': 'web' } },
    addressType: 'IPv4',
    endpoints,
    ports: [{ name: '', port: 80, protocol: 'TCP' }],
  }
  bench.create(manifest)
}

const described = (type: string, more: object = {}, status: object = {}) =>
  object(
    'web',
    {
      type,
      clusterIP: '10.96.100.7',
      clusterIPs: ['10.96.100.7'],
      internalTrafficPolicy: 'Cluster',
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }],
      selector,
      sessionAffinity: 'None',
      ...more,
    },
    status,
  )

describe('the description of a service', () => {
  test('with endpoints', async () => {
    const bench = workbench()
    slice(bench, [true, true, true])
    expect(await bench.describe(described('ClusterIP'))).toBe(
      `Name:                     web
Namespace:                default
Labels:                   app=web
Annotations:              <none>
Selector:                 app=web
Type:                     ClusterIP
IP Family Policy:         SingleStack
IP Families:              IPv4
IP:                       10.96.100.7
IPs:                      10.96.100.7
Port:                     <unset>  80/TCP
TargetPort:               80/TCP
Endpoints:                10.244.1.2:80,10.244.1.3:80,10.244.1.4:80
Session Affinity:         None
Internal Traffic Policy:  Cluster
Events:                   <none>
`,
    )
  })

  test('without endpoints, on every way in', async () => {
    const spec = {
      externalIPs: ['1.2.3.4'],
      externalTrafficPolicy: 'Local',
      healthCheckNodePort: 30123,
      loadBalancerIP: '10.0.0.9',
      loadBalancerSourceRanges: ['10.0.0.0/8', '192.168.0.0/16'],
      ports: [
        { name: 'http', port: 80, protocol: 'TCP', targetPort: 'web', nodePort: 32251 },
        { name: 'https', port: 443, protocol: 'TCP', targetPort: 8443, nodePort: 32252 },
      ],
    }
    const status = { loadBalancer: { ingress: [{ ip: '10.0.0.9', ipMode: 'VIP' }, { hostname: 'localhost' }] } }
    expect(await workbench().describe(described('LoadBalancer', spec, status))).toBe(
      `Name:                        web
Namespace:                   default
Labels:                      app=web
Annotations:                 <none>
Selector:                    app=web
Type:                        LoadBalancer
IP Family Policy:            SingleStack
IP Families:                 IPv4
IP:                          10.96.100.7
IPs:                         10.96.100.7
External IPs:                1.2.3.4
Desired LoadBalancer IP:     10.0.0.9
LoadBalancer Ingress:        10.0.0.9 (VIP), localhost
Port:                        http  80/TCP
TargetPort:                  web/TCP
NodePort:                    http  32251/TCP
Endpoints:                   <none>
Port:                        https  443/TCP
TargetPort:                  8443/TCP
NodePort:                    https  32252/TCP
Endpoints:                   <none>
Session Affinity:            None
External Traffic Policy:     Local
Internal Traffic Policy:     Cluster
HealthCheck NodePort:        30123
LoadBalancer Source Ranges:  10.0.0.0/8,192.168.0.0/16
Events:                      <none>
`,
    )
  })

  test.each([
    ['those not ready are left out', [true, false], '10.244.1.2:80'],
    ['three are shown', [true, true, true, true, true], '10.244.1.2:80,10.244.1.3:80,10.244.1.4:80 + 2 more...'],
    ['none is ready', [false], ''],
  ])('%s', async (_, ready, text) => {
    const bench = workbench()
    slice(bench, ready)
    const lines = (await bench.describe(described('ClusterIP'))).split('\n')
    expect(lines.find((line) => line.startsWith('Endpoints:'))?.slice(26)).toBe(text)
  })
})

test('a service is exposed again under its selector and ports', () => {
  const { expose, podSelector } = capabilities
  const web = described('ClusterIP')
  expect(expose!.selector(web)).toEqual({ app: 'web' })
  expect(expose!.ports(web)).toEqual([{ port: 80, protocol: 'TCP' }])
  expect(podSelector!(web)).toBe('app=web')
  const name = object('n', { type: 'ExternalName', externalName: 'example.com' })
  expect(() => expose!.selector(name)).toThrow('the service has no pod selector set')
  expect(() => podSelector!(name)).toThrow("invalid service 'n': Service is defined without a selector")
})

test('what is accepted but ignored is warned of', () => {
  const { warnings } = workbench().api.resolve('service')!.strategy
  const headless = object('w', {
    type: 'ClusterIP',
    clusterIP: 'None',
    clusterIPs: ['None'],
    loadBalancerIP: '1.2.3.4',
    externalIPs: ['1.2.3.4'],
    sessionAffinity: 'ClientIP',
    externalName: 'example.com',
  })
  expect(warnings!(headless)).toEqual([
    'spec.loadBalancerIP is ignored for headless services',
    'spec.externalIPs is ignored for headless services',
    'spec.SessionAffinity is ignored for headless services',
    'spec.externalName is ignored when spec.type is not "ExternalName"',
  ])
})
