import type { FieldError } from '../../../api/contract/errors.js'
import { invalidValue, required } from '../../../api/contract/field-errors.js'
import { goQuote } from '../../../model/go/quote.js'
import type { CustomResourceDefinition } from './types.js'

const annotation = 'api-approved.kubernetes.io'

/** Groups of the Kubernetes project itself need an approval (`validateAPIApproval`, `pkg/apihelpers`). */
export function approvalErrors(object: CustomResourceDefinition, previous?: CustomResourceDefinition): FieldError[] {
  if (!/(^|\.)(k8s|kubernetes)\.io$/.test(object.spec.group ?? '')) return []
  const state = stateOf(object)
  if (state === 'given' || (previous !== undefined && stateOf(previous) === state)) return []
  const path = `metadata.annotations[${annotation}]`
  const rule = `protected groups must have approval annotation ${goQuote(annotation)}`
  const more = 'see https://github.com/kubernetes/enhancements/pull/1111'
  if (state === 'missing') return [required(path, `${rule}, ${more}`)]
  const detail = `${rule} with either a URL or a reason starting with "unapproved", ${more}`
  return [invalidValue(path, object.metadata.annotations?.[annotation], detail)]
}

function stateOf({ metadata }: CustomResourceDefinition): 'missing' | 'given' | 'invalid' {
  const text = metadata.annotations?.[annotation] ?? ''
  if (text === '') return 'missing'
  return text.startsWith('unapproved') || /^[A-Za-z][A-Za-z\d+.-]*:\/\/[^/\s]/.test(text) ? 'given' : 'invalid'
}
