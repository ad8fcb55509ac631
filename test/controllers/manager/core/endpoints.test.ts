import { describe, expect, test } from 'vitest'
import { endpointsController } from '../../../../src/controllers/manager/core/endpoints.js'
import { fnv128a } from '../../../../src/controllers/manager/core/endpoints-port-order.js'
import { endpointSliceController } from '../../../../src/controllers/manager/discovery/endpointslice.js'
import { endpointSliceMirroringController } from '../../../../src/controllers/manager/discovery/endpointslice-mirroring.js'
import type { KubeObject } from '../../../../src/model/objects/object.js'
import type { EndpointSlice, Endpoints } from '../../../../src/model/objects/types.js'
import { start, type TestCluster, testCluster } from '../../world.js'

const controllers = [endpointsController, endpointSliceController, endpointSliceMirroringController]

function cluster(): TestCluster {
  const made = testCluster({ controllers })
  for (const name of ['worker-1', 'worker-2']) {
    made.create('nodes', { apiVersion: 'v1', kind: 'Node', metadata: { name }, spec: {}, status: {} })
  }
  return made
}

function service(made: TestCluster, spec: object = {}, metadata: object = {}): void {
  made.create('services', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: 'default', labels: { app: 'web' }, ...metadata },
    spec: {
      clusterIP: '10.96.0.7',
      ports: [{ port: 80, protocol: 'TCP', targetPort: 8080 }],
      selector: { app: 'web' },
      type: 'ClusterIP',
      ...spec,
    },
    status: {},
  } as KubeObject)
}

interface PodFacts {
  readonly ready?: boolean
  readonly labels?: Record<string, string>
  readonly ports?: { name: string; containerPort: number; protocol?: string }[]
  readonly spec?: object
}

function pod(made: TestCluster, name: string, ip: string, { ready = true, labels, ports, spec }: PodFacts = {}): void {
  const condition = { type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: '2026-11-20T12:00:05Z' }
  made.create('pods', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', uid: `uid-${name}`, labels: labels ?? { app: 'web' } },
    spec: { nodeName: 'worker-1', containers: [{ name: 'c', image: 'i', ...(ports ? { ports } : {}) }], ...spec },
    status: { phase: 'Running', podIP: ip, podIPs: [{ ip }], conditions: [condition] },
  } as KubeObject)
}

const endpoints = ({ world }: TestCluster, name = 'web') => world.get<Endpoints>(`endpoints/default/${name}`)
const slices = ({ world }: TestCluster) => world.list<EndpointSlice>('endpointslices', 'default')
const ips = (list: readonly { ip: string }[] | undefined) => (list ?? []).map(({ ip }) => ip)

/** `10.1.1.1 ready`, of every endpoint of every slice. */
function states(made: TestCluster): string[] {
  return slices(made).flatMap((slice) =>
    (slice.endpoints ?? []).map(({ addresses, conditions }) => {
      const { ready, serving, terminating } = conditions ?? {}
      return [addresses[0], ready && 'ready', serving && 'serving', terminating && 'terminating']
        .filter(Boolean)
        .join(' ')
    }),
  )
}

