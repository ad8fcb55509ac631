import type { Strategy } from '../../../api/contract/strategy.js'
import { type AccessSpec, asker, attributeErrors, reviewed } from '../../reviews/index.js'

/** How it is answered (`pkg/registry/authorization/selfsubjectaccessreview`). */
export const selfSubjectAccessReviewStrategy: Strategy = {
  example: {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    metadata: { name: 'question' },
    spec: { resourceAttributes: { verb: 'get', resource: 'pods' } },
  },
  validate: ({ spec = {} }) => attributeErrors(spec as AccessSpec),
  respond: (draft, admission) => reviewed(draft, asker(admission), admission),
}
