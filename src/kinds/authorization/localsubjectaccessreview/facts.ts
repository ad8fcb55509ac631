import type { Kind } from '../../../api/contract/kind.js'

/** LocalSubjectAccessReview: may they do this in the namespace? For those who may ask in their own namespace only. */
export const localSubjectAccessReview: Kind = {
  names: {
    group: 'authorization.k8s.io',
    version: 'v1',
    kind: 'LocalSubjectAccessReview',
    plural: 'localsubjectaccessreviews',
    singular: 'localsubjectaccessreview',
    short: [],
  },
  scope: 'Namespaced',
  definition: 'io.k8s.api.authorization.v1.LocalSubjectAccessReview',
  verbs: ['create'],
}
