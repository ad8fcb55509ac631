import type { FieldError } from '../../../api/contract/errors.js'
import { invalidValue, notSupported, required } from '../../../api/contract/field-errors.js'
import { isDNS1123Subdomain } from '../../../model/objects/names.js'
import type { Endpoints } from '../../../model/objects/types.js'
import { append } from '../../../model/values/append.js'
import { address, dnsLabel, nonSpecialAddress, portNumber, protocols, qualifiedName } from '../../network-fields.js'

type Subset = NonNullable<Endpoints['subsets']>[number]
type Address = NonNullable<Subset['addresses']>[number]
type Port = NonNullable<Subset['ports']>[number]

/** `ValidateEndpoints`. */
export function validate({ subsets }: Endpoints): FieldError[] {
  return (subsets ?? []).flatMap((subset, index) => subsetErrors(subset, `subsets[${index}]`))
}

function subsetErrors({ addresses, notReadyAddresses, ports }: Subset, path: string): FieldError[] {
  const ready = addresses ?? []
  const unready = notReadyAddresses ?? []
  const neither = ready.length === 0 && unready.length === 0
  return [
    ...(neither ? [required(path, 'must specify `addresses` or `notReadyAddresses`')] : []),
    ...ready.flatMap((item, index) => addressErrors(item, `${path}.addresses[${index}]`)),
    ...unready.flatMap((item, index) => addressErrors(item, `${path}.notReadyAddresses[${index}]`)),
    ...(ports ?? []).flatMap((port, index, all) => portErrors(port, all.length > 1, `${path}.ports[${index}]`)),
  ]
}

function addressErrors({ ip, hostname, nodeName }: Address, path: string): FieldError[] {
  const wrongNode = nodeName === undefined ? [] : isDNS1123Subdomain(nodeName)
  return [
    ...address(ip ?? '', `${path}.ip`),
    ...(hostname ? dnsLabel(hostname, `${path}.hostname`) : []),
    ...wrongNode.map((detail) => invalidValue(`${path}.nodeName`, nodeName, detail)),
    ...nonSpecialAddress(ip ?? '', `${path}.ip`),
  ]
}

function portErrors({ name, port, protocol, appProtocol }: Port, nameRequired: boolean, path: string): FieldError[] {
  const errors = name ? dnsLabel(name, `${path}.name`) : nameRequired ? [required(`${path}.name`)] : []
  append(errors, portNumber(port ?? 0, `${path}.port`))
  if (!protocol) errors.push(required(`${path}.protocol`))
  else if (!protocols.includes(protocol)) errors.push(notSupported(`${path}.protocol`, protocol, protocols))
  if (appProtocol !== undefined) append(errors, qualifiedName(appProtocol, `${path}.appProtocol`))
  return errors
}
