import type { FieldError } from '../../../api/contract/errors.js'
import { forbiddenField, invalidValue, notSupported, required } from '../../../api/contract/field-errors.js'
import { isDNS1123Subdomain } from '../../../model/objects/names.js'
import type { Service } from '../../../model/objects/types.js'
import { isValidIP } from '../../../model/values/addresses.js'
import { address } from '../../network-fields.js'

type Ingress = NonNullable<NonNullable<Service['status']['loadBalancer']>['ingress']>[number]

/** `ValidateLoadBalancerStatus` */
export function statusErrors({ spec, status }: Service): FieldError[] {
  const path = 'status.loadBalancer.ingress'
  const ingress = status.loadBalancer?.ingress ?? []
  if (spec.type !== 'LoadBalancer' && ingress.length > 0) {
    return [forbiddenField(path, "may only be used when `spec.type` is 'LoadBalancer'")]
  }
  return ingress.flatMap((point, index) => ingressErrors(point, `${path}[${index}]`))
}

function ingressErrors({ ip, ipMode, hostname }: Ingress, path: string): FieldError[] {
  const errors = ip ? address(ip, `${path}.ip`) : []
  const modes = ['Proxy', 'VIP']
  if (ipMode === undefined) {
    if (ip) errors.push(required(`${path}.ipMode`, 'must be specified when `ip` is set'))
  } else if (!ip) errors.push(forbiddenField(`${path}.ipMode`, 'may not be specified when `ip` is not set'))
  else if (!modes.includes(ipMode)) errors.push(notSupported(`${path}.ipMode`, ipMode, modes))
  if (!hostname) return errors
  for (const detail of isDNS1123Subdomain(hostname)) errors.push(invalidValue(`${path}.hostname`, hostname, detail))
  if (isValidIP(hostname).length === 0) {
    errors.push(invalidValue(`${path}.hostname`, hostname, 'must be a DNS name, not an IP address'))
  }
  return errors
}
