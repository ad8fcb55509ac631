import { badRequest } from '../../../api/contract/status-errors.js'
import type { Strategy } from '../../../api/contract/strategy.js'
import { isPrivileged, rulesFor } from '../../../api/rbac/index.js'
import type { PolicyRule } from '../../../model/objects/types.js'
import { asker } from '../../reviews/index.js'

/** How it is answered (`pkg/registry/authorization/selfsubjectrulesreview`). */
export const selfSubjectRulesReviewStrategy: Strategy = {
  example: {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectRulesReview',
    metadata: { name: 'question' },
    spec: { namespace: 'default' },
  },
  respond(draft, admission) {
    const { namespace = '' } = (draft.spec ?? {}) as { namespace?: string }
    if (namespace === '') throw badRequest('no namespace on request')
    const user = asker(admission)
    const { rules, problems } = rulesFor(admission.reader, user, namespace)
    const all = isPrivileged(user) ? [...everything, ...rules] : rules
    const status = {
      resourceRules: all.filter(({ resources = [] }) => resources.length > 0).map(resourceRule),
      nonResourceRules: all.filter(({ nonResourceURLs = [] }) => nonResourceURLs.length > 0).map(pathRule),
      incomplete: false,
      ...(problems.length === 0 ? {} : { evaluationError: problems.join(', ') }),
    }
    return { ...draft, status }
  },
}

/** Of whoever needs no role. */
const everything: readonly PolicyRule[] = [
  { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
  { verbs: ['*'], nonResourceURLs: ['*'] },
]

const resourceRule = ({ verbs, apiGroups, resources, resourceNames }: PolicyRule) => ({
  verbs,
  apiGroups,
  resources,
  ...(resourceNames === undefined ? {} : { resourceNames }),
})

const pathRule = ({ verbs, nonResourceURLs }: PolicyRule) => ({ verbs, nonResourceURLs })
