import type { Namespace, Service } from '../model/objects/types.js'
import { addressNumber } from '../model/values/addresses.js'
import type { Index, Reader } from '../store/store.js'
import type { DnsRecord, RecordType } from './contract.js'
import { type Endpoint, endpointsOf, noPort } from './endpoints.js'
import { externalAddress } from './external.js'

export const clusterDomain = 'cluster.local'

export interface ZoneAnswer {
  readonly code: 'NOERROR' | 'NXDOMAIN' | 'REFUSED' | 'SERVFAIL'
  readonly records: readonly DnsRecord[]
  /** Addresses of the names in the records. */
  readonly additional?: readonly DnsRecord[]
  readonly authoritative: boolean
}

/** CoreDNS' default TTL for the cluster's records in kubeadm's Corefile. */
const ttl = 30

/**
 * What CoreDNS answers to a query, by the specification of Kubernetes' DNS-based service discovery
 * (github.com/kubernetes/dns, docs/specification.md). Other names go to the name server outside.
 */
export function answerQuery(question: string, type: RecordType, reader: Reader): ZoneAnswer {
  const name = question.toLowerCase().replace(/\.$/, '')
  if (name === clusterDomain || name.endsWith(`.${clusterDomain}`)) return clusterAnswer(name, type, reader)
  const reverse = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\.in-addr\.arpa$/.exec(name)
  if (reverse !== null) return reverseAnswer(name, reverse.slice(1, 5).reverse().join('.'), type, reader)
  return outsideAnswer(name, type)
}

/** What a name server on the internet answers, as far as it is simulated: addresses for names that look real. */
export function outsideAnswer(question: string, type: RecordType): ZoneAnswer {
  const name = question.toLowerCase().replace(/\.$/, '')
  const address = externalAddress(name)
  if (address === undefined) return { code: 'NXDOMAIN', records: [], authoritative: false }
  const records = type === 'A' ? [{ name: `${name}.`, type: 'A' as const, ttl, data: address }] : []
  return { code: 'NOERROR', records, authoritative: false }
}

/** What a name of the cluster stands for. */
type Entry =
  | { readonly is: 'addresses'; readonly addresses: readonly string[]; readonly services: readonly Target[] }
  | { readonly is: 'alias'; readonly target: string }
  /** A name with others under it and no records of its own. */
  | { readonly is: 'nothing' }

function clusterAnswer(name: string, type: RecordType, reader: Reader): ZoneAnswer {
  const zone = own(name, type)
  const entry = zone.length > 0 ? undefined : entryFor(name.slice(0, -clusterDomain.length - 1).split('.'), reader)
  if (zone.length > 0) return { code: 'NOERROR', records: zone, authoritative: true }
  if (entry === undefined) return { code: 'NXDOMAIN', records: [], authoritative: true }
  if (entry.is === 'nothing') return { code: 'NOERROR', records: [], authoritative: true }
  if (entry.is === 'alias') {
    const alias: DnsRecord = { name: `${name}.`, type: 'CNAME', ttl, data: `${entry.target}.` }
    const further = type === 'CNAME' ? [] : answerQuery(entry.target, type, reader).records
    return { code: 'NOERROR', records: [alias, ...further], authoritative: true }
  }
  if (type === 'SRV') return { code: 'NOERROR', ...serviceRecords(name, entry.services), authoritative: true }
  const records = type === 'A' ? entry.addresses.map((address) => addressRecord(`${name}.`, address)) : []
  return { code: 'NOERROR', records, authoritative: true }
}

/** Where a service is to be had: what SRV records tell. */
interface Target {
  readonly name: string
  readonly port: number
  readonly address: string
}

/** CoreDNS shares a weight of 100 among the records, and adds the addresses of the names in them. */
function serviceRecords(name: string, targets: readonly Target[]) {
  const weight = Math.max(1, Math.floor(100 / targets.length))
  const data = (target: Target) => `0 ${weight} ${target.port} ${target.name}`
  const records = targets.map((target): DnsRecord => ({ name: `${name}.`, type: 'SRV', ttl, data: data(target) }))
  const addresses = new Map(targets.map((target) => [`${target.name} ${target.address}`, target]))
  return { records, additional: [...addresses.values()].map((target) => addressRecord(target.name, target.address)) }
}

function addressRecord(name: string, address: string): DnsRecord {
  return { name, type: 'A', ttl, data: address }
}

/** Records of the zone itself. */
function own(name: string, type: RecordType): DnsRecord[] {
  if (name === `dns-version.${clusterDomain}` && type === 'TXT')
    return [{ name: `${name}.`, type, ttl, data: '"1.1.0"' }]
  if (name !== clusterDomain) return []
  if (type === 'NS') return [{ name: `${name}.`, type, ttl, data: `ns.dns.${clusterDomain}.` }]
  const data = `ns.dns.${clusterDomain}. hostmaster.${clusterDomain}. 1700000000 7200 1800 86400 30`
  return type === 'SOA' ? [{ name: `${name}.`, type, ttl, data }] : []
}

