/** ServiceAccount: whom a pod's processes are to the API server. */
import type { Kind } from '../../../api/contract/kind.js'
import type { ServiceAccount } from '../../../model/objects/types.js'
import { ageColumn, nameColumn } from '../../columns.js'
import { tokenRequest } from './token.js'

export const serviceAccount: Kind<ServiceAccount> = {
  names: {
    group: '',
    version: 'v1',
    kind: 'ServiceAccount',
    plural: 'serviceaccounts',
    singular: 'serviceaccount',
    short: ['sa'],
  },
  scope: 'Namespaced',
  definition: 'io.k8s.api.core.v1.ServiceAccount',
  example: { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'builder', namespace: 'default' } },
  subresources: ['token'],
  questions: { token: tokenRequest },
  answersDeleted: true,
  setDefaults() {},
  /** Secrets are named, nothing else of the reference is kept (`cleanSecretReferences`). */
  prepare(draft) {
    if (draft.secrets !== undefined)
      draft.secrets = draft.secrets.map(({ name }) => (name === undefined ? {} : { name }))
  },
  validate: () => [],
  warnings({ metadata }) {
    const annotation = 'kubernetes.io/enforce-mountable-secrets'
    if (metadata.annotations?.[annotation] === undefined) return []
    const advice = 'prefer separate namespaces to isolate access to mounted secrets'
    return [`metadata.annotations[${annotation}]: deprecated in v1.32+; ${advice}`]
  },
  columns: [
    nameColumn,
    {
      name: 'Secrets',
      description: 'How many secrets pods of this account may use.',
      until: '1.35',
      value: ({ secrets }) => (secrets ?? []).length,
    },
    ageColumn,
  ],
  describe: async (object, view) => (await import('./describe.js')).describe(object, view),
  capabilities: {},
}
