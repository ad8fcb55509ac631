import { describe, expect, test } from 'vitest'
import { serviceLoadBalancer } from '../../../src/controllers/cloud/service-loadbalancer.js'
import type { KubeObject } from '../../../src/model/objects/object.js'
import type { ClusterSettings } from '../../../src/model/objects/settings.js'
import type { Service } from '../../../src/model/objects/types.js'
import { type TestCluster, testCluster } from '../world.js'

const cluster = (settings: Partial<ClusterSettings> = {}) =>
  testCluster({ controllers: [serviceLoadBalancer], settings })

function service(made: TestCluster, name: string, spec: object = {}): void {
  made.create('services', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'default' },
    spec: { type: 'LoadBalancer', ports: [{ port: 80 }], ...spec },
    status: { loadBalancer: {} },
  } as KubeObject)
}

const ingress = ({ world }: TestCluster, name: string) =>
  world.get<Service>(`services/default/${name}`)!.status.loadBalancer?.ingress

const pool = { loadBalancer: { mode: 'pool', range: '10.0.0.0/30' } } as const

describe('a load balancer', () => {
  test('on a desktop is localhost, without a word', () => {
    const made = cluster()
    service(made, 'web')
    service(made, 'inner', { type: 'ClusterIP' })
    made.settle()
    expect(ingress(made, 'web')).toEqual([{ hostname: 'localhost' }])
    expect(ingress(made, 'inner')).toBeUndefined()
    expect(made.events()).toEqual([])
  })

  test('in a cloud has an address of the pool', () => {
    const made = cluster(pool)
    service(made, 'a')
    service(made, 'b')
    service(made, 'c')
    made.settle()
    expect(ingress(made, 'a')).toEqual([{ ip: '10.0.0.1', ipMode: 'VIP' }])
    expect(ingress(made, 'b')).toEqual([{ ip: '10.0.0.2', ipMode: 'VIP' }])
    expect(ingress(made, 'c')).toBeUndefined()
    expect(made.events().slice(0, 2)).toEqual([
      'Normal EnsuringLoadBalancer Service/a Ensuring load balancer',
      'Normal EnsuredLoadBalancer Service/a Ensured load balancer',
    ])
    expect(made.events('SyncLoadBalancerFailed')).toHaveLength(1)
    made.world.remove('services/default/a')
    made.advance(5_000)
    expect(ingress(made, 'c')).toEqual([{ ip: '10.0.0.1', ipMode: 'VIP' }])
  })

  test('has the address that it asks for', () => {
    const made = cluster(pool)
    service(made, 'web', { loadBalancerIP: '10.0.0.2' })
    made.settle()
    expect(ingress(made, 'web')).toEqual([{ ip: '10.0.0.2', ipMode: 'VIP' }])
  })

  test('stays pending where nobody provides it, or somebody else does', () => {
    const none = cluster({ loadBalancer: { mode: 'none' } })
    service(none, 'web')
    none.advance(600_000)
    expect(ingress(none, 'web')).toBeUndefined()
    const other = cluster()
    service(other, 'web', { loadBalancerClass: 'example.com/own' })
    other.advance(600_000)
    expect(ingress(other, 'web')).toBeUndefined()
  })

  test('takes its time at the realistic pace', () => {
    const made = cluster({ pace: 'realistic' })
    service(made, 'web')
    made.advance(4_000)
    expect(ingress(made, 'web')).toBeUndefined()
    made.advance(16_000)
    expect(ingress(made, 'web')).toEqual([{ hostname: 'localhost' }])
  })
})
