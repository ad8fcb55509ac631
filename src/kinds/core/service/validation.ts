import type { FieldError } from '../../../api/contract/errors.js'
import { forbiddenField, invalidValue, notSupported, required } from '../../../api/contract/field-errors.js'
import { validateLabels } from '../../../api/requests/metadata.js'
import { type Features, newestFeatures } from '../../../model/objects/features.js'
import { isDNS1035Label, isDNS1123Label, isDNS1123Subdomain } from '../../../model/objects/names.js'
import type { Service } from '../../../model/objects/types.js'
import { address, nonSpecialAddress } from '../../network-fields.js'
import { isHeadless, needsHealthCheckPort } from './type-rules.js'
import { clusterIPErrors, clusterIPUpdateErrors } from './validation-cluster-ips.js'
import { portConflicts, portErrors } from './validation-ports.js'
import { statusErrors } from './validation-status.js'
import {
  affinityErrors,
  distributionErrors,
  externalTrafficErrors,
  internalTrafficErrors,
  loadBalancerErrors,
  sourceRangeErrors,
} from './validation-traffic.js'

/** `ValidateService`, `ValidateServiceUpdate` and `ValidateServiceStatusUpdate`, in their order. */
export function validate(
  service: Service,
  previous?: Service,
  subresource?: string,
  features = newestFeatures,
): FieldError[] {
  if (subresource === 'status') return statusErrors(service)
  return [
    ...nameErrors(service, features),
    ...updateErrors(service, previous),
    ...specErrors(service, previous, features),
  ]
}

/** What `NameIsDNSLabel` lets through is `NameIsDNS1035Label` for a release without RelaxedServiceNameValidation. */
function nameErrors({ metadata: { name = '' } }: Service, features: Features): FieldError[] {
  if (features('RelaxedServiceNameValidation') || isDNS1123Label(name).length > 0) return []
  return isDNS1035Label(name).map((detail) => invalidValue('metadata.name', name, detail))
}

function updateErrors(service: Service, previous: Service | undefined): FieldError[] {
  if (previous === undefined) return []
  const errors = clusterIPUpdateErrors(service, previous)
  const kept = needsHealthCheckPort(service) && needsHealthCheckPort(previous)
  if (kept && service.spec.healthCheckNodePort !== previous.spec.healthCheckNodePort) {
    errors.push(forbiddenField('spec.healthCheckNodePort', 'field is immutable'))
  }
  return errors
}

function specErrors(service: Service, previous: Service | undefined, features: Features): FieldError[] {
  const { spec } = service
  return [
    ...topologyErrors(service),
    ...((spec.ports ?? []).length === 0 && !isHeadless(service) && spec.type !== 'ExternalName'
      ? [required('spec.ports')]
      : []),
    ...typeErrors(service),
    ...portErrors(service),
    ...(spec.selector ? validateLabels(spec.selector, 'spec.selector') : []),
    ...affinityErrors(service),
    ...clusterIPErrors(service),
    ...(spec.externalIPs ?? []).flatMap((ip, index) => externalIPErrors(ip, `spec.externalIPs[${index}]`)),
    ...(spec.type ? [] : [required('spec.type')]),
    ...(!spec.type || types.includes(spec.type) ? [] : [notSupported('spec.type', spec.type, types)]),
    ...portConflicts(service),
    ...sourceRangeErrors(service),
    ...loadBalancerErrors(service, previous),
    ...externalTrafficErrors(service),
    ...internalTrafficErrors(service),
    ...distributionErrors(service, features),
  ]
}

const types = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']

function externalIPErrors(ip: string, field: string): FieldError[] {
  const errors = address(ip, field)
  return errors.length > 0 ? errors : nonSpecialAddress(ip, field)
}

function topologyErrors({ metadata }: Service): FieldError[] {
  const old = 'service.kubernetes.io/topology-aware-hints'
  const mode = 'service.kubernetes.io/topology-mode'
  const hints = metadata.annotations?.[old]
  const value = metadata.annotations?.[mode]
  if (hints === undefined || value === undefined || hints === value) return []
  return [
    invalidValue(`metadata.annotations[${mode}]`, value, `must match annotations[${old}] when both are specified`),
  ]
}

/** What a type asks of the fields that another type has. */
function typeErrors(service: Service): FieldError[] {
  const { spec } = service
  if (spec.type === 'LoadBalancer' || spec.type === 'NodePort') {
    const detail = `may not be set to 'None' for ${spec.type} services`
    return isHeadless(service) ? [invalidValue('spec.clusterIPs[0]', 'None', detail)] : []
  }
  if (spec.type !== 'ExternalName') return []
  const errors: FieldError[] = []
  const absent = (field: string) =>
    errors.push(forbiddenField(`spec.${field}`, 'may not be set for ExternalName services'))
  if ((spec.clusterIPs ?? []).length > 0) absent('clusterIPs')
  if ((spec.ipFamilies ?? []).length > 0) absent('ipFamilies')
  if (spec.ipFamilyPolicy !== undefined) absent('ipFamilyPolicy')
  const name = (spec.externalName ?? '').replace(/\.$/, '')
  if (name === '') errors.push(required('spec.externalName'))
  for (const detail of name === '' ? [] : isDNS1123Subdomain(name)) {
    errors.push(invalidValue('spec.externalName', name, detail))
  }
  return errors
}