function entryFor(labels: readonly string[], reader: Reader): Entry | undefined {
  const zone = labels.at(-1)
  if (labels.length === 0 || labels[0] === '' || (labels.length === 1 && (zone === 'svc' || zone === 'pod')))
    return { is: 'nothing' }
  if (zone !== 'svc' && zone !== 'pod') return undefined
  const namespace = labels.at(-2) ?? ''
  if (reader.get<Namespace>(`namespaces/${namespace}`) === undefined) return undefined
  if (labels.length === 2) return { is: 'nothing' }
  if (zone === 'pod') return podEntry(labels)
  const service = reader.get<Service>(`services/${namespace}/${labels.at(-3)}`)
  return service === undefined ? undefined : serviceEntry(service, labels.slice(0, -3), reader)
}

/** `10-244-1-5.default.pod.cluster.local`: CoreDNS answers for any address (`pods insecure`). */
function podEntry(labels: readonly string[]): Entry | undefined {
  const address = labels[0]?.replaceAll('-', '.') ?? ''
  return labels.length === 3 && addressNumber(address) !== undefined
    ? { is: 'addresses', addresses: [address], services: [] }
    : undefined
}

function serviceEntry(service: Service, prefix: readonly string[], reader: Reader): Entry | undefined {
  if (service.spec.type === 'ExternalName') {
    return prefix.length === 0
      ? { is: 'alias', target: (service.spec.externalName ?? '').replace(/\.$/, '') }
      : undefined
  }
  const base = serviceName(service)
  const ports = portsOf(service, prefix)
  if (ports === undefined) return undefined
  if (service.spec.clusterIP !== 'None') {
    if (prefix.length === 1) return undefined
    const address = service.spec.clusterIP ?? ''
    const services = ports.map(({ port }) => ({ name: `${base}.`, port, address }))
    return { is: 'addresses', addresses: prefix.length === 0 ? [address] : [], services }
  }
  const endpoints = endpointsOf(service, reader).filter(
    (one) => one.ready || service.spec.publishNotReadyAddresses === true,
  )
  const own = prefix.length === 1 ? endpoints.filter((one) => endpointLabel(one) === prefix[0]) : endpoints
  if (own.length === 0) return undefined
  const addresses = prefix.length === 2 ? [] : [...new Set(own.map((one) => one.address))]
  const wanted = new Set(ports.map((port) => port.name ?? ''))
  const services = own
    .filter((one) => wanted.has(one.portName) && one.port !== noPort)
    .map((one) => ({ name: `${endpointLabel(one)}.${base}.`, port: one.port, address: one.address }))
  return { is: 'addresses', addresses, services }
}

/** The ports a name asks for: all without prefix, one for `_http._tcp`; undefined when there is none such. */
function portsOf(service: Service, prefix: readonly string[]) {
  const ports = service.spec.ports ?? []
  if (prefix.length < 2) return ports
  const [name = '', protocol = ''] = prefix
  const found = ports.filter((port) => `_${port.name}` === name && `_${port.protocol?.toLowerCase()}` === protocol)
  return prefix.length === 2 && found.length > 0 ? found : undefined
}

export function serviceName(service: Service): string {
  return `${service.metadata.name}.${service.metadata.namespace}.svc.${clusterDomain}`
}

/** How an endpoint is called under its headless service: by its hostname, or by its address with dashes. */
function endpointLabel(endpoint: Endpoint): string {
  return endpoint.hostname ?? endpoint.address.replaceAll('.', '-')
}

const servicesByClusterIp: Index = {
  name: 'services by cluster IP',
  resource: 'services',
  values: (service) => (service.spec.clusterIP === undefined ? [] : [service.spec.clusterIP]),
}

/** The name of an address: of the service that has it, or of the endpoint of a headless one. */
function reverseAnswer(name: string, address: string, type: RecordType, reader: Reader): ZoneAnswer {
  const target = serviceWithAddress(address, reader) ?? endpointWithAddress(address, reader)
  if (target === undefined) return { code: 'NXDOMAIN', records: [], authoritative: true }
  const records = type === 'PTR' ? [{ name: `${name}.`, type, ttl, data: `${target}.` }] : []
  return { code: 'NOERROR', records, authoritative: true }
}

function serviceWithAddress(address: string, reader: Reader): string | undefined {
  const [service] = reader.select<Service>(servicesByClusterIp, address)
  return service === undefined ? undefined : serviceName(service)
}

function endpointWithAddress(address: string, reader: Reader): string | undefined {
  for (const service of reader.list<Service>('services')) {
    const endpoint = endpointsOf(service, reader).find((one) => one.address === address && one.ready)
    if (endpoint !== undefined) return `${endpointLabel(endpoint)}.${serviceName(service)}`
  }
  return undefined
}
