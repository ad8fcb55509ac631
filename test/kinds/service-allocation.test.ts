import { describe, expect, test } from 'vitest'
import { ApiError } from '../../src/api/contract/errors.js'
import type { Service } from '../../src/model/objects/types.js'
import { cidrContains, parseCidr } from '../../src/model/values/addresses.js'
import type { Api } from '../api/test-api.js'
import { workbench } from './workbench.js'

const manifest = (name: string, spec: object) => ({ apiVersion: 'v1', kind: 'Service', metadata: { name }, spec })
const ports = [{ port: 80 }]

function patched(api: Api, spec: object): Service {
  return api.patch<Service>('services/default/web', { type: 'merge', body: { spec } })
}

function refusal(call: () => unknown): string {
  try {
    call()
  } catch (error) {
    if (error instanceof ApiError) return error.message
    throw error
  }
  return 'accepted'
}

describe('a new service', () => {
  test('has what the API server adds', () => {
    const { spec, status } = workbench().create<Service>(manifest('web', { selector: { app: 'web' }, ports }))
    const { clusterIP, clusterIPs, ...rest } = spec
    expect(cidrContains(parseCidr('10.96.0.0/12'), clusterIP!)).toBe(true)
    expect(clusterIPs).toEqual([clusterIP])
    expect(rest).toEqual({
      internalTrafficPolicy: 'Cluster',
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }],
      selector: { app: 'web' },
      sessionAffinity: 'None',
      type: 'ClusterIP',
    })
    expect(status).toEqual({ loadBalancer: {} })
  })

  test('has one node port for one port of two protocols, and another for another', () => {
    const { spec } = workbench().create<Service>(
      manifest('web', {
        type: 'NodePort',
        ports: [
          { name: 'tcp', port: 53 },
          { name: 'udp', port: 53, protocol: 'UDP' },
          { name: 'more', port: 9153 },
        ],
      }),
    )
    const [tcp, udp, more] = spec.ports!.map(({ nodePort }) => nodePort!)
    expect(tcp).toBe(udp)
    expect(more).not.toBe(tcp)
    for (const port of [tcp!, more!]) expect(port).toBeGreaterThanOrEqual(30086)
    expect(spec.externalTrafficPolicy).toBe('Cluster')
  })

  test('of type LoadBalancer has a node port unless it wants none', () => {
    const { create } = workbench()
    const balanced = create<Service>(manifest('a', { type: 'LoadBalancer', ports }))
    expect(balanced.spec.allocateLoadBalancerNodePorts).toBe(true)
    expect(balanced.spec.ports![0]!.nodePort).toBeGreaterThan(0)
    const bare = create<Service>(manifest('b', { type: 'LoadBalancer', allocateLoadBalancerNodePorts: false, ports }))
    expect(bare.spec.ports![0]!.nodePort).toBeUndefined()
  })

  test('that keeps client addresses has a port for health checks', () => {
    const { spec } = workbench().create<Service>(
      manifest('web', { type: 'LoadBalancer', externalTrafficPolicy: 'Local', ports }),
    )
    expect(spec.healthCheckNodePort).toBeGreaterThanOrEqual(30000)
    expect(spec.healthCheckNodePort).not.toBe(spec.ports![0]!.nodePort)
  })

  test('that sticks to clients does so for three hours', () => {
    const { spec } = workbench().create<Service>(manifest('web', { sessionAffinity: 'ClientIP', ports }))
    expect(spec.sessionAffinityConfig).toEqual({ clientIP: { timeoutSeconds: 10800 } })
  })

  test('without selector and without address may use both families', () => {
    const { spec } = workbench().create<Service>(manifest('web', { clusterIP: 'None' }))
    expect(spec).toMatchObject({
      clusterIPs: ['None'],
      ipFamilies: ['IPv4', 'IPv6'],
      ipFamilyPolicy: 'RequireDualStack',
    })
  })

  test('that is a mere name has no address', () => {
    const { spec } = workbench().create<Service>(manifest('web', { type: 'ExternalName', externalName: 'example.com' }))
    expect(spec).toEqual({ externalName: 'example.com', sessionAffinity: 'None', type: 'ExternalName' })
  })

  test('never has what another has', () => {
    const { create } = workbench()
    const made = Array.from({ length: 200 }, (_, at) =>
      create<Service>(manifest(`s${at}`, { type: 'NodePort', ports })),
    )
    expect(new Set(made.map(({ spec }) => spec.clusterIP)).size).toBe(200)
    expect(new Set(made.map(({ spec }) => spec.ports![0]!.nodePort)).size).toBe(200)
  })

  test('gets nothing from a dry run', () => {
    const { api } = workbench()
    const object = { ...manifest('web', { type: 'NodePort', ports }) }
    const { spec } = api.create<Service>('services', object, { namespace: 'default', dryRun: true })
    expect(spec.clusterIP).toBe('10.96.0.0')
    expect(spec.ports![0]!.nodePort).toBe(32769)
    expect(api.list('services')).toEqual([])
  })
})

