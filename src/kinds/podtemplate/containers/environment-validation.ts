import type { FieldError } from '../../../api/contract/errors.js'
import { invalidValue, notFoundValue, notSupported, required } from '../../../api/contract/field-errors.js'
import type { Features } from '../../../model/objects/features.js'
import {
  isConfigMapKey,
  isDNS1123Label,
  isDNS1123Subdomain,
  isQualifiedName,
  isRelaxedEnvironmentVariableName,
} from '../../../model/objects/names.js'
import { formatQuantity } from '../../../model/objects/quantity.js'
import type { Container, PodSpec } from '../../../model/objects/types.js'
import { append } from '../../../model/values/append.js'
import { wrongs } from '../scheduling/label-validation.js'
import { validateNoBacksteps } from '../volumes/path-validation.js'
import { quantityIn } from './resource-lists.js'

type Variable = NonNullable<Container['env']>[number]
type Source = NonNullable<Container['envFrom']>[number]
type ValueFrom = NonNullable<Variable['valueFrom']>
export type FieldRef = NonNullable<ValueFrom['fieldRef']>
type FileKey = NonNullable<ValueFrom['fileKeyRef']>
export type ResourceRef = NonNullable<ValueFrom['resourceFieldRef']>

/** `ValidateEnv`. */
export function validateEnvironment(
  variables: readonly Variable[] | undefined,
  path: string,
  features: Features,
): FieldError[] {
  return (variables ?? []).flatMap((variable, index) => [
    ...validateVariableName(variable.name, `${path}[${index}].name`),
    ...validateValueFrom(variable, `${path}[${index}].valueFrom`, features),
  ])
}

function validateVariableName(name: string | undefined, path: string): FieldError[] {
  return name ? wrongs(path, name, isRelaxedEnvironmentVariableName(name)) : [required(path)]
}

function validateValueFrom(variable: Variable, path: string, features: Features): FieldError[] {
  const from = variable.valueFrom
  if (from == null) return []
  const errors: FieldError[] = []
  let sources = 0
  const source = (check: FieldError[]) => {
    sources++
    append(errors, check)
  }
  if (from.fieldRef) source(validateFieldRef(from.fieldRef, environmentFields, `${path}.fieldRef`))
  if (from.resourceFieldRef) source(validateResourceRef(from.resourceFieldRef, `${path}.resourceFieldRef`, false))
  if (from.configMapKeyRef) source(validateKeyRef(from.configMapKeyRef, `${path}.configMapKeyRef`))
  if (from.secretKeyRef) source(validateKeyRef(from.secretKeyRef, `${path}.secretKeyRef`))
  if (from.fileKeyRef) source(validateFileKey(from.fileKeyRef, `${path}.fileKeyRef`))
  const known = features('EnvFiles') ? '`secretKeyRef` or `fileKeyRef`' : '`secretKeyRef`'
  const joint = features('EnvFiles') ? ', ' : ' or '
  const one = `must specify one of: \`fieldRef\`, \`resourceFieldRef\`, \`configMapKeyRef\`${joint}${known}`
  if (sources === 0) errors.push(invalidValue(path, '', one))
  else if (variable.value) errors.push(invalidValue(path, '', 'may not be specified when `value` is not empty'))
  else if (sources > 1) errors.push(invalidValue(path, '', 'may not have more than one field specified at a time'))
  return errors
}

/** `validateFileKeySelector` */
function validateFileKey({ key = '', volumeName = '', path: file = '' }: FileKey, path: string): FieldError[] {
  return [
    ...(key === '' ? [required(`${path}.key`)] : wrongs(`${path}.key`, key, isRelaxedEnvironmentVariableName(key))),
    ...(volumeName === ''
      ? [required(`${path}.volumeName`)]
      : wrongs(`${path}.volumeName`, volumeName, isDNS1123Label(volumeName))),
    ...(file === '' ? [required(`${path}.path`)] : validateNoBacksteps(file, `${path}.path`)),
  ]
}

/** `validateFileKeyRefVolumes`: what a container writes can be in an emptyDir alone. */
export function validateFileKeys(spec: PodSpec, path: string): FieldError[] {
  return (['initContainers', 'containers'] as const).flatMap((field) =>
    (spec[field] ?? []).flatMap(({ env = [] }, index) =>
      env.flatMap(({ valueFrom }, place) => {
        const name = valueFrom?.fileKeyRef?.volumeName
        if (name === undefined) return []
        const at = `${path}.${field}[${index}].env[${place}].valueFrom.fileKeyRef.volumeName`
        const volume = spec.volumes?.find((each) => each.name === name)
        if (volume === undefined) return [notFoundValue(at, name)]
        return volume.emptyDir === undefined
          ? [invalidValue(at, name, 'referenced volume must be of type emptyDir')]
          : []
      }),
    ),
  )
}

function validateKeyRef(reference: { name?: string; key: string }, path: string): FieldError[] {
  const { name = '', key = '' } = reference
  return [
    ...wrongs(`${path}.name`, name, isDNS1123Subdomain(name)),
    ...(key === '' ? [required(`${path}.key`)] : wrongs(`${path}.key`, key, isConfigMapKey(key))),
  ]
}

