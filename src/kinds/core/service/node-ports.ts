import type { Admission } from '../../../api/contract/admission.js'
import { ApiError } from '../../../api/contract/errors.js'
import { invalidValue } from '../../../api/contract/field-errors.js'
import { internalError, invalid } from '../../../api/contract/status-errors.js'
import type { Service, ServicePort } from '../../../model/objects/types.js'
import type { Random } from '../../../simulation/random.js'
import { needsHealthCheckPort, needsNodePorts, nodePortsOf } from './type-rules.js'

/** Gives the ports of NodePort and LoadBalancer services their node ports (`txnAllocNodePorts`, `txnUpdateNodePorts`). */
export function allocateNodePorts(draft: Service, admission: Admission, previous: Service | undefined): void {
  const pool = nodePortPool(draft, admission)
  if (needsNodePorts(draft)) {
    if (previous === undefined) assignNew(draft, pool)
    else assignChanged(draft, previous, pool)
  }
  const needed = previous !== undefined && needsHealthCheckPort(previous)
  if (!needsHealthCheckPort(draft) || needed) return
  const wanted = draft.spec.healthCheckNodePort ?? 0
  const problem = wanted === 0 ? undefined : pool.take(wanted)
  if (problem !== undefined) {
    throw internalError(`failed to allocate requested HealthCheck NodePort ${wanted}: ${problem}`)
  }
  if (wanted === 0) draft.spec.healthCheckNodePort = pool.next()
}

interface NodePortPool {
  /** Takes a port; says why it cannot be had. */
  take(port: number): string | undefined
  next(): number
}

/** The node ports that no service holds. */
function nodePortPool(service: Service, admission: Admission): NodePortPool {
  const { first, last } = admission.settings.nodePortRange
  const { namespace, name, uid } = service.metadata
  let known: Set<number> | undefined
  let random: Random | undefined
  const held = () => {
    known ??= heldPorts(admission.reader)
    return known
  }
  const take = (port: number) => {
    if (port < first || port > last) {
      return `provided port is not in the valid range. The range of valid ports is ${first}-${last}`
    }
    if (held().has(port)) return 'provided port is already allocated'
    held().add(port)
    return undefined
  }
  // What a dry run answers (`AllocateNext` of portallocator/operation.go).
  let imagined = 32768
  const next = () => {
    if (admission.dryRun) return ++imagined
    random ??= admission.random(`node-port/${namespace}/${name}/${uid}`)
    const port = pick(first, last, held(), random)
    held().add(port)
    return port
  }
  return { take, next }
}

function heldPorts(reader: Admission['reader']): Set<number> {
  const services = reader.list<Service>('services')
  return new Set(services.flatMap((service) => [...nodePortsOf(service), service.spec.healthCheckNodePort ?? 0]))
}

/** A random free port, from the lower band only when the upper one is used up (KEP-3668). */
function pick(first: number, last: number, held: ReadonlySet<number>, random: Random): number {
  const size = last - first + 1
  const reserved = size < 16 ? 0 : Math.min(Math.max(16, Math.floor(size / 32)), 128)
  for (const [start, count] of [
    [first + reserved, size - reserved],
    [first, reserved],
  ] as const) {
    const offset = count > 0 ? random.below(count) : 0
    for (let step = 0; step < count; step++) {
      const port = start + ((offset + step) % count)
      if (!held.has(port)) return port
    }
  }
  throw internalError('failed to allocate a nodePort: range is full')
}

const allocates = ({ spec }: Service) => spec.type === 'NodePort' || spec.allocateLoadBalancerNodePorts !== false

/** `initNodePorts`: one service port served over two protocols gets one node port. */
function assignNew(service: Service, pool: NodePortPool): void {
  const ports = service.spec.ports ?? []
  const byPort = new Map<number, number>()
  for (const [index, port] of ports.entries()) {
    if (!port.nodePort && !allocates(service)) continue
    const known = byPort.get(port.port)
    if (known === undefined) {
      const wanted = requested(port.port, ports)
      if (wanted !== 0) takeFor(service, index, wanted, pool)
      port.nodePort = wanted === 0 ? pool.next() : wanted
      byPort.set(port.port, port.nodePort)
    } else if (port.nodePort !== known) {
      if (port.nodePort) takeFor(service, index, port.nodePort, pool)
      else port.nodePort = known
    }
  }
}

const requested = (port: number, ports: readonly ServicePort[]) =>
  ports.find((other) => other.port === port && other.nodePort)?.nodePort ?? 0

/** `updateNodePorts`: what the service already holds it keeps. */
function assignChanged(service: Service, previous: Service, pool: NodePortPool): void {
  const mine = new Set(nodePortsOf(previous))
  const assigned = new Set<string>()
  for (const [index, port] of (service.spec.ports ?? []).entries()) {
    if (!port.nodePort && !allocates(service)) continue
    if (!port.nodePort) port.nodePort = pool.next()
    else if (!mine.has(port.nodePort)) {
      takeFor(service, index, port.nodePort, pool)
      mine.add(port.nodePort)
    }
    const text = `${port.protocol} ${port.nodePort}`
    if (assigned.has(text)) throw new ApiError(500, '', `duplicate nodePort: {${text}}`)
    assigned.add(text)
  }
}

function takeFor(service: Service, index: number, port: number, pool: NodePortPool): void {
  const problem = pool.take(port)
  if (problem === undefined) return
  const error = invalidValue(`spec.ports[${index}].nodePort`, port, problem)
  throw invalid({ group: '', kind: 'Service' }, service.metadata.name, [error])
}
