import type { Handled, Operation } from '../contract/admission.js'

/** Whether a request does that with a pod itself, and not with a part of it. */
export const isOfPods = ({ operation, resource, subresource }: Handled, ...operations: readonly Operation[]): boolean =>
  subresource === '' && resource.plural === 'pods' && resource.group === '' && operations.includes(operation)
