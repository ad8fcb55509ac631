import { badRequest } from '../../../api/contract/status-errors.js'
import type { Strategy } from '../../../api/contract/strategy.js'
import { reviewToken } from '../../../api/tokens/index.js'
import { issuer } from '../../../api/tokens/issuer.js'
import { userInfo } from '../../reviews/index.js'

/** How it is answered (`pkg/registry/authentication/tokenreview`). */
export const tokenReviewStrategy: Strategy = {
  example: {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenReview',
    metadata: { name: 'question' },
    spec: { token: 'x' },
  },
  respond(draft, admission) {
    const { token = '', audiences } = (draft.spec ?? {}) as { token?: string; audiences?: string[] }
    if (token === '') throw badRequest('token is required for TokenReview in authentication')
    const verdict = reviewToken(admission, token, audiences ?? [issuer])
    const status =
      typeof verdict === 'string'
        ? { user: {}, error: verdict }
        : { authenticated: true, user: userInfo(verdict.user), audiences: verdict.audiences }
    return { ...draft, status }
  },
}
