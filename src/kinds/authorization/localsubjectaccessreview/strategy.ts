import { invalidValue } from '../../../api/contract/field-errors.js'
import { badRequest } from '../../../api/contract/status-errors.js'
import type { Strategy } from '../../../api/contract/strategy.js'
import { type AccessSpec, reviewed, subject, subjectErrors } from '../../reviews/index.js'

/** How it is answered (`pkg/registry/authorization/localsubjectaccessreview`). */
export const localSubjectAccessReviewStrategy: Strategy = {
  example: {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'LocalSubjectAccessReview',
    metadata: { name: 'question', namespace: 'default' },
    spec: { user: 'jane', resourceAttributes: { namespace: 'default', verb: 'get', resource: 'pods' } },
  },
  /** `ValidateLocalSubjectAccessReview`. */
  validate({ spec = {}, metadata }) {
    const { resourceAttributes, nonResourceAttributes } = spec as AccessSpec
    const { namespace = '' } = resourceAttributes ?? {}
    const errors = subjectErrors(spec as AccessSpec)
    if (resourceAttributes !== undefined && namespace !== (metadata.namespace ?? '')) {
      errors.push(invalidValue('spec.resourceAttributes.namespace', namespace, 'must match metadata.namespace'))
    }
    if (nonResourceAttributes !== undefined) {
      errors.push(invalidValue('spec.nonResourceAttributes', null, 'disallowed on this kind of request'))
    }
    return errors
  },
  respond(draft, admission) {
    if (!draft.metadata.namespace) throw badRequest('namespace is required on this type: ')
    return reviewed(draft, subject(draft.spec as AccessSpec), admission)
  },
}
