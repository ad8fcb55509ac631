/** Which ports `port-forward` is asked for (kubectl `pkg/cmd/portforward` and client-go's `tools/portforward`). */
import { isIPv4, isIPv6 } from 'node:net'
import { UsageError } from '../../../api/contract/errors.js'
import { goQuote } from '../../../model/go/quote.js'
import { declaredPort } from '../../../model/objects/pods.js'
import type { Pod } from '../../../model/objects/types.js'
import { capabilitiesOf } from '../../resources/kinds.js'
import type { Selected } from '../../selection/query.js'

export interface Forwarded {
  /** 0: any that is free. */
  readonly local: number
  readonly remote: number
}

/** Ports by name and by a service's number become numbers of the pod: `8080:http` → `8080:80`. */
export async function podPorts(words: readonly string[], selected: Selected, pod: Pod): Promise<readonly string[]> {
  const object = selected.object as Pod
  const { forward = ownPorts } = await capabilitiesOf(selected.resource)
  const owner = forward === ownPorts ? pod : object
  const ports = forward.ports(owner)
  const tcp = new Set(ports.filter(({ protocol = 'TCP' }) => protocol === 'TCP').map(({ port }) => port))
  const udp = new Set(ports.filter(({ protocol }) => protocol === 'UDP').map(({ port }) => port))
  const numberOf = (text: string) => (/^[-+]?\d+$/.test(text) ? Number(text) : forward.named(owner, text))
  for (const [, remote] of words.map(split)) {
    const port = numberOf(remote)
    if (udp.has(port) && !tcp.has(port)) throw new UsageError(`UDP protocol is not supported for ${remote}`)
  }
  return words.map((word) => {
    const [local, remote] = split(word)
    if (forward === ownPorts && remote === '') throw new UsageError('remote port cannot be empty')
    const port = numberOf(remote)
    const target = String(forward.target(owner, port, pod))
    // A service's port is taken locally as well, a container's by its name is not told apart from its number.
    const here = local === remote ? (forward === ownPorts ? target : String(port)) : local
    return here === target ? target : `${here}:${target}`
  })
}

const ownPorts = {
  ports: ({ spec }: Pod) =>
    spec.containers
      .flatMap((container) => container.ports ?? [])
      .map(({ containerPort, protocol }) => ({ port: containerPort, ...(protocol === undefined ? {} : { protocol }) })),
  named({ metadata, ...pod }: Pod, name: string): number {
    const port = declaredPort({ metadata, ...pod }, name)
    if (port !== undefined) return port
    throw new UsageError(`Pod '${metadata.name}' does not have a named port '${name}'`)
  },
  target: (_pod: Pod, port: number) => port,
}

/** What is neither a port nor two is taken for the first of them. */
function split(word: string): [local: string, remote: string] {
  const [first = '', second, ...more] = word.split(':')
  return [first, second === undefined || more.length > 0 ? first : second]
}

/** Throws UsageError in client-go's words. */
export function parsePorts(words: readonly string[]): Forwarded[] {
  return words.map((word) => {
    const [local = '', remote = local] = word.split(':')
    const ports = {
      local: parsePort(local || (word.includes(':') ? '0' : ''), 'local'),
      remote: parsePort(remote, 'remote'),
    }
    if (ports.remote === 0) throw new UsageError('remote port must be > 0')
    return ports
  })
}

function parsePort(text: string, which: string): number {
  const wrong = (why: string) =>
    new UsageError(`error parsing ${which} port '${text}': strconv.ParseUint: parsing ${goQuote(text)}: ${why}`)
  if (!/^\d+$/.test(text)) throw wrong('invalid syntax')
  if (Number(text) > 65_535) throw wrong('value out of range')
  return Number(text)
}

/** `127.0.0.1:80`, `[::1]:80`. */
export const hostPort = (address: string, port: number): string =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`

export interface Address {
  readonly address: string
  /** Of localhost's two addresses one is enough. */
  readonly mayFail: boolean
}

export function parseAddresses(words: readonly string[]): Address[] {
  if (words.length === 0) throw new UsageError('you must specify at least 1 address')
  const found = new Map<string, Address>()
  for (const word of words) {
    if (word !== 'localhost') {
      if (!isIPv4(word) && !isIPv6(word)) throw new UsageError(`${word} is not a valid IP`)
      found.set(word, { address: word, mayFail: false })
      continue
    }
    for (const address of ['127.0.0.1', '::1']) {
      if (!found.has(address)) found.set(address, { address, mayFail: true })
    }
  }
  return [...found.values()].sort((a, b) => (a.address < b.address ? -1 : 1))
}