describe('the endpoints of a service', () => {
  test('are its pods, ready and not', () => {
    const made = cluster()
    pod(made, 'b', '10.244.1.9')
    pod(made, 'a', '10.244.1.10')
    pod(made, 'c', '10.244.1.3', { ready: false })
    pod(made, 'other', '10.244.1.4', { labels: { app: 'other' } })
    service(made)
    made.settle()
    const { metadata, subsets } = endpoints(made)!
    expect(metadata).toMatchObject({
      annotations: { 'endpoints.kubernetes.io/last-change-trigger-time': '2026-11-20T12:00:00Z' },
      labels: { app: 'web', 'endpoints.kubernetes.io/managed-by': 'endpoint-controller' },
    })
    const address = (name: string, ip: string) => ({
      ip,
      nodeName: 'worker-1',
      targetRef: { kind: 'Pod', name, namespace: 'default', uid: `uid-${name}` },
    })
    expect(subsets).toEqual([
      {
        addresses: [address('a', '10.244.1.10'), address('b', '10.244.1.9')],
        notReadyAddresses: [address('c', '10.244.1.3')],
        ports: [{ port: 8080, protocol: 'TCP' }],
      },
    ])
  })

  test('are there, empty, when no pod is', () => {
    const made = cluster()
    service(made)
    made.settle()
    expect(endpoints(made)).toBeDefined()
    expect(endpoints(made)!.subsets).toBeUndefined()
    const [slice] = slices(made)
    expect(slice).toMatchObject({ endpoints: null, ports: null, addressType: 'IPv4' })
  })

  test('come and go with the service', () => {
    const made = cluster()
    service(made)
    made.settle()
    made.world.remove('services/default/web')
    made.settle()
    expect(endpoints(made)).toBeUndefined()
  })

  test('follow readiness, labels, address and end of pods', () => {
    const made = cluster()
    service(made)
    pod(made, 'a', '10.244.1.2', { ready: false })
    made.settle()
    expect(states(made)).toEqual(['10.244.1.2'])
    made.editStatus('pods/default/a', ({ status }) => {
      status.conditions[0] = { ...status.conditions[0], status: 'True' }
    })
    made.settle()
    expect(states(made)).toEqual(['10.244.1.2 ready serving'])
    expect(ips(endpoints(made)!.subsets![0]!.addresses)).toEqual(['10.244.1.2'])
    made.world.remove('pods/default/a')
    made.settle()
    expect(states(made)).toEqual(['10.244.1.2 serving terminating'])
    expect(endpoints(made)!.subsets).toBeUndefined()
    made.world.remove('pods/default/a', { gracePeriodSeconds: 0 })
    made.settle()
    expect(states(made)).toEqual([])
    pod(made, 'b', '10.244.1.3')
    made.settle()
    made.edit('pods/default/b', ({ metadata }) => {
      metadata.labels = { app: 'other' }
    })
    made.settle()
    expect(states(made)).toEqual([])
    made.edit('pods/default/b', ({ metadata }) => {
      metadata.labels = { app: 'web' }
    })
    made.settle()
    made.editStatus('pods/default/b', (draft) => {
      draft.status.phase = 'Succeeded'
    })
    made.settle()
    expect(states(made)).toEqual([])
  })

  test('tell of pods that are not ready when the service wants it', () => {
    const made = cluster()
    service(made, { publishNotReadyAddresses: true })
    pod(made, 'a', '10.244.1.2', { ready: false })
    made.settle()
    expect(ips(endpoints(made)!.subsets![0]!.addresses)).toEqual(['10.244.1.2'])
    expect(states(made)).toEqual(['10.244.1.2 ready'])
  })

  test('go by the names of ports, and part pods whose ports differ', () => {
    const made = cluster()
    service(made, { ports: [{ port: 80, protocol: 'TCP', targetPort: 'http' }] })
    pod(made, 'a', '10.244.1.2', { ports: [{ name: 'http', containerPort: 8080 }] })
    pod(made, 'b', '10.244.1.3', { ports: [{ name: 'http', containerPort: 9090 }] })
    pod(made, 'c', '10.244.1.4')
    made.settle()
    expect(endpoints(made)!.subsets!.map(({ addresses, ports }) => [ips(addresses), ports![0]!.port])).toEqual([
      [['10.244.1.2'], 8080],
      [['10.244.1.3'], 9090],
    ])
    expect(
      slices(made).map(({ ports, endpoints: list }) => [(ports ?? []).map(({ port }) => port), list.length]),
    ).toEqual(
      expect.arrayContaining([
        [[8080], 1],
        [[9090], 1],
        [[], 1],
      ]),
    )
  })

  test('have ports in the order in which upstream shows them', () => {
    const made = cluster()
    const port = (name: string, number: number, protocol = 'TCP') => ({
      name,
      port: number,
      protocol,
      targetPort: number,
    })
    service(made, { ports: [port('dns', 53, 'UDP'), port('dns-tcp', 53), port('metrics', 9153)] })
    pod(made, 'a', '10.244.1.2')
    made.settle()
    expect(endpoints(made)!.subsets![0]!.ports!.map(({ name }) => name)).toEqual(['metrics', 'dns-tcp', 'dns'])
    expect(slices(made)[0]!.ports!.map(({ name }) => name)).toEqual(['dns', 'dns-tcp', 'metrics'])
  })

  test('of a headless service may do without ports, and know hostnames', () => {
    const made = cluster()
    service(made, { clusterIP: 'None', ports: undefined })
    pod(made, 'a', '10.244.1.2', { spec: { hostname: 'first', subdomain: 'web' } })
    made.settle()
    expect(endpoints(made)!.metadata.labels).toMatchObject({ 'service.kubernetes.io/headless': '' })
    expect(endpoints(made)!.subsets).toMatchObject([{ addresses: [{ ip: '10.244.1.2', hostname: 'first' }] }])
    expect(slices(made)[0]).toMatchObject({ endpoints: [{ hostname: 'first' }], ports: null })
  })

  test('come back when somebody deletes them', () => {
    const made = cluster()
    service(made)
    pod(made, 'a', '10.244.1.2')
    made.settle()
    made.world.remove('endpoints/default/web')
    made.world.remove(`endpointslices/default/${slices(made)[0]!.metadata.name}`)
    made.settle()
    expect(endpoints(made)).toBeDefined()
    expect(states(made)).toEqual(['10.244.1.2 ready serving'])
  })

  test('are at most a thousand in one object', () => {
    const made = cluster()
    for (let at = 0; at < 1002; at++) pod(made, `p${at}`, `10.244.${1 + (at >> 8)}.${at & 255}`)
    service(made)
    made.settle()
    const { metadata, subsets } = endpoints(made)!
    expect(metadata.annotations).toMatchObject({ 'endpoints.kubernetes.io/over-capacity': 'truncated' })
    expect(subsets![0]!.addresses).toHaveLength(1000)
    expect(states(made)).toHaveLength(1002)
  })
})

