import type { FieldError } from '../../../api/contract/errors.js'
import { forbiddenField, invalidValue, notSupported, required } from '../../../api/contract/field-errors.js'
import type { Features } from '../../../model/objects/features.js'
import type { Service } from '../../../model/objects/types.js'
import { cidr, portNumber, qualifiedName } from '../../network-fields.js'
import { isExternallyAccessible, needsHealthCheckPort } from './type-rules.js'

/** Session affinity and its timeout (`validateClientIPAffinityConfig`). */
export function affinityErrors({ spec }: Service): FieldError[] {
  const affinities = ['ClientIP', 'None']
  const errors: FieldError[] = []
  if (!spec.sessionAffinity) errors.push(required('spec.sessionAffinity'))
  else if (!affinities.includes(spec.sessionAffinity)) {
    errors.push(notSupported('spec.sessionAffinity', spec.sessionAffinity, affinities))
  }
  const path = 'spec.sessionAffinityConfig'
  const config = spec.sessionAffinityConfig
  if (spec.sessionAffinity === 'None' && config !== undefined) {
    errors.push(forbiddenField(path, 'must not be set when session affinity is None'))
  }
  if (spec.sessionAffinity !== 'ClientIP') return errors
  const seconds = config?.clientIP?.timeoutSeconds
  const required_ = (field: string) => required(field, 'when session affinity type is ClientIP')
  if (config === undefined) errors.push(required_(path))
  else if (config.clientIP === undefined) errors.push(required_(`${path}.clientIP`))
  else if (seconds === undefined) errors.push(required_(`${path}.clientIP.timeoutSeconds`))
  else if (seconds <= 0 || seconds > 86400) {
    const detail = 'must be greater than 0 and less than 86400'
    errors.push(invalidValue(`${path}.clientIP.timeoutSeconds`, seconds, detail))
  }
  return errors
}

const onlyLoadBalancer = "may only be used when `type` is 'LoadBalancer'"
const sourceRangesAnnotation = 'service.beta.kubernetes.io/load-balancer-source-ranges'

/** Who may use the load balancer; the field's path is spelt as upstream spells it. */
export function sourceRangeErrors({ metadata, spec }: Service): FieldError[] {
  const ranges = spec.loadBalancerSourceRanges ?? []
  const errors: FieldError[] = []
  if (ranges.length > 0) {
    const path = 'spec.LoadBalancerSourceRanges'
    if (spec.type !== 'LoadBalancer') errors.push(forbiddenField(path, onlyLoadBalancer))
    return [...errors, ...ranges.flatMap((range, index) => cidr(range.trim(), `${path}[${index}]`))]
  }
  const annotated = metadata.annotations?.[sourceRangesAnnotation]
  if (annotated === undefined) return []
  const path = `metadata.annotations[${sourceRangesAnnotation}]`
  if (spec.type !== 'LoadBalancer') errors.push(forbiddenField(path, onlyLoadBalancer))
  if (annotated.trim() === '') return errors
  return [...errors, ...annotated.split(',').flatMap((range) => cidr(range.trim(), path))]
}

export function loadBalancerErrors({ spec }: Service, previous: Service | undefined): FieldError[] {
  const errors: FieldError[] = []
  const isLoadBalancer = spec.type === 'LoadBalancer'
  if (spec.allocateLoadBalancerNodePorts !== undefined && !isLoadBalancer) {
    errors.push(forbiddenField('spec.allocateLoadBalancerNodePorts', onlyLoadBalancer))
  }
  if (isLoadBalancer && spec.allocateLoadBalancerNodePorts === undefined) {
    errors.push(required('allocateLoadBalancerNodePorts'))
  }
  return [...errors, ...classErrors(spec, previous)]
}

function classErrors(spec: Service['spec'], previous: Service | undefined): FieldError[] {
  const path = 'spec.loadBalancerClass'
  const value = spec.loadBalancerClass
  if (spec.type !== 'LoadBalancer') return value === undefined ? [] : [forbiddenField(path, onlyLoadBalancer)]
  const errors: FieldError[] = []
  if (previous?.spec.type === 'LoadBalancer' && previous.spec.loadBalancerClass !== value) {
    errors.push(invalidValue(path, value ?? null, 'may not change once set'))
  }
  return value === undefined ? errors : [...errors, ...qualifiedName(value, path)]
}

const trafficPolicies = ['Cluster', 'Local']

/** `validateServiceExternalTrafficPolicy` */
export function externalTrafficErrors(service: Service): FieldError[] {
  const { externalTrafficPolicy: policy, healthCheckNodePort: port } = service.spec
  const errors: FieldError[] = []
  if (!isExternallyAccessible(service)) {
    const detail = 'may only be set for externally-accessible services'
    if (policy) errors.push(invalidValue('spec.externalTrafficPolicy', policy, detail))
  } else if (!policy) errors.push(required('spec.externalTrafficPolicy'))
  else if (!trafficPolicies.includes(policy)) {
    errors.push(notSupported('spec.externalTrafficPolicy', policy, trafficPolicies))
  }
  const path = 'spec.healthCheckNodePort'
  if (!needsHealthCheckPort(service)) {
    const detail = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'"
    return port ? [...errors, invalidValue(path, port, detail)] : errors
  }
  return [...errors, ...(port ? portNumber(port, path) : [required(path)])]
}

export function internalTrafficErrors({ spec }: Service): FieldError[] {
  const policy = spec.internalTrafficPolicy
  const typed = spec.type === 'NodePort' || spec.type === 'LoadBalancer' || spec.type === 'ClusterIP'
  if (policy === undefined) return typed ? [required('spec.internalTrafficPolicy')] : []
  return trafficPolicies.includes(policy) ? [] : [notSupported('spec.internalTrafficPolicy', policy, trafficPolicies)]
}

/** `validateServiceTrafficDistribution` */
export function distributionErrors({ spec }: Service, features: Features): FieldError[] {
  const value = spec.trafficDistribution
  const newer = features('PreferSameTrafficDistribution') ? ['PreferSameZone', 'PreferSameNode'] : []
  const supported = ['PreferClose', ...newer]
  if (value === undefined || supported.includes(value)) return []
  return [notSupported('spec.trafficDistribution', value, supported)]
}