const environmentFields = [
  ...['metadata.name', 'metadata.namespace', 'metadata.uid', 'spec.nodeName', 'spec.serviceAccountName'],
  ...['status.hostIP', 'status.hostIPs', 'status.podIP', 'status.podIPs'],
]
export const volumeFields = [
  ...['metadata.annotations', 'metadata.labels', 'metadata.name', 'metadata.namespace', 'metadata.uid'],
]
/** Field labels that the pod version knows (`ConvertDownwardAPIFieldLabel`), whether or not they may be used here. */
const convertibleFields = [
  ...environmentFields,
  ...volumeFields,
  ...['spec.restartPolicy', 'spec.schedulerName', 'status.phase'],
]

/** `validateObjectFieldSelector`. */
export function validateFieldRef(reference: FieldRef, fields: readonly string[], path: string): FieldError[] {
  const { apiVersion = '', fieldPath = '' } = reference
  if (apiVersion === '') return [required(`${path}.apiVersion`)]
  if (fieldPath === '') return [required(`${path}.fieldPath`)]
  const wrong = (why: string) => [invalidValue(`${path}.fieldPath`, fieldPath, `error converting fieldPath: ${why}`)]
  if (apiVersion !== 'v1') return wrong(`unsupported pod version: ${apiVersion}`)
  const subscripted = /^(.*)\['(.*)'\]$/s.exec(fieldPath)
  if (subscripted !== null) {
    const [, parent = '', subscript = ''] = subscripted
    if (parent === 'metadata.annotations') {
      const name = subscript.toLowerCase()
      return wrongs(path, name, isQualifiedName(name))
    }
    if (parent === 'metadata.labels') return wrongs(path, subscript, isQualifiedName(subscript))
    return wrong(`field label does not support subscript: ${fieldPath}`)
  }
  const field = fieldPath === 'spec.host' ? 'spec.nodeName' : fieldPath
  if (!convertibleFields.includes(field)) return wrong(`field label not supported: ${fieldPath}`)
  return fields.includes(field) ? [] : [notSupported(`${path}.fieldPath`, field, fields)]
}

const resourceFields = [
  ...['limits.cpu', 'limits.ephemeral-storage', 'limits.memory'],
  ...['requests.cpu', 'requests.ephemeral-storage', 'requests.memory'],
]
const byteDivisors = ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei']

/** `validateContainerResourceFieldSelector`; in a volume the container must be named. */
export function validateResourceRef(reference: ResourceRef, path: string, volume: boolean): FieldError[] {
  const { resource = '', containerName = '' } = reference
  const errors: FieldError[] = []
  const known = resourceFields.includes(resource) || /^(limits|requests)\.hugepages-/.test(resource)
  if (volume && containerName === '') errors.push(required(`${path}.containerName`))
  else if (resource === '') errors.push(required(`${path}.resource`))
  else if (!known) errors.push(notSupported(`${path}.resource`, resource, resourceFields))
  return [...errors, ...validateDivisor(reference, `${path}.divisor`)]
}

const divisorNames: Readonly<Record<string, string>> = {
  memory: 'memory resource',
  'ephemeral-storage': 'local ephemeral storage resource',
}

function validateDivisor({ resource = '', divisor }: ResourceRef, path: string): FieldError[] {
  const quantity = quantityIn(divisor)
  if (quantity === undefined || quantity.nanos === 0n) return []
  const name = resource.replace(/^(limits|requests)\./, '')
  if (name === 'cpu') {
    const detail = "only divisor's values 1m and 1 are supported with the cpu resource"
    return ['1m', '1'].includes(formatQuantity(quantity)) ? [] : [invalidValue(path, resource, detail)]
  }
  const what = divisorNames[name] ?? (name.startsWith('hugepages-') ? 'hugepages resource' : undefined)
  if (what === undefined || byteDivisors.includes(formatQuantity(quantity))) return []
  const detail = `only divisor's values ${byteDivisors.join(', ')} are supported with the ${what}`
  return [invalidValue(path, resource, detail)]
}

/** `ValidateEnvFrom`. */
export function validateEnvironmentSources(sources: readonly Source[] | undefined, path: string): FieldError[] {
  return (sources ?? []).flatMap((source, index) => {
    const at = `${path}[${index}]`
    const { prefix = '', configMapRef, secretRef } = source
    const errors = prefix === '' ? [] : wrongs(`${at}.prefix`, prefix, isRelaxedEnvironmentVariableName(prefix))
    if (configMapRef) append(errors, validateSourceName(configMapRef.name, `${at}.configMapRef.name`))
    if (secretRef) append(errors, validateSourceName(secretRef.name, `${at}.secretRef.name`))
    if (!configMapRef && !secretRef) {
      errors.push(invalidValue(path, '', 'must specify one of: `configMapRef` or `secretRef`'))
    }
    if (configMapRef && secretRef) {
      errors.push(invalidValue(path, '', 'may not have more than one field specified at a time'))
    }
    return errors
  })
}

function validateSourceName(name: string | undefined, path: string): FieldError[] {
  return name ? wrongs(path, name, isDNS1123Subdomain(name)) : [required(path)]
}