describe('the slices of a service', () => {
  test('belong to it', () => {
    const made = cluster()
    service(made)
    pod(made, 'a', '10.244.1.2')
    made.settle()
    const [slice] = slices(made)
    expect(slice!.metadata).toMatchObject({
      generateName: 'web-',
      annotations: { 'endpoints.kubernetes.io/last-change-trigger-time': '2026-11-20T12:00:00Z' },
      labels: {
        app: 'web',
        'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
        'kubernetes.io/service-name': 'web',
      },
      ownerReferences: [{ apiVersion: 'v1', kind: 'Service', name: 'web', controller: true, blockOwnerDeletion: true }],
    })
    expect(slice!.endpoints[0]).toEqual({
      addresses: ['10.244.1.2'],
      conditions: { ready: true, serving: true, terminating: false },
      nodeName: 'worker-1',
      targetRef: { kind: 'Pod', name: 'a', namespace: 'default', uid: 'uid-a' },
    })
    expect(slice!.ports).toEqual([{ name: '', port: 8080, protocol: 'TCP' }])
  })

  test('hold a hundred endpoints each, and are filled before new ones are made', () => {
    const made = cluster()
    service(made)
    const add = (from: number, to: number) => {
      for (let at = from; at < to; at++) pod(made, `p${at}`, `10.244.1.${at + 2}`)
      made.settle()
    }
    const sizes = () =>
      slices(made)
        .map(({ endpoints: list }) => list.length)
        .sort((a, b) => b - a)
    add(0, 130)
    expect(sizes()).toEqual([100, 30])
    const names = slices(made).map(({ metadata }) => metadata.name)
    add(130, 140)
    expect(sizes()).toEqual([100, 40])
    for (let at = 0; at < 100; at++) made.world.remove(`pods/default/p${at}`, { gracePeriodSeconds: 0 })
    made.settle()
    expect(states(made)).toHaveLength(40)
    expect(names).toEqual(expect.arrayContaining(slices(made).map(({ metadata }) => metadata.name)))
    for (let at = 100; at < 140; at++) made.world.remove(`pods/default/p${at}`, { gracePeriodSeconds: 0 })
    made.settle()
    expect(slices(made)).toMatchObject([{ endpoints: null, ports: null }])
  })

  test('keep their names when the first pod comes and when ports change', () => {
    const made = cluster()
    service(made)
    made.settle()
    const [{ metadata }] = slices(made) as [EndpointSlice]
    pod(made, 'a', '10.244.1.2')
    made.settle()
    made.edit('services/default/web', ({ spec }) => {
      spec.ports[0].targetPort = 9090
    })
    made.settle()
    expect(slices(made)).toMatchObject([{ metadata: { name: metadata.name }, ports: [{ port: 9090 }] }])
  })

  test('take over the labels of their service', () => {
    const made = cluster()
    service(made)
    made.settle()
    made.edit('services/default/web', (draft) => {
      draft.metadata.labels = { tier: 'front' }
    })
    made.settle()
    expect(slices(made)[0]!.metadata.labels).toMatchObject({ tier: 'front', 'kubernetes.io/service-name': 'web' })
    expect(slices(made)[0]!.metadata.labels).not.toHaveProperty('app')
    expect(slices(made)).toHaveLength(1)
  })

  test('leave out pods whose node is not there', () => {
    const made = cluster()
    service(made)
    pod(made, 'a', '10.244.1.2', { spec: { nodeName: 'gone' } })
    made.settle()
    expect(states(made)).toEqual([])
  })
})

