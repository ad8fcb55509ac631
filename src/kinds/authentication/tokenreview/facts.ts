import type { Kind } from '../../../api/contract/kind.js'

/** TokenReview: whose token is this? */
export const tokenReview: Kind = {
  names: {
    group: 'authentication.k8s.io',
    version: 'v1',
    kind: 'TokenReview',
    plural: 'tokenreviews',
    singular: 'tokenreview',
    short: [],
  },
  scope: 'Cluster',
  definition: 'io.k8s.api.authentication.v1.TokenReview',
  verbs: ['create'],
}
