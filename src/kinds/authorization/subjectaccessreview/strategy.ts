import type { Strategy } from '../../../api/contract/strategy.js'
import { type AccessSpec, reviewed, subject, subjectErrors } from '../../reviews/index.js'

/** How it is answered (`pkg/registry/authorization/subjectaccessreview`). */
export const subjectAccessReviewStrategy: Strategy = {
  example: {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    metadata: { name: 'question' },
    spec: { user: 'jane', resourceAttributes: { verb: 'get', resource: 'pods' } },
  },
  validate: ({ spec = {} }) => subjectErrors(spec as AccessSpec),
  respond: (draft, admission) => reviewed(draft, subject(draft.spec as AccessSpec), admission),
}
