import type { FieldError } from '../../../api/contract/errors.js'
import { forbiddenField, invalidValue, notSupported, required } from '../../../api/contract/field-errors.js'
import { isQualifiedName } from '../../../model/objects/names.js'
import { isPodLevel } from '../../../model/objects/pod-resources.js'
import { compareQuantities, formatQuantity, parseQuantity, type Quantity } from '../../../model/objects/quantity.js'
import type { Container } from '../../../model/objects/types.js'
import { compareKeys } from '../../../model/values/order.js'
import { wrongs } from '../scheduling/label-validation.js'
import { quantityIn, type ResourceList } from './resource-lists.js'

type Requirements = NonNullable<Container['resources']>

export const isNegativeText = 'must be greater than or equal to 0'
const zero = parseQuantity('0')

const containerResources = ['cpu', 'memory', 'ephemeral-storage']
/** Standard names that no container may ask for: quota and node resources (`helper.standardResources`). */
const otherResources = [
  ...['requests.cpu', 'requests.memory', 'requests.ephemeral-storage', 'limits.cpu', 'limits.memory'],
  ...['limits.ephemeral-storage', 'pods', 'resourcequotas', 'services', 'replicationcontrollers', 'secrets'],
  ...['persistentvolumeclaims', 'configmaps', 'storage', 'requests.storage', 'services.nodeports'],
  'services.loadbalancers',
]
const countedResources = ['pods', 'services', 'replicationcontrollers', 'resourcequotas', 'secrets', 'configmaps']

const isHugePages = (name: string) => name.startsWith('hugepages-')
const isNative = (name: string) => !name.includes('/') || name.includes('kubernetes.io/')
const isExtended = (name: string) =>
  !isNative(name) && !name.startsWith('requests.') && isQualifiedName(`requests.${name}`).length === 0
const mayOvercommit = (name: string) => isNative(name) && !isHugePages(name)

/** `ValidateContainerResourceRequirements`. */
export function validateResources(
  resources: Requirements | undefined,
  path: string,
  nameErrors = validateName,
): FieldError[] {
  if (resources == null) return []
  const limits = quantities(resources.limits)
  const requests = quantities(resources.requests)
  const names = [...limits.keys(), ...requests.keys()]
  const lonelyHugePages = names.some(isHugePages) && !names.includes('cpu') && !names.includes('memory')
  return [
    ...[...limits].flatMap(([name, limit]) => {
      const at = `${path}.limits[${name}]`
      return [...validateAmount(name, limit, at, nameErrors), ...validatePages(name, limit, at)]
    }),
    ...[...requests].flatMap(([name, request]) => {
      const at = `${path}.requests[${name}]`
      return [
        ...validateAmount(name, request, at, nameErrors),
        ...validateAgainstLimit(name, request, limits.get(name), path),
        ...validatePages(name, request, at),
      ]
    }),
    ...(lonelyHugePages ? [forbiddenField(path, 'HugePages require cpu or memory')] : []),
  ]
}

export function quantities(list: ResourceList | undefined): Map<string, Quantity> {
  const found = new Map<string, Quantity>()
  for (const name of Object.keys(list ?? {}).sort(compareKeys)) {
    const quantity = quantityIn(list?.[name])
    if (quantity !== undefined) found.set(name, quantity)
  }
  return found
}

/** Huge pages are asked for whole (`IsHugePageResourceValueDivisible`). */
function validatePages(name: string, quantity: Quantity, path: string): FieldError[] {
  if (!isHugePages(name)) return []
  const page = quantityIn(name.slice('hugepages-'.length))
  if (page !== undefined && page.nanos > 0n && quantity.nanos % page.nanos === 0n) return []
  const text = formatQuantity(quantity)
  return [invalidValue(path, text, `${text} is not positive integer multiple of ${name}`)]
}

/** `validatePodResourceRequirements`, of what a pod asks for as a whole. */
export const validatePodRequirements = (resources: Requirements, path: string): FieldError[] =>
  validateResources(resources, path, validatePodName)

/** `validatePodResourceName` */
function validatePodName(name: string, path: string): FieldError[] {
  const malformed = wrongs(path, name, isQualifiedName(name))
  const known = name.includes('/') || containerResources.includes(name) || isHugePages(name)
  if (malformed.length > 0) return malformed
  if (!known && !otherResources.includes(name)) {
    return [invalidValue(path, name, 'must be a standard resource type or fully qualified')]
  }
  return isPodLevel(name) ? [] : [notSupported(path, name, ['cpu', 'hugepages-', 'memory'])]
}

function validateAmount(name: string, quantity: Quantity, path: string, nameErrors: typeof validateName): FieldError[] {
  return [...nameErrors(name, path), ...validateQuantity(name, quantity, path)]
}

function validateName(name: string, path: string): FieldError[] {
  const malformed = wrongs(path, name, isQualifiedName(name))
  if (name.includes('/')) {
    const known = isNative(name) || isExtended(name)
    return [
      ...malformed,
      ...(known ? [] : [invalidValue(path, name, "doesn't follow extended resource name standard")]),
    ]
  }
  if (containerResources.includes(name) || isHugePages(name)) return malformed
  const standard = malformed.length > 0 || otherResources.includes(name)
  return [
    ...malformed,
    ...(standard ? [] : [invalidValue(path, name, 'must be a standard resource type or fully qualified')]),
    invalidValue(path, name, 'must be a standard resource for containers'),
  ]
}

/** `ValidateResourceQuantityValue`: not negative, and whole where only whole things exist. */
export function validateQuantity(name: string, quantity: Quantity, path: string): FieldError[] {
  const errors: FieldError[] = []
  if (compareQuantities(quantity, zero) < 0) errors.push(invalidValue(path, formatQuantity(quantity), isNegativeText))
  const whole = countedResources.includes(name) || isExtended(name)
  if (whole && quantity.nanos % 1_000_000_000n !== 0n) {
    errors.push(invalidValue(path, formatQuantity(quantity), 'must be an integer'))
  }
  return errors
}

function validateAgainstLimit(
  name: string,
  request: Quantity,
  limit: Quantity | undefined,
  path: string,
): FieldError[] {
  if (limit === undefined) {
    if (mayOvercommit(name)) return []
    return [required(`${path}.limits`, 'Limit must be set for non overcommitable resources')]
  }
  const order = compareQuantities(request, limit)
  const at = `${path}.requests`
  const text = formatQuantity(request)
  if (order !== 0 && !mayOvercommit(name)) {
    return [invalidValue(at, text, `must be equal to ${name} limit of ${formatQuantity(limit)}`)]
  }
  return order > 0
    ? [invalidValue(at, text, `must be less than or equal to ${name} limit of ${formatQuantity(limit)}`)]
    : []
}
