/** Where a proxied request goes: the API server's `ResourceLocation` of pods, services and nodes. */
import { badRequest, notFound, serviceUnavailable } from '../../api/contract/status-errors.js'
import { objectKey } from '../../model/objects/object.js'
import type { Endpoints, Node, Pod, Service } from '../../model/objects/types.js'
import type { NetworkWorld } from '../../network/contract.js'
import { inTurn } from '../../network/proxy.js'
import type { ResourcePath } from '../exchange/paths.js'

export interface Location {
  readonly tls: boolean
  readonly address: string
  readonly port: number
  /** The node whose kubelet is meant; undefined for all else. */
  readonly kubelet?: string
}

interface Named {
  readonly scheme: string
  readonly name: string
  readonly port: string
}

const of = ({ group, plural }: ResourcePath) => ({ group, resource: plural })

type Locate = (named: Named, path: ResourcePath, world: NetworkWorld, server: string) => Location

const locators: Readonly<Record<string, Locate>> = { pods: podLocation, services: serviceLocation, nodes: nodeLocation }

/** `server`: the API server's node. Throws what the API server answers when there is nothing to go to. */
export function locate(path: ResourcePath, server: string, world: NetworkWorld): Location {
  const parts = path.name.split(':')
  const [scheme, name, port] = parts.length === 3 ? parts : ['', ...parts]
  if (parts.length > 3 || !name || !['', 'http', 'https'].includes(scheme ?? '')) {
    throw badRequest(`invalid ${path.plural.slice(0, -1)} request ${JSON.stringify(path.name)}`)
  }
  const find = Object.hasOwn(locators, path.plural) ? locators[path.plural] : undefined
  if (find === undefined) throw notFound(of(path), name)
  return find({ scheme: scheme ?? '', name, port: port ?? '' }, path, world, server)
}

/** Without a port it is the first that a container declares. */
function podLocation({ scheme, name, port }: Named, path: ResourcePath, world: NetworkWorld): Location {
  const pod = world.get<Pod>(objectKey('pods', path.namespace, name))
  if (pod === undefined) throw notFound(of(path), name)
  const address = pod.status.podIP
  if (!address) throw badRequest('address not allowed')
  const declared = pod.spec.containers.flatMap((container) => container.ports ?? [])[0]?.containerPort
  const tls = scheme === 'https'
  return { tls, address, port: port === '' ? (declared ?? (tls ? 443 : 80)) : portNumber(port) }
}

/** A service's port by its number or its name; of a service with one unnamed port it need not be said. */
function serviceLocation(
  { scheme, name, port }: Named,
  path: ResourcePath,
  world: NetworkWorld,
  server: string,
): Location {
  const service = world.get<Service>(objectKey('services', path.namespace, name))
  let portName = port
  if (/^[-+]?\d+$/.test(port)) {
    if (service === undefined) throw notFound(of(path), name)
    const found = service.spec.ports?.find((each) => each.port === Number(port))
    if (found === undefined) {
      throw serviceUnavailable(`no service port ${Number(port)} found for service ${JSON.stringify(name)}`)
    }
    portName = found.name ?? ''
  }
  const endpoints = world.get<Endpoints>(objectKey('endpoints', path.namespace, name))
  if (endpoints === undefined) throw notFound({ group: '', resource: 'endpoints' }, name)
  const none = (asked: string) => serviceUnavailable(`no endpoints available for service ${JSON.stringify(asked)}`)
  if ((endpoints.subsets ?? []).length === 0) throw none(name)
  const choices = (endpoints.subsets ?? []).flatMap(({ addresses = [], ports = [] }) => {
    const found = ports.find((each) => (each.name ?? '') === portName)
    return found === undefined ? [] : addresses.map(({ ip }) => ({ address: ip, port: found.port }))
  })
  // The API server throws dice; taking turns is as fair, and the same each time.
  const chosen = choices[inTurn(`proxied ${path.namespace}/${name}:${portName}`, server, choices.length, world)]
  if (chosen === undefined) throw none(path.name)
  return { tls: scheme === 'https', ...chosen }
}

function nodeLocation({ scheme, name, port }: Named, path: ResourcePath, world: NetworkWorld): Location {
  const node = world.get<Node>(`nodes/${name}`)
  if (node === undefined) throw notFound(of(path), name)
  const address = node.status.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? ''
  if (port === '' || port === '10250') return { tls: true, address, port: 10250, kubelet: name }
  return { tls: scheme === 'https', address, port: portNumber(port) }
}

/** Names that every system knows may stand for a port. */
const wellKnown: Readonly<Record<string, number>> = { http: 80, https: 443, ssh: 22, domain: 53 }

function portNumber(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text)
  const known = Object.hasOwn(wellKnown, text) ? wellKnown[text] : undefined
  if (known !== undefined) return known
  throw serviceUnavailable(`error trying to reach service: dial tcp: lookup tcp/${text}: unknown port`)
}
