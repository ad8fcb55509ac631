import type { Strategy } from '../../../api/contract/strategy.js'
import type { KubeObject } from '../../../model/objects/object.js'
import { timestamp } from '../../../model/objects/time.js'
import { asker, userInfo } from '../../reviews/index.js'

/** How it is answered (`pkg/registry/authentication/selfsubjectreview`). */
export const selfSubjectReviewStrategy: Strategy = {
  example: { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview', metadata: { name: 'question' } },
  respond: (draft, admission) => ({
    ...draft,
    metadata: { creationTimestamp: timestamp(admission.now) } as KubeObject['metadata'],
    status: { userInfo: userInfo(asker(admission)) },
  }),
}