describe('a service that changes its type', () => {
  test('keeps its address and gets a node port, then gives the port back', () => {
    const { api, create } = workbench()
    const before = create<Service>(manifest('web', { ports }))
    const open = patched(api, { type: 'NodePort' })
    expect(open.spec.clusterIP).toBe(before.spec.clusterIP)
    expect(open.spec.ports![0]!.nodePort).toBeGreaterThan(0)
    const closed = patched(api, { type: 'ClusterIP' })
    expect(closed.spec.ports![0]!.nodePort).toBeUndefined()
    expect(closed.spec.externalTrafficPolicy).toBeUndefined()
  })

  test('to a load balancer and back loses the address outside', () => {
    const { api, create } = workbench()
    create(manifest('web', { type: 'LoadBalancer', ports }))
    const status = { loadBalancer: { ingress: [{ hostname: 'localhost' }] } }
    api.patch('services/default/web', { type: 'merge', body: { status } }, { subresource: 'status' })
    const closed = patched(api, { type: 'ClusterIP' })
    expect(closed.status).toEqual({ loadBalancer: {} })
    expect(closed.spec.allocateLoadBalancerNodePorts).toBeUndefined()
  })

  test('to a mere name gives its address back, and gets one again', () => {
    const { api, create } = workbench()
    create(manifest('web', { clusterIP: '10.96.3.3', ports }))
    const name = patched(api, { type: 'ExternalName', externalName: 'example.com' })
    expect(name.spec.clusterIP).toBeUndefined()
    expect(name.spec.ipFamilies).toBeUndefined()
    create(manifest('other', { clusterIP: '10.96.3.3', ports }))
    const back = patched(api, { type: 'ClusterIP', externalName: null })
    expect(back.spec.clusterIP).toMatch(/^10\./)
    expect(back.spec.clusterIP).not.toBe('10.96.3.3')
  })
})

describe('a changed service', () => {
  test('keeps its address for good', () => {
    const { api, create } = workbench()
    create(manifest('web', { clusterIP: '10.96.0.1', ports }))
    expect(refusal(() => patched(api, { clusterIP: '10.96.0.99' }))).toBe(
      'Service "web" is invalid: spec.clusterIPs[0]: Invalid value: ["10.96.0.99"]: may not change once set',
    )
  })

  test('keeps what a replacing manifest does not say', () => {
    const { api, create } = workbench()
    const before = create<Service>(manifest('web', { type: 'NodePort', ports: [{ name: 'http', port: 80 }] }))
    const object = manifest('web', { type: 'NodePort', ports: [{ name: 'http', port: 81 }] })
    const after = api.update<Service>('services', object, { namespace: 'default' })
    expect(after.spec.clusterIPs).toEqual(before.spec.clusterIPs)
    expect(after.spec.ports![0]).toMatchObject({ port: 81, nodePort: before.spec.ports![0]!.nodePort })
  })
})
