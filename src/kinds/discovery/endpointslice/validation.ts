import type { FieldError } from '../../../api/contract/errors.js'
import { duplicate, invalidValue, notSupported, required, tooMany } from '../../../api/contract/field-errors.js'
import { isDNS1123Subdomain, isValidLabelValue } from '../../../model/objects/names.js'
import type { EndpointSlice } from '../../../model/objects/types.js'
import { isIPv6, isValidIP } from '../../../model/values/addresses.js'
import { append } from '../../../model/values/append.js'
import { deepEqual } from '../../../model/values/json-values.js'
import { dnsLabel, nonSpecialAddress, protocols, qualifiedName } from '../../network-fields.js'

type Endpoint = EndpointSlice['endpoints'][number]

const addressTypes = ['FQDN', 'IPv4', 'IPv6']
const most = { addresses: 100, ports: 20_000, endpoints: 1000, hints: 8 }

/** `ValidateEndpointSlice` of `pkg/apis/discovery/validation`. */
export function validate(slice: EndpointSlice, previous?: EndpointSlice): FieldError[] {
  const { addressType } = slice
  const errors: FieldError[] = []
  if (!addressType) errors.push(required('addressType'))
  else if (!addressTypes.includes(addressType)) errors.push(notSupported('addressType', addressType, addressTypes))
  append(errors, portErrors(slice))
  // Endpoints that have not changed are not looked at again: older releases took others.
  if (previous === undefined || !deepEqual(previous.endpoints, slice.endpoints)) append(errors, endpointErrors(slice))
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

function oneEndpoint({ addresses, hostname, nodeName, hints }: Endpoint, type: string, path: string): FieldError[] {
  const all = addresses ?? []
  const errors: FieldError[] = []
  if (all.length === 0) errors.push(required(`${path}.addresses`, 'must contain at least 1 address'))
  if (all.length > most.addresses) errors.push(tooMany(`${path}.addresses`, all.length, most.addresses))
  for (const [index, address] of all.entries()) {
    append(errors, addressErrors(address, type, `${path}.addresses`, index))
  }
  for (const detail of nodeName === undefined ? [] : isDNS1123Subdomain(nodeName)) {
    errors.push(invalidValue(`${path}.nodeName`, nodeName, detail))
  }
  if (hostname !== undefined) append(errors, dnsLabel(hostname, `${path}.hostname`))
  return [
    ...errors,
    ...hintErrors(hints?.forZones, `${path}.hints.forZones`, isValidLabelValue),
    ...hintErrors(hints?.forNodes, `${path}.hints.forNodes`, isDNS1123Subdomain),
  ]
}

/** `validateHints`: each once, and no more than eight. */
function hintErrors(
  hints: readonly { readonly name: string }[] | undefined,
  path: string,
  rule: (name: string) => string[],
): FieldError[] {
  const all = hints ?? []
  if (all.length > most.hints) return [tooMany(path, all.length, most.hints)]
  const names = new Set<string>()
  return all.flatMap(({ name }, index) => {
    const at = `${path}[${index}].name`
    const again = names.has(name) ? [duplicate(at, name)] : []
    names.add(name)
    return [...again, ...rule(name).map((detail) => invalidValue(at, name, detail))]
  })
}

function addressErrors(address: string, type: string, path: string, index: number): FieldError[] {
  const at = `${path}[${index}]`
  if (type === 'FQDN') return domainErrors(address, at)
  if (type !== 'IPv4' && type !== 'IPv6') return []
  const wrong = isValidIP(address)
  if (wrong.length > 0) return wrong.map((detail) => invalidValue(at, address, detail))
  const other = isIPv6(address) === (type === 'IPv6') ? [] : [invalidValue(path, address, `must be an ${type} address`)]
  return [...other, ...nonSpecialAddress(address, at)]
}

/** `IsFullyQualifiedDomainName`; it may end in a dot. */
function domainErrors(domain: string, path: string): FieldError[] {
  if (domain === '') return [required(path)]
  const name = domain.replace(/\.$/, '')
  const wrong = isDNS1123Subdomain(name).map((detail) => invalidValue(path, name, detail))
  if (wrong.length > 0) return wrong
  const labels = name.split('.')
  const short = 'should be a domain with at least two segments separated by dots'
  return [
    ...(labels.length < 2 ? [invalidValue(path, name, short)] : []),
    ...labels.flatMap((label) => dnsLabel(label, path)),
  ]
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
