/** TokenReview: whose token is this? */
import type { Kind } from '../../../api/contract/kind.js'
import { badRequest } from '../../../api/contract/status-errors.js'
import { reviewToken } from '../../../api/tokens/index.js'
import { issuer } from '../../../api/tokens/issuer.js'
import { question, userInfo } from '../../reviews/index.js'

export const tokenReview: Kind = {
  ...question,
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
  example: {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenReview',
    metadata: { name: 'question' },
    spec: { token: 'x' },
  },
  validate: () => [],
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
