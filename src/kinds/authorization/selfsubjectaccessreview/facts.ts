import type { Kind } from '../../../api/contract/kind.js'

/** SelfSubjectAccessReview: may I do this? */
export const selfSubjectAccessReview: Kind = {
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
  verbs: ['create'],
}
