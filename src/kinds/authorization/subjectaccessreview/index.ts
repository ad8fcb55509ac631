/** SubjectAccessReview: may they do this? */
import type { Kind } from '../../../api/contract/kind.js'
import { type AccessSpec, question, reviewed, subject, subjectErrors } from '../../reviews/index.js'

export const subjectAccessReview: Kind = {
  ...question,
  names: {
    group: 'authorization.k8s.io',
    version: 'v1',
    kind: 'SubjectAccessReview',
    plural: 'subjectaccessreviews',
    singular: 'subjectaccessreview',
    short: [],
  },
  scope: 'Cluster',
  definition: 'io.k8s.api.authorization.v1.SubjectAccessReview',
  example: {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    metadata: { name: 'question' },
    spec: { user: 'jane', resourceAttributes: { verb: 'get', resource: 'pods' } },
  },
  validate: ({ spec = {} }) => subjectErrors(spec as AccessSpec),
  respond: (draft, admission) => reviewed(draft, subject(draft.spec as AccessSpec), admission),
}
