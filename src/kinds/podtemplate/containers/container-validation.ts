import type { FieldError } from '../../../api/contract/errors.js'
import {
  duplicate,
  forbiddenField,
  invalidValue,
  notFoundValue,
  notSupported,
  required,
} from '../../../api/contract/field-errors.js'
import type { Features } from '../../../model/objects/features.js'
import { isDNS1123Label, isValidPortName, isValidPortNumber } from '../../../model/objects/names.js'
import { isSidecar } from '../../../model/objects/pods.js'
import type { Container, PodSpec } from '../../../model/objects/types.js'
import { append } from '../../../model/values/append.js'
import { wrongs } from '../scheduling/label-validation.js'
import { validateClaims } from '../volumes/claim-validation.js'
import { type Volumes, validateDevices, validateMounts } from '../volumes/mount-validation.js'
import { validateEnvironment, validateEnvironmentSources } from './environment-validation.js'
import { validateHooks } from './probe-validation.js'
import { validateResources } from './resource-validation.js'
import { validateRestart } from './restart-validation.js'
import { validateContainerSecurity } from './security-validation.js'

/** What the checks of a container need to know of its pod. */
export interface PodContext {
  readonly spec: PodSpec
  readonly volumes: Volumes
  readonly features: Features
}

/** `validateContainers`. */
export function validateContainers(pod: PodContext, path: string): FieldError[] {
  const containers = pod.spec.containers ?? []
  if (containers.length === 0) return [required(path)]
  const names = new Set<string>()
  const errors = containers.flatMap((container, index) => {
    const at = `${path}[${index}]`
    const again = names.has(container.name) ? [duplicate(`${at}.name`, container.name)] : []
    names.add(container.name)
    return [
      ...validateContainer(container, at, pod),
      ...again,
      ...validateHooks(container, at, pod.spec.terminationGracePeriodSeconds),
      ...(pod.features('ContainerRestartRules')
        ? validateRestart(container, at)
        : container.restartPolicy == null
          ? []
          : [forbiddenField(`${at}.restartPolicy`, 'may not be set for non-init containers')]),
    ]
  })
  return [...errors, ...validateHostPorts(containers, path)]
}

/** `validateInitContainers`. */
export function validateInitContainers(pod: PodContext, path: string): FieldError[] {
  const names = new Set((pod.spec.containers ?? []).map((container) => container.name))
  return (pod.spec.initContainers ?? []).flatMap((container, index) => {
    const at = `${path}[${index}]`
    const errors = validateContainer(container, at, pod)
    if (pod.features('ContainerRestartRules')) append(errors, validateRestart(container, at))
    else if (container.restartPolicy != null && !isSidecar(container)) {
      errors.push(notSupported(`${at}.restartPolicy`, container.restartPolicy, ['Always']))
    }
    if (names.has(container.name)) errors.push(duplicate(`${at}.name`, container.name))
    else if (container.name) names.add(container.name)
    append(errors, validateHostPorts([container], path))
    if (isSidecar(container)) {
      return [...errors, ...validateHooks(container, at, pod.spec.terminationGracePeriodSeconds)]
    }
    const detail = 'may not be set for init containers without restartPolicy=Always'
    const hooks = ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const
    const present = hooks.filter((hook) => container[hook] != null)
    return [...errors, ...present.map((hook) => forbiddenField(`${at}.${hook}`, detail))]
  })
}

/** `validateEphemeralContainers`. */
export function validateEphemeralContainers(pod: PodContext, path: string): FieldError[] {
  const others = [...(pod.spec.containers ?? []), ...(pod.spec.initContainers ?? [])].map(({ name }) => name)
  const names = new Set(others)
  return (pod.spec.ephemeralContainers ?? []).flatMap((container, index) => {
    const at = `${path}[${index}]`
    const errors = validateContainer(container as Container, at, pod)
    if (names.has(container.name)) errors.push(duplicate(`${at}.name`, container.name))
    names.add(container.name)
    const target = container.targetContainerName
    if (target && !others.includes(target)) errors.push(notFoundValue(`${at}.targetContainerName`, target))
    const present: string[] = barred.filter((field) => !isEmpty(container[field]))
    const subPaths = (container.volumeMounts ?? []).flatMap((mount, mountIndex) =>
      (['subPath', 'subPathExpr'] as const)
        .filter((field) => mount[field])
        .map((field) => `volumeMounts[${mountIndex}].${field}`),
    )
    return [
      ...errors,
      ...[...present, ...subPaths].map((field) =>
        forbiddenField(`${at}.${field}`, 'cannot be set for an Ephemeral Container'),
      ),
    ]
  })
}

/** In the order of the struct. */
const barred = [
  'ports',
  'resources',
  'resizePolicy',
  'restartPolicy',
  'restartPolicyRules',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'lifecycle',
] as const

