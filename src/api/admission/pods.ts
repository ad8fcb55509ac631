import type { AdmittedRequest, Operation } from '../contract/admission.js'

/** Whether a request does that with a pod itself, and not with a part of it. */
export const isOfPods = ({ operation, resource, subresource }: AdmittedRequest, ...operations: Operation[]): boolean =>
  resource.group === '' && resource.plural === 'pods' && subresource === '' && operations.includes(operation)
