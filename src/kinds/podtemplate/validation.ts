import type { FieldError } from '../../api/contract/errors.js'
import { forbiddenField, invalidValue, notSupported, required, tooLong } from '../../api/contract/field-errors.js'
import { validateAnnotations, validateLabels } from '../../api/requests/metadata.js'
import { newestFeatures } from '../../model/objects/features.js'
import { inclusiveRangeError, isDNS1123Label, isDNS1123Subdomain, isSearchDomain } from '../../model/objects/names.js'
import type { PodSpec, PodTemplate } from '../../model/objects/types.js'
import { isValidIP } from '../../model/values/addresses.js'
import { append } from '../../model/values/append.js'
import {
  validateChoice,
  validateContainers,
  validateEphemeralContainers,
  validateInitContainers,
} from './containers/container-validation.js'
import { validateFileKeys } from './containers/environment-validation.js'
import { validatePodResources } from './containers/pod-resource-validation.js'
import { validateHostUsers, validatePodSecurity } from './containers/security-validation.js'
import { validateForSystem, validateHostProcesses } from './containers/windows-validation.js'
import { validateAffinity } from './scheduling/affinity-validation.js'
import { validateLabelName, wrongs } from './scheduling/label-validation.js'
import { validateGates, validateSpread, validateTolerations } from './scheduling/scheduling-validation.js'
import { validatePodClaims } from './volumes/claim-validation.js'
import { validateVolumes } from './volumes/volume-validation.js'

const restartPolicies = ['Always', 'OnFailure', 'Never']
const dnsPolicies = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None']

/** `ValidatePodTemplateSpec`, and the restart policies that the owner of the template allows. */
export function validatePodTemplate(
  template: PodTemplate | undefined,
  path: string,
  features = newestFeatures,
): FieldError[] {
  if (template == null) return [required(path)]
  const { metadata, spec } = template
  return [
    ...validateLabels(metadata?.labels ?? {}, `${path}.labels`),
    ...validateAnnotations(metadata?.annotations ?? {}, `${path}.annotations`),
    ...(spec == null ? [] : validatePodSpec(spec, `${path}.spec`, false, features)),
    ...(spec?.ephemeralContainers?.length
      ? [forbiddenField(`${path}.spec.ephemeralContainers`, 'ephemeral containers not allowed in pod template')]
      : []),
  ]
}

/** Templates of controllers that keep a number of pods running always restart them. */
export function validateAlwaysRestarting(spec: PodSpec | undefined, path: string, owner: string): FieldError[] {
  const errors: FieldError[] = []
  const policy = spec?.restartPolicy ?? ''
  if (policy !== 'Always') errors.push(notSupported(`${path}.restartPolicy`, policy, ['Always']))
  if (spec?.activeDeadlineSeconds != null) {
    const detail = `activeDeadlineSeconds in ${owner} is not Supported`
    errors.push(forbiddenField(`${path}.activeDeadlineSeconds`, detail))
  }
  return errors
}

/** `ValidatePodSpec`, in Kubernetes' order; `isPod` where the spec is a pod's and not a template's. */
export function validatePodSpec(spec: PodSpec, path: string, isPod: boolean, features = newestFeatures): FieldError[] {
  const volumes = validateVolumes(spec.volumes, `${path}.volumes`)
  const pod = { spec, volumes: volumes.valid, features }
  return [
    ...(spec.terminationGracePeriodSeconds == null ? [required(`${path}.terminationGracePeriodSeconds`)] : []),
    ...volumes.errors,
    ...validatePodClaims(spec, `${path}.resourceClaims`),
    ...validateContainers(pod, `${path}.containers`),
    ...validateInitContainers(pod, `${path}.initContainers`),
    ...validateEphemeralContainers(pod, `${path}.ephemeralContainers`),
    ...validatePodResources(spec, `${path}.resources`),
    ...validateHostNetworkPorts(spec, `${path}.containers`, isPod),
    ...validateChoice(spec.restartPolicy ?? '', restartPolicies, `${path}.restartPolicy`),
    ...validateChoice(spec.dnsPolicy ?? '', dnsPolicies, `${path}.dnsPolicy`),
    ...validateLabels(spec.nodeSelector ?? {}, `${path}.nodeSelector`),
    ...validatePodSecurity(spec, `${path}.securityContext`),
    ...validateAffinity(spec.affinity, `${path}.affinity`),
    ...validateDns(spec, `${path}.dnsConfig`),
    ...(spec.readinessGates ?? []).flatMap((gate, index) =>
      validateLabelName(gate.conditionType, `${path}.readinessGates[${index}].conditionType`),
    ),
    ...validateGates(spec.schedulingGates, `${path}.schedulingGates`),
    ...validateSpread(spec.topologySpreadConstraints, `${path}.topologySpreadConstraints`, features),
    ...validateHostProcesses(spec, path),
    ...validateHostUsers(spec, path),
    ...validateHostname(spec, `${path}.hostnameOverride`),
    ...validateNames(spec, path),
    ...validateTolerations(spec.tolerations, `${path}.tolerations`),
    ...validateHostAliases(spec, `${path}.hostAliases`),
    ...validateRest(spec, path),
  ]
}

