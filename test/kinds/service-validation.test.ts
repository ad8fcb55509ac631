import { describe, expect, test } from 'vitest'
import { workbench } from './workbench.js'

const service = (spec: object, metadata: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', ...metadata },
  spec,
})
const ports = [{ port: 80 }]

/** What is sent, and what the API server says to it. */
const refused: readonly (readonly [string, object, readonly string[]])[] = [
  ['no ports', { selector: { a: 'b' } }, ['spec.ports: Required value']],
  [
    'nameless ports',
    { ports: [{ port: 80 }, { port: 81 }] },
    ['spec.ports[0].name: Required value', 'spec.ports[1].name: Required value'],
  ],
  [
    'a strange type',
    { type: 'Foo', ports },
    ['spec.type: Unsupported value: "Foo": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"'],
  ],
  ['no external name', { type: 'ExternalName' }, ['spec.externalName: Required value']],
  [
    'a bad external name',
    { type: 'ExternalName', externalName: 'a_b' },
    [
      "spec.externalName: Invalid value: \"a_b\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
    ],
  ],
  [
    'a cluster IP without a service behind it',
    { type: 'ExternalName', externalName: 'example.com', clusterIP: '10.96.7.7' },
    ['spec.clusterIPs: Forbidden: may not be set for ExternalName services'],
  ],
  [
    'a port too large',
    { ports: [{ port: 70000 }] },
    [
      'spec.ports[0].port: Invalid value: 70000: must be between 1 and 65535, inclusive',
      'spec.ports[0].targetPort: Invalid value: 70000: must be between 1 and 65535, inclusive',
    ],
  ],
  [
    'a target port that is no name',
    { ports: [{ port: 80, targetPort: 'a name that is long' }] },
    [
      'spec.ports[0].targetPort: Invalid value: "a name that is long": must be no more than 15 characters',
      'spec.ports[0].targetPort: Invalid value: "a name that is long": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)',
    ],
  ],
  [
    'a strange protocol',
    { ports: [{ port: 80, protocol: 'ICMP' }] },
    ['spec.ports[0].protocol: Unsupported value: "ICMP": supported values: "SCTP", "TCP", "UDP"'],
  ],
  [
    'one port twice',
    {
      ports: [
        { name: 'a', port: 80 },
        { name: 'b', port: 80 },
      ],
    },
    [
      'spec.ports[1]: Duplicate value: {"Name":"","Protocol":"TCP","AppProtocol":null,"Port":80,"TargetPort":0,"NodePort":0}',
    ],
  ],
  [
    'one name twice',
    {
      ports: [
        { name: 'a', port: 80 },
        { name: 'a', port: 81 },
      ],
    },
    ['spec.ports[1].name: Duplicate value: "a"'],
  ],
  [
    'a node port without the type for it',
    { ports: [{ port: 80, nodePort: 30080 }] },
    ["spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'"],
  ],
  [
    'a node port out of range',
    { type: 'NodePort', ports: [{ port: 80, nodePort: 80 }] },
    [
      'spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767',
    ],
  ],
  [
    'a headless node port',
    { type: 'NodePort', clusterIP: 'None', ports },
    ['spec.clusterIPs[0]: Invalid value: "None": may not be set to \'None\' for NodePort services'],
  ],
  [
    'a cluster IP of elsewhere',
    { clusterIP: '1.2.3.4', ports },
    [
      'spec.clusterIPs: Invalid value: ["1.2.3.4"]: failed to allocate IP 1.2.3.4: the provided network does not match the current range',
    ],
  ],
  [
    'a cluster IP that is none',
    { clusterIP: 'x', ports },
    ['spec.clusterIPs[0]: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'],
  ],
  [
    'an IPv6 address',
    { clusterIP: 'fd00::1', ports },
    ['spec.clusterIPs[0]: Invalid value: ["fd00::1"]: IPv6 is not configured on this cluster'],
  ],
  [
    'the IPv6 family',
    { ipFamilies: ['IPv6'], ports },
    ['spec.ipFamilies[0]: Invalid value: "IPv6": not configured on this cluster'],
  ],
  [
    'two families',
    { ipFamilyPolicy: 'RequireDualStack', ports },
    ['spec.ipFamilyPolicy: Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services'],
  ],
  [
    'a strange affinity',
    { sessionAffinity: 'Cookie', ports },
    ['spec.sessionAffinity: Unsupported value: "Cookie": supported values: "ClientIP", "None"'],
  ],
  [
    'an affinity for too long',
    { sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: 90000 } }, ports },
    [
      'spec.sessionAffinityConfig.clientIP.timeoutSeconds: Invalid value: 90000: must be greater than 0 and less than 86400',
    ],
  ],
  [
    'an external IP that is the own machine',
    { externalIPs: ['127.0.0.1'], ports },
    ['spec.externalIPs[0]: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)'],
  ],
  [
    'a traffic policy nobody outside can see',
    { externalTrafficPolicy: 'Local', ports },
    ['spec.externalTrafficPolicy: Invalid value: "Local": may only be set for externally-accessible services'],
  ],
  [
    'source ranges without a load balancer',
    { loadBalancerSourceRanges: ['10.0.0.0/33'], ports },
    [
      "spec.LoadBalancerSourceRanges: Forbidden: may only be used when `type` is 'LoadBalancer'",
      'spec.LoadBalancerSourceRanges[0]: Invalid value: "10.0.0.0/33": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)',
    ],
  ],
  [
    'a class without a load balancer',
    { loadBalancerClass: 'a/b', ports },
    ["spec.loadBalancerClass: Forbidden: may only be used when `type` is 'LoadBalancer'"],
  ],
  [
    'a strange distribution',
    { trafficDistribution: 'Anywhere', ports },
    [
      'spec.trafficDistribution: Unsupported value: "Anywhere": supported values: "PreferClose", "PreferSameZone", "PreferSameNode"',
    ],
  ],
  [
    'a bad selector',
    { selector: { 'a b': 'c' }, ports },
    [
      "spec.selector: Invalid value: \"a b\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
    ],
  ],
]