/** Resources are there in every container, if only as an empty object. */
const isEmpty = (value: unknown) =>
  value == null || (typeof value === 'object' && Object.values(value).every((part) => part == null))

const pullPolicies = ['Always', 'IfNotPresent', 'Never']
const messagePolicies = ['File', 'FallbackToLogsOnError']

/** `validateContainerCommon`. */
function validateContainer(container: Container, path: string, pod: PodContext): FieldError[] {
  const { name = '', image = '', imagePullPolicy = '', terminationMessagePolicy = '' } = container
  return [
    ...(name === '' ? [required(`${path}.name`)] : wrongs(`${path}.name`, name, isDNS1123Label(name))),
    ...(image === '' ? [required(`${path}.image`)] : []),
    ...validateChoice(terminationMessagePolicy, messagePolicies, `${path}.terminationMessagePolicy`),
    ...validatePorts(container.ports, `${path}.ports`),
    ...validateEnvironment(container.env, `${path}.env`, pod.features),
    ...validateEnvironmentSources(container.envFrom, `${path}.envFrom`),
    ...validateMounts(container, pod.volumes, `${path}.volumeMounts`),
    ...validateDevices(container, pod.volumes, `${path}.volumeDevices`),
    ...validateChoice(imagePullPolicy, pullPolicies, `${path}.imagePullPolicy`),
    ...validateResources(container.resources, `${path}.resources`),
    ...validateClaims(container.resources?.claims, pod.spec, `${path}.resources.claims`),
    ...validateResizePolicy(container, `${path}.resizePolicy`, pod.spec.restartPolicy),
    ...validateContainerSecurity(container.securityContext, `${path}.securityContext`, pod.spec.hostUsers !== false),
  ]
}

/** A required choice: absent, unknown, or fine. */
export function validateChoice(value: string, supported: readonly string[], path: string): FieldError[] {
  if (value === '') return [required(path)]
  return supported.includes(value) ? [] : [notSupported(path, value, supported)]
}

type Port = NonNullable<Container['ports']>[number]
const protocols = ['SCTP', 'TCP', 'UDP']

/** `validateContainerPorts`. */
function validatePorts(ports: readonly Port[] | undefined, path: string): FieldError[] {
  const names = new Set<string>()
  return (ports ?? []).flatMap((port, index) => {
    const at = `${path}[${index}]`
    const { name = '', containerPort = 0, hostPort = 0, protocol = '' } = port
    const number = (field: string, value: number) =>
      isValidPortNumber(value).map((message) => invalidValue(`${at}.${field}`, value, message))
    const errors: FieldError[] = []
    if (name !== '') {
      const messages = isValidPortName(name)
      append(errors, wrongs(`${at}.name`, name, messages))
      if (messages.length === 0 && names.has(name)) errors.push(duplicate(`${at}.name`, name))
      names.add(name)
    }
    if (containerPort === 0) errors.push(required(`${at}.containerPort`))
    else append(errors, number('containerPort', containerPort))
    if (hostPort !== 0) append(errors, number('hostPort', hostPort))
    return [...errors, ...validateChoice(protocol, protocols, `${at}.protocol`)]
  })
}

/** No two containers may take the same port of the node (`AccumulateUniqueHostPorts`). */
function validateHostPorts(containers: readonly Container[], path: string): FieldError[] {
  const taken = new Set<string>()
  return containers.flatMap((container, index) =>
    (container.ports ?? []).flatMap(({ hostPort = 0, hostIP = '', protocol }, portIndex) => {
      if (hostPort === 0) return []
      const port = `${protocol}/${hostIP}/${hostPort}`
      if (taken.has(port)) return [duplicate(`${path}[${index}].ports[${portIndex}].hostPort`, port)]
      taken.add(port)
      return []
    }),
  )
}

/** `validateResizePolicy`; Kubernetes tells all but duplicates without an index. */
function validateResizePolicy(container: Container, path: string, restartPolicy: string | undefined): FieldError[] {
  const seen = new Set<string>()
  return (container.resizePolicy ?? []).flatMap((policy, index) => {
    const errors: FieldError[] = []
    if (seen.has(policy.resourceName)) errors.push(duplicate(`${path}[${index}]`, policy.resourceName))
    seen.add(policy.resourceName)
    append(errors, validateChoice(policy.resourceName, ['cpu', 'memory'], path))
    append(errors, validateChoice(policy.restartPolicy, ['NotRequired', 'RestartContainer'], path))
    if (restartPolicy === 'Never' && policy.restartPolicy !== 'NotRequired') {
      const detail = "must be 'NotRequired' when pod `restartPolicy` is 'Never'"
      errors.push(invalidValue(path, policy.restartPolicy, detail))
    }
    return errors
  })
}
