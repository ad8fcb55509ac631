import type { FieldError } from '../../../api/contract/errors.js'
import { duplicate, forbiddenField, invalidValue } from '../../../api/contract/field-errors.js'
import { GoStruct } from '../../../api/contract/go-values.js'
import type { Node } from '../../../model/objects/types.js'
import { parseCidr } from '../../../model/values/addresses.js'
import { deepEqual } from '../../../model/values/json-values.js'
import { quantityIn, validateQuantity, validateTaints } from '../../podtemplate/index.js'

/** `ValidateNode` and `ValidateNodeUpdate`. */
export function validateNode(node: Node, previous?: Node): FieldError[] {
  return [
    ...validateTaints(node.spec.taints, 'metadata.taints'),
    ...validateResources(node),
    ...(previous === undefined ? validatePodCidrs(node) : validateChange(node, previous)),
  ]
}

function validateResources({ status }: Node): FieldError[] {
  return (['capacity', 'allocatable'] as const).flatMap((field) =>
    Object.entries(status?.[field] ?? {}).flatMap(([name, text]) => {
      const quantity = quantityIn(text)
      return quantity === undefined ? [] : validateQuantity(name, quantity, `status.${field}.${name}`)
    }),
  )
}

function validatePodCidrs({ spec }: Node): FieldError[] {
  const path = 'spec.podCIDRs'
  const cidrs = spec.podCIDRs ?? []
  const errors = cidrs.flatMap((cidr, index) => {
    if (isCidr(cidr)) return []
    const detail = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'
    return [invalidValue(`${path}[${index}]`, cidr, detail)]
  })
  if (cidrs.length < 2) return errors
  const versions = cidrs.map((cidr) => cidr.includes(':'))
  if (cidrs.length > 2 || versions[0] === versions[1]) {
    errors.push(invalidValue(path, cidrs, 'may specify no more than one CIDR for each IP family'))
  }
  return errors
}

function isCidr(text: string): boolean {
  if (text.includes(':')) return /^[0-9a-fA-F:]+\/\d{1,3}$/.test(text)
  try {
    parseCidr(text)
    return true
  } catch {
    return false
  }
}

function validateChange({ spec, status }: Node, previous: Node): FieldError[] {
  const errors: FieldError[] = []
  const addresses = status?.addresses ?? []
  addresses.forEach((address, index) => {
    const first = addresses.findIndex((other) => deepEqual(other, address))
    const shown = new GoStruct({ Type: address.type, Address: address.address })
    if (first < index) errors.push(duplicate(`status.addresses[${index}]`, shown))
  })
  const before = previous.spec.podCIDRs ?? []
  if (before.length > 0 && !deepEqual(before, spec.podCIDRs ?? [])) {
    errors.push(forbiddenField('spec.podCIDRs', 'node updates may not change podCIDR except from "" to valid'))
  }
  if (previous.spec.providerID && previous.spec.providerID !== spec.providerID) {
    errors.push(forbiddenField('spec.providerID', 'node updates may not change providerID except from "" to valid'))
  }
  return errors
}
