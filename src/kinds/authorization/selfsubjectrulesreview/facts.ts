import type { Kind } from '../../../api/contract/kind.js'

/** SelfSubjectRulesReview: what may I do in a namespace? */
export const selfSubjectRulesReview: Kind = {
  names: {
    group: 'authorization.k8s.io',
    version: 'v1',
    kind: 'SelfSubjectRulesReview',
    plural: 'selfsubjectrulesreviews',
    singular: 'selfsubjectrulesreview',
    short: [],
  },
  scope: 'Cluster',
  definition: 'io.k8s.api.authorization.v1.SelfSubjectRulesReview',
  verbs: ['create'],
}
