/**
 * What a cloud's controller manager does, of which there is load balancers. What a balancer's address leads to is the
 * network's to know.
 */
import { keyOf, type Millis } from '../../model/objects/object.js'
import { instantOf } from '../../model/objects/time.js'
import type { Service } from '../../model/objects/types.js'
import { addressAt, addressCount, cidrContains, parseCidr } from '../../model/values/addresses.js'
import { deepEqual } from '../../model/values/json-values.js'
import type { Controller, World } from '../machinery/controller.js'
import { retryAfter } from '../machinery/retry.js'

/**
 * Gives services of type LoadBalancer their outside address, as the cluster's provider would: `localhost` on a desktop,
 * one of a pool in a cloud, none where there is no provider (`cloud-provider/controllers/service`).
 */
export const serviceLoadBalancer: Controller = {
  name: 'service-loadbalancer',
  component: 'cloud-controller-manager',
  watches: {
    services: (changed, world, previous) => {
      if (changed.spec?.type !== 'LoadBalancer') return []
      const same = previous !== undefined && deepEqual(previous.spec, changed.spec)
      return same || world.get(keyOf('services', changed)) === undefined ? [] : [keyOf('services', changed)]
    },
  },
  reconcile(key, world) {
    const service = world.get<Service>(key)
    if (service === undefined || !isOurs(service, world)) return undefined
    if ((service.status.loadBalancer?.ingress ?? []).length > 0) return undefined
    const remaining = provisioningTime(service, world)
    if (remaining > 0) return { after: remaining }
    if (provide(service, world)) return undefined
    return { after: retryAfter(instantOf(service.metadata.creationTimestamp), world.now) }
  },
}

/** A class names another provider than the cluster's own. */
function isOurs({ metadata, spec }: Service, world: World): boolean {
  if (world.settings.loadBalancer.mode === 'none') return false
  return spec.type === 'LoadBalancer' && !spec.loadBalancerClass && metadata.deletionTimestamp === undefined
}

/** At the realistic pace a provider takes five to twenty seconds after the service was made. */
function provisioningTime({ metadata }: Service, { settings, random, now }: World): Millis {
  if (settings.pace === 'instant') return 0
  const time = 5000 + random(`load-balancer/${metadata.uid}`).below(15_000)
  return instantOf(metadata.creationTimestamp) + time - now
}

/** Whether the service has its address now. */
function provide(service: Service, world: World): boolean {
  const pool = world.settings.loadBalancer
  if (pool.mode !== 'pool') {
    setIngress(service, { hostname: 'localhost' }, world)
    return true
  }
  const say = (type: 'Normal' | 'Warning', reason: string, message: string) =>
    world.event({ about: service, type, reason, message, source: 'service-controller' })
  say('Normal', 'EnsuringLoadBalancer', 'Ensuring load balancer')
  const ip = freeAddress(service, pool.range, world)
  if (ip === undefined) {
    const why = `no address is free in the pool ${pool.range}`
    say('Warning', 'SyncLoadBalancerFailed', `Error syncing load balancer: failed to ensure load balancer: ${why}`)
    return false
  }
  setIngress(service, { ip, ipMode: 'VIP' }, world)
  say('Normal', 'EnsuredLoadBalancer', 'Ensured load balancer')
  return true
}

function setIngress(service: Service, point: { ip?: string; ipMode?: string; hostname?: string }, world: World): void {
  const status = { ...service.status, loadBalancer: { ingress: [point] } }
  world.updateStatus('services', { ...service, status })
}

/** The address that the service asks for, or else the first of the pool that no other service has. */
function freeAddress(service: Service, text: string, world: World): string | undefined {
  const range = parseCidr(text)
  const held = new Set(
    world.list<Service>('services').flatMap(({ status }) => (status.loadBalancer?.ingress ?? []).map(({ ip }) => ip)),
  )
  const wanted = service.spec.loadBalancerIP
  if (wanted) return cidrContains(range, wanted) && !held.has(wanted) ? wanted : undefined
  const size = addressCount(range)
  // The first and the last address of a network are nobody's.
  const edge = size > 2 ? 1 : 0
  for (let index = edge; index < size - edge; index++) {
    const ip = addressAt(range, index)
    if (ip !== undefined && !held.has(ip)) return ip
  }
  return undefined
}