describe('a service is refused with', () => {
  test.each(refused)('%s', (_, spec, messages) => {
    expect(workbench().refusals(service(spec))).toEqual(messages)
  })

  test('a name that DNS cannot have', () => {
    expect(workbench().refusals(service({ ports }, { name: 'Bad' }))).toEqual([
      "metadata.name: Invalid value: \"Bad\": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
    ])
  })

  test('a name that begins with a digit, before 1.36', () => {
    expect(workbench().refusals(service({ ports }, { name: '9good' }))).toEqual([])
    expect(workbench('1.33').refusals(service({ ports }, { name: '9bad' }))).toEqual([
      "metadata.name: Invalid value: \"9bad\": a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
    ])
  })
})

describe('what is held is refused to others', () => {
  test('addresses', () => {
    const { create, refusals } = workbench()
    create(service({ clusterIP: '10.96.0.10', ports }))
    expect(refusals(service({ clusterIP: '10.96.0.10', ports }, { name: 'other' }))).toEqual([
      'spec.clusterIPs: Invalid value: ["10.96.0.10"]: failed to allocate IP 10.96.0.10: provided IP is already allocated',
    ])
  })

  test('node ports, until their service is gone', () => {
    const { api, create, refusals } = workbench()
    const taken = { type: 'NodePort', ports: [{ port: 80, nodePort: 30080 }] }
    create(service(taken))
    expect(refusals(service(taken, { name: 'other' }))).toEqual([
      'spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated',
    ])
    api.delete('services/default/web')
    expect(refusals(service(taken, { name: 'other' }))).toEqual([])
  })
})

test('where traffic goes may be said in the words of the release', () => {
  const nearby = (value: string) => service({ trafficDistribution: value, ports }, { name: value.toLowerCase() })
  for (const value of ['PreferClose', 'PreferSameZone', 'PreferSameNode']) {
    expect(workbench().refusals(nearby(value))).toEqual([])
    const old = [`spec.trafficDistribution: Unsupported value: "${value}": supported values: "PreferClose"`]
    expect(workbench('1.33').refusals(nearby(value))).toEqual(value === 'PreferClose' ? [] : old)
  }
})

test('what is on its way out is warned of since it is', () => {
  const external = 'spec.externalIPs is deprecated and may no longer be implemented in some clusters'
  const close = 'spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"'
  const spec = { externalIPs: ['1.2.3.4'], trafficDistribution: 'PreferClose', ports }
  expect(workbench().warnings(service(spec))).toEqual([external, close])
  expect(workbench().warnings(service({ ...spec, clusterIP: 'None', trafficDistribution: 'PreferSameNode' }))).toEqual([
    'spec.externalIPs is ignored for headless services',
  ])
  expect(workbench('1.33').warnings(service(spec))).toEqual([])
})
