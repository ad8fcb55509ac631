import type { Kind } from '../../../api/contract/kind.js'

/** SubjectAccessReview: may they do this? */
export const subjectAccessReview: Kind = {
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
  verbs: ['create'],
}
