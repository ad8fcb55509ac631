/** SelfSubjectReview: who am I? */
import type { Kind } from '../../../api/contract/kind.js'
import type { KubeObject } from '../../../model/objects/object.js'
import { timestamp } from '../../../model/objects/time.js'
import { asker, question, userInfo } from '../../reviews/index.js'

export const selfSubjectReview: Kind = {
  ...question,
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
  example: { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview', metadata: { name: 'question' } },
  validate: () => [],
  respond: (draft, admission) => ({
    ...draft,
    metadata: { creationTimestamp: timestamp(admission.now) } as KubeObject['metadata'],
    status: { userInfo: userInfo(asker(admission)) },
  }),
}
