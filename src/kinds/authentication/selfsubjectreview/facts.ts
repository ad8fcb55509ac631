import type { Kind } from '../../../api/contract/kind.js'

/** SelfSubjectReview: who am I? */
export const selfSubjectReview: Kind = {
  names: {
    group: 'authentication.k8s.io',
    version: 'v1',
    kind: 'SelfSubjectReview',
    plural: 'selfsubjectreviews',
    singular: 'selfsubjectreview',
    short: [],
  },
  scope: 'Cluster',
  definition: 'io.k8s.api.authentication.v1.SelfSubjectReview',
  verbs: ['create'],
}
