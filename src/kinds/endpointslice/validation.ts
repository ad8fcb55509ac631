import type { FieldError } from '../../api/errors.js'
import { duplicate, invalidValue, notSupported, required, tooMany } from '../../api/field-errors.js'
import { addressNumber, isIPv6 } from '../../model/addresses.js'
import { isDNS1123Subdomain } from '../../model/names.js'
import type { EndpointSlice } from '../../model/types.js'
import { dnsLabel, nonSpecialAddress, protocols, qualifiedName } from '../network-fields.js'

type Endpoint = EndpointSlice['endpoints'][number]

const addressTypes = ['FQDN', 'IPv4', 'IPv6']
const most = { addresses: 100, ports: 20_000, endpoints: 1000 }

/** `ValidateEndpointSlice` of `pkg/apis/discovery/validation`. */
export function validate(slice: EndpointSlice, previous?: EndpointSlice): FieldError[] {
  const { addressType } = slice
  const errors: FieldError[] = []
  if (!addressType) errors.push(required('addressType'))
  else if (!addressTypes.includes(addressType)) errors.push(notSupported('addressType', addressType, addressTypes))
  errors.push(...endpointErrors(slice), ...portErrors(slice))
  if (previous !== undefined && previous.addressType !== addressType) {
    errors.push(invalidValue('addressType', addressType ?? '', 'field is immutable'))
  }
  return errors
}

function endpointErrors({ endpoints, addressType }: EndpointSlice): FieldError[] {
  const all = endpoints ?? []
  if (all.length > most.endpoints) return [tooMany('endpoints', all.length, most.endpoints)]
  return all.flatMap((endpoint, index) => oneEndpoint(endpoint, addressType, `endpoints[${index}]`))
}

function oneEndpoint({ addresses, hostname, nodeName }: Endpoint, type: string, path: string): FieldError[] {
  const all = addresses ?? []
  const errors: FieldError[] = []
  if (all.length === 0) errors.push(required(`${path}.addresses`, 'must contain at least 1 address'))
  if (all.length > most.addresses) errors.push(tooMany(`${path}.addresses`, all.length, most.addresses))
  for (const [index, address] of all.entries())
    errors.push(...addressErrors(address, type, `${path}.addresses[${index}]`))
  for (const detail of nodeName === undefined ? [] : isDNS1123Subdomain(nodeName)) {
    errors.push(invalidValue(`${path}.nodeName`, nodeName, detail))
  }
  return hostname === undefined ? errors : [...errors, ...dnsLabel(hostname, `${path}.hostname`)]
}

function addressErrors(address: string, type: string, path: string): FieldError[] {
  if (type === 'FQDN') return isDNS1123Subdomain(address).map((detail) => invalidValue(path, address, detail))
  if (type !== 'IPv4' && type !== 'IPv6') return []
  const fits = type === 'IPv4' ? addressNumber(address) !== undefined : isIPv6(address)
  const errors = fits ? [] : [invalidValue(path, address, `must be a valid ${type} address`)]
  return [...errors, ...nonSpecialAddress(address, path)]
}

function portErrors({ ports }: EndpointSlice): FieldError[] {
  const all = ports ?? []
  if (all.length > most.ports) return [tooMany('ports', all.length, most.ports)]
  const names = new Set<string>()
  return all.flatMap(({ name = '', protocol, appProtocol }, index) => {
    const path = `ports[${index}]`
    const errors = name === '' ? [] : dnsLabel(name, `${path}.name`)
    if (names.has(name)) errors.push(duplicate(`${path}.name`, name))
    names.add(name)
    if (protocol === undefined) errors.push(required(`${path}.protocol`))
    else if (!protocols.includes(protocol)) errors.push(notSupported(`${path}.protocol`, protocol, protocols))
    return appProtocol === undefined ? errors : [...errors, ...qualifiedName(appProtocol, `${path}.appProtocol`)]
  })
}