const largest = 2 ** 31 - 1

function validateNames(spec: PodSpec, path: string): FieldError[] {
  const checked = (
    field: 'serviceAccountName' | 'nodeName' | 'hostname' | 'subdomain',
    rule: typeof isDNS1123Label,
  ) => {
    const value = spec[field]
    return value ? wrongs(`${path}.${field}`, value, rule(value)) : []
  }
  const deadline = spec.activeDeadlineSeconds
  const late = deadline != null && (deadline < 1 || deadline > largest)
  return [
    ...checked('serviceAccountName', isDNS1123Subdomain),
    ...checked('nodeName', isDNS1123Subdomain),
    ...(late ? [invalidValue(`${path}.activeDeadlineSeconds`, deadline, inclusiveRangeError(1, largest))] : []),
    ...checked('hostname', isDNS1123Label),
    ...checked('subdomain', isDNS1123Label),
  ]
}

function validateRest(spec: PodSpec, path: string): FieldError[] {
  const errors: FieldError[] = []
  for (const field of ['priorityClassName', 'runtimeClassName'] as const) {
    const value = spec[field]
    if (value != null && (value !== '' || field === 'runtimeClassName')) {
      append(errors, wrongs(`${path}.${field}`, value, isDNS1123Subdomain(value)))
    }
  }
  if (spec.preemptionPolicy != null) {
    const policies = ['PreemptLowerPriority', 'Never']
    append(errors, validateChoice(spec.preemptionPolicy, policies, `${path}.preemptionPolicy`))
  }
  if (spec.os != null) {
    if (!spec.os.name) errors.push(required(`${path}.os.name`))
    else if (!['linux', 'windows'].includes(spec.os.name)) {
      errors.push(notSupported(`${path}.os`, spec.os.name, ['linux', 'windows']))
    } else append(errors, validateForSystem(spec, path))
  }
  return [...errors, ...validateFileKeys(spec, path)]
}

/** `validatePodHostName` */
function validateHostname({ hostnameOverride: name, setHostnameAsFQDN, hostNetwork }: PodSpec, path: string) {
  if (name == null) return []
  const mayNot = (when: string) => forbiddenField(path, `may not be specified when ${when} is true`)
  return [
    ...(setHostnameAsFQDN ? [mayNot('setHostnameAsFQDN')] : []),
    ...(hostNetwork ? [mayNot('hostNetwork')] : []),
    ...(name.length > 64 ? [tooLong(path, 64)] : []),
    ...wrongs(path, name, isDNS1123Subdomain(name)),
  ]
}

/** On the node's own network a container's port is the node's port. */
function validateHostNetworkPorts(spec: PodSpec, path: string, isPod: boolean): FieldError[] {
  if (!spec.hostNetwork) return []
  return (spec.containers ?? []).flatMap((container, index) =>
    (container.ports ?? []).flatMap(({ hostPort = 0, containerPort }, portIndex) => {
      if (hostPort === containerPort || (hostPort === 0 && !isPod)) return []
      const detail = 'must match `containerPort` when `hostNetwork` is true'
      return [invalidValue(`${path}[${index}].ports[${portIndex}].hostPort`, hostPort, detail)]
    }),
  )
}

/** `validatePodDNSConfig`. */
function validateDns({ dnsPolicy, dnsConfig }: PodSpec, path: string): FieldError[] {
  if (dnsPolicy === 'None') {
    if (dnsConfig == null) return [required(path, 'must provide `dnsConfig` when `dnsPolicy` is None')]
    const detail = 'must provide at least one DNS nameserver when `dnsPolicy` is None'
    if (!dnsConfig.nameservers?.length) return [required(`${path}.nameservers`, detail)]
  }
  const { nameservers = [], searches = [], options = [] } = dnsConfig ?? {}
  const errors: FieldError[] = []
  const tooMany = (field: string, value: readonly string[], most: string) =>
    errors.push(invalidValue(`${path}.${field}`, value, `must not have more than ${most}`))
  if (nameservers.length > 3) tooMany('nameservers', nameservers, '3 nameservers')
  nameservers.forEach((server, index) => {
    append(errors, wrongs(`${path}.nameservers[${index}]`, server, isValidIP(server)))
  })
  if (searches.length > 32) tooMany('searches', searches, '32 search paths')
  if (searches.join(' ').length > 2048)
    tooMany('searches', searches, '2048 characters (including spaces) in the search list')
  searches.forEach((search, index) => {
    if (search === '.') return
    const name = search.replace(/\.$/, '')
    append(errors, wrongs(`${path}.searches[${index}]`, name, isSearchDomain(name)))
  })
  options.forEach((option, index) => {
    if (!option.name) errors.push(required(`${path}.options[${index}]`, 'must not be empty'))
  })
  return errors
}

function validateHostAliases({ hostAliases }: PodSpec, path: string): FieldError[] {
  return (hostAliases ?? []).flatMap(({ ip, hostnames }, index) => [
    ...wrongs(`${path}[${index}].ip`, ip, isValidIP(ip)),
    ...(hostnames ?? []).flatMap((name, at) =>
      wrongs(`${path}[${index}].hostnames[${at}]`, name, isDNS1123Subdomain(name)),
    ),
  ])
}
