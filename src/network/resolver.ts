import { objectKey } from '../model/objects/object.js'
import type { Pod, Service } from '../model/objects/types.js'
import { addressNumber } from '../model/values/addresses.js'
import type { Reader } from '../store/store.js'
import type { Answers, Applications, NetworkWorld, Origin, RecordType } from './contract.js'
import { nodeAddress, type Place, placeOf } from './places.js'
import { connect } from './route.js'
import { answerQuery, clusterDomain, outsideAnswer } from './zone.js'

/** What /etc/resolv.conf says. */
export interface ResolverSettings {
  readonly servers: readonly string[]
  readonly search: readonly string[]
  readonly ndots: number
}

/** The name server of the machines' network, which knows nothing of the cluster. */
const upstream = '192.168.49.1'

/** The resolver settings of a place: by a pod's dnsPolicy and dnsConfig (kubelet `network/dns`). */
export function resolverSettings(origin: Origin, reader: Reader): ResolverSettings {
  const outside = { servers: [upstream], search: [], ndots: 1 }
  if (origin.from !== 'pod') return outside
  const pod = reader.get<Pod>(objectKey('pods', origin.namespace, origin.pod))
  const { dnsPolicy = 'ClusterFirst', dnsConfig, hostNetwork = false } = pod?.spec ?? {}
  const onCluster = dnsPolicy === 'ClusterFirstWithHostNet' || (dnsPolicy === 'ClusterFirst' && !hostNetwork)
  const base = onCluster
    ? clusterSettings(origin.namespace, reader)
    : dnsPolicy === 'None'
      ? { servers: [], search: [], ndots: 1 }
      : outside
  const ndots = dnsConfig?.options?.find((option) => option.name === 'ndots')?.value
  return {
    servers: [...base.servers, ...(dnsConfig?.nameservers ?? [])].slice(0, 3),
    search: [...base.search, ...(dnsConfig?.searches ?? [])],
    ndots: ndots === undefined ? base.ndots : Number(ndots),
  }
}

function clusterSettings(namespace: string, reader: Reader): ResolverSettings {
  const address = reader.get<Service>('services/kube-system/kube-dns')?.spec.clusterIP ?? '10.96.0.10'
  return {
    servers: [address],
    search: [`${namespace}.svc.${clusterDomain}`, `svc.${clusterDomain}`, clusterDomain],
    ndots: 5,
  }
}

/** One query, sent to the name server given or configured. */
export function query(
  origin: Origin,
  question: { name: string; type: RecordType; server?: string },
  world: NetworkWorld,
  applications: Applications,
): Answers['dns'] {
  const server = question.server ?? resolverSettings(origin, world).servers[0] ?? upstream
  const place = placeOf(origin, world)
  if (place === undefined) return { outcome: 'timeout', server }
  if (server === upstream) return { outcome: 'answered', server, ...outsideAnswer(question.name, question.type) }
  const connection = connect({ from: place, port: 53, protocol: 'UDP', world, applications }, server)
  if (connection.outcome !== 'open') return { outcome: connection.outcome, server }
  if (!('pod' in connection)) return { outcome: 'timeout', server }
  return { outcome: 'answered', server, ...answerQuery(question.name, question.type, world) }
}

/** Resolves a name to addresses as getaddrinfo(3) does: literals, /etc/hosts, search domains, the name as it is. */
export function lookUp(
  origin: Origin,
  host: string,
  world: NetworkWorld,
  applications: Applications,
): Answers['lookup'] {
  if (addressNumber(host) !== undefined) return { outcome: 'found', addresses: [host], name: host }
  const place = placeOf(origin, world)
  if (place === undefined) return { outcome: 'silent' }
  const known = fromHosts(place, host, world)
  if (known !== undefined) return { outcome: 'found', addresses: [known], name: host }
  if (place.at === 'host' || !/^[A-Za-z0-9_]([A-Za-z0-9_.-]*)$/.test(host)) return { outcome: 'unknown' }
  const settings = resolverSettings(origin, world)
  for (const name of candidates(host, settings)) {
    const answer = query(origin, { name, type: 'A' }, world, applications)
    if (answer.outcome !== 'answered') return { outcome: 'silent' }
    const addresses = answer.records.filter((record) => record.type === 'A').map((record) => record.data)
    if (addresses.length > 0) return { outcome: 'found', addresses, name }
  }
  return { outcome: 'unknown' }
}

/** The names that a resolver tries in turn. */
export function candidates(host: string, settings: ResolverSettings): string[] {
  if (host.endsWith('.')) return [host.slice(0, -1)]
  const searched = settings.search.map((domain) => `${host}.${domain}`)
  const dots = host.split('.').length - 1
  return dots >= settings.ndots ? [host, ...searched] : [...searched, host]
}

/** /etc/hosts: a pod's own names and aliases; on machines the nodes' names. */
function fromHosts(place: Place, host: string, reader: Reader): string | undefined {
  if (host === 'localhost') return '127.0.0.1'
  if (place.at !== 'pod') {
    return reader.get(`nodes/${host}`) === undefined ? undefined : nodeAddress(host, reader)
  }
  const { spec, metadata, status } = place.pod
  const alias = spec.hostAliases?.find((one) => one.hostnames?.includes(host))?.ip
  const own = host === (spec.hostname ?? metadata.name) ? status.podIP : undefined
  return alias ?? own
}
