/** SelfSubjectAccessReview: may I do this? */
import type { Kind } from '../../../api/contract/kind.js'
import { type AccessSpec, asker, attributeErrors, question, reviewed } from '../../reviews/index.js'

export const selfSubjectAccessReview: Kind = {
  ...question,
  names: {
    group: 'authorization.k8s.io',
    version: 'v1',
    kind: 'SelfSubjectAccessReview',
    plural: 'selfsubjectaccessreviews',
    singular: 'selfsubjectaccessreview',
    short: [],
  },
  scope: 'Cluster',
  definition: 'io.k8s.api.authorization.v1.SelfSubjectAccessReview',
  example: {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    metadata: { name: 'question' },
    spec: { resourceAttributes: { verb: 'get', resource: 'pods' } },
  },
  validate: ({ spec = {} }) => attributeErrors(spec as AccessSpec),
  respond: (draft, admission) => reviewed(draft, asker(admission), admission),
}