describe('endpoints written by hand', () => {
  const write = (made: TestCluster, metadata: object = {}) =>
    made.create<Endpoints>('endpoints', {
      apiVersion: 'v1',
      kind: 'Endpoints',
      metadata: { name: 'web', namespace: 'default', labels: { by: 'hand' }, ...metadata },
      subsets: [
        {
          addresses: [{ ip: '192.0.2.42' }],
          notReadyAddresses: [{ ip: '192.0.2.43' }],
          ports: [{ port: 9376, protocol: 'TCP' }],
        },
      ],
    })

  test('are mirrored for a service without selector, and kept up to date', () => {
    const made = cluster()
    service(made, { selector: undefined })
    write(made)
    made.settle()
    expect(slices(made)).toMatchObject([
      {
        metadata: {
          generateName: 'web-',
          labels: {
            by: 'hand',
            'kubernetes.io/service-name': 'web',
            'endpointslice.kubernetes.io/managed-by': 'endpointslicemirroring-controller.k8s.io',
          },
          ownerReferences: [{ kind: 'Endpoints', name: 'web' }],
        },
        endpoints: [
          { addresses: ['192.0.2.42'], conditions: { ready: true } },
          { addresses: ['192.0.2.43'], conditions: { ready: false } },
        ],
        ports: [{ name: '', port: 9376, protocol: 'TCP' }],
      },
    ])
    const [{ metadata }] = slices(made) as [EndpointSlice]
    made.edit('endpoints/default/web', ({ subsets }) => {
      subsets[0].addresses = [{ ip: '192.0.2.50' }]
      subsets[0].notReadyAddresses = undefined
    })
    made.settle()
    expect(slices(made).map((slice) => [slice.metadata.name, slice.endpoints[0]!.addresses])).toEqual([
      [metadata.name, ['192.0.2.50']],
    ])
    made.world.remove('endpoints/default/web')
    made.settle()
    expect(slices(made)).toEqual([])
  })

  test('are left alone without a service, with a selector, and when marked', () => {
    const made = cluster()
    write(made)
    made.settle()
    expect(slices(made)).toEqual([])
    service(made)
    made.settle()
    expect(states(made)).toEqual([])
    expect(endpoints(made)!.subsets).toBeUndefined()

    const marked = cluster()
    service(marked, { selector: undefined })
    write(marked, { labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } })
    marked.settle()
    expect(slices(marked)).toEqual([])
  })
})

test('pods that no service selects cost nothing', () => {
  const made = cluster()
  service(made)
  made.settle()
  const before = made.reconciles.get('endpoints')
  for (let at = 0; at < 50; at++) pod(made, `p${at}`, `10.244.1.${at + 2}`, { labels: { app: 'other' } })
  made.settle()
  expect(made.reconciles.get('endpoints')).toBe(before)
})

test('many pods at one instant are looked at once', () => {
  const made = cluster()
  service(made)
  made.settle()
  const before = made.reconciles.get('endpoints') ?? 0
  for (let at = 0; at < 50; at++) pod(made, `p${at}`, `10.244.1.${at + 2}`)
  made.settle()
  expect((made.reconciles.get('endpoints') ?? 0) - before).toBe(1)
})

test('the trigger time is that of the newest change, and none when pods go', () => {
  const made = cluster()
  const annotation = () => endpoints(made)!.metadata.annotations?.['endpoints.kubernetes.io/last-change-trigger-time']
  service(made)
  made.settle()
  expect(annotation()).toBe(new Date(start).toISOString().replace('.000', ''))
  pod(made, 'a', '10.244.1.2')
  made.settle()
  expect(annotation()).toBe('2026-11-20T12:00:05Z')
  made.world.remove('pods/default/a', { gracePeriodSeconds: 0 })
  made.settle()
  expect(annotation()).toBeUndefined()
})

test.each([
  ['', '6c62272e07bb014262b821756295c58d'],
  ['a', 'd228cb696f1a8caf78912b704e4a8964'],
  ['ab', '08809544bbab1be95aa0733055b69a62'],
  ['abc', 'a68d622cec8b5822836dbc7977af7f3b'],
])('FNV-1a of 128 bits of %j', (text, digest) => {
  expect(fnv128a(text)).toBe(digest)
})
