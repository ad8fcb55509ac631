import type { Strategy } from '../../../api/contract/strategy.js'
import type { ServiceAccount } from '../../../model/objects/types.js'

/** How its objects are made, changed and deleted (`pkg/registry/core/serviceaccount/strategy.go`). */
export const serviceAccountStrategy: Strategy<ServiceAccount> = {
  example: { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'builder', namespace: 'default' } },
  answersDeleted: true,
  /** Secrets are named, nothing else of the reference is kept (`cleanSecretReferences`). */
  prepare(draft) {
    if (draft.secrets !== undefined)
      draft.secrets = draft.secrets.map(({ name }) => (name === undefined ? {} : { name }))
  },
  warnings({ metadata }) {
    const annotation = 'kubernetes.io/enforce-mountable-secrets'
    if (metadata.annotations?.[annotation] === undefined) return []
    const advice = 'prefer separate namespaces to isolate access to mounted secrets'
    return [`metadata.annotations[${annotation}]: deprecated in v1.32+; ${advice}`]
  },
}
