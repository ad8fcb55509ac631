/**
 * The order of the ports behind a service: that of hashes over how Go prints them (`portsByHash` of
 * `pkg/api/v1/endpoints/util.go`, `portsInOrder` of `endpointslice/util/controller_utils.go`).
 */
import { compareKeys } from '../../../model/values/order.js'

interface Port {
  readonly name?: string
  readonly port?: number
  readonly protocol?: string
  readonly appProtocol?: string
}

/** Of an Endpoints object. */
export const endpointPortsInOrder = <T extends Port>(ports: readonly T[]): T[] => inOrder(ports, endpointPort)

/** Of a slice, whose fields are pointers in Go. */
export const slicePortsInOrder = <T extends Port>(ports: readonly T[]): T[] => inOrder(ports, slicePort)

function inOrder<T extends Port>(ports: readonly T[], print: (port: T) => string): T[] {
  if (ports.length < 2) return [...ports]
  const hashed = ports.map((port) => ({ port, hash: fnv128a(print(port)) }))
  return hashed.sort((a, b) => compareKeys(a.hash, b.hash)).map(({ port }) => port)
}

function endpointPort({ name = '', port, protocol, appProtocol }: Port): string {
  const application = pointer('string', appProtocol)
  return `(v1.EndpointPort){Name:(string)${name} Port:(int32)${port} Protocol:(v1.Protocol)${protocol} AppProtocol:${application}}`
}

function slicePort({ name, port, protocol, appProtocol }: Port): string {
  const fields = [
    `Name:${pointer('string', name)}`,
    `Protocol:${pointer('v1.Protocol', protocol)}`,
    `Port:${pointer('int32', port)}`,
    `AppProtocol:${pointer('string', appProtocol)}`,
  ]
  return `(v1.EndpointPort){${fields.join(' ')}}`
}

const pointer = (type: string, value: string | number | undefined) => `(*${type})${value ?? '<nil>'}`

const prime = 0x1000000000000000000013bn
const basis = 0x6c62272e07bb014262b821756295c58dn

/** FNV-1a of 128 bits, in hexadecimal (Go's `hash/fnv.New128a`). */
export function fnv128a(text: string): string {
  let hash = basis
  for (const byte of new TextEncoder().encode(text)) hash = BigInt.asUintN(128, (hash ^ BigInt(byte)) * prime)
  return hash.toString(16).padStart(32, '0')
}
