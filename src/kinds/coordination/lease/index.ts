/** Lease: who holds something, and since when it has not been heard of. */
import type { FieldError } from '../../../api/contract/errors.js'
import { invalidValue } from '../../../api/contract/field-errors.js'
import type { Kind } from '../../../api/contract/kind.js'
import type { Lease } from '../../../model/objects/types.js'
import { ageColumn, nameColumn } from '../../columns.js'
import { leaseWriters } from '../../writers.js'
import { observe } from './observation.js'

export const lease: Kind<Lease> = {
  names: {
    group: 'coordination.k8s.io',
    version: 'v1',
    kind: 'Lease',
    plural: 'leases',
    singular: 'lease',
    short: [],
  },
  scope: 'Namespaced',
  definition: 'io.k8s.api.coordination.v1.Lease',
  example: {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: 'leader', namespace: 'default' },
    spec: {},
  },
  madeByUpdate: true,
  setDefaults(draft) {
    draft.spec ??= {}
  },
  /** Fields of `CoordinatedLeaderElection`, which is off (`dropDisabledFields` of `pkg/registry/coordination/lease`). */
  prepare({ spec }, previous) {
    if (previous?.spec.strategy === undefined) delete spec.strategy
    if (previous?.spec.preferredHolder === undefined) delete spec.preferredHolder
  },
  validate,
  observe,
  needsRevision: true,
  writers: leaseWriters,
  columns: [
    nameColumn,
    { name: 'Holder', description: 'The identity of the holder.', value: ({ spec }) => spec.holderIdentity ?? '' },
    ageColumn,
  ],
  describe: async (object, view) => (await import('../../describe/index.js')).describeGeneric(object, view),
  capabilities: {},
}

/** `ValidateLeaseSpec` of `pkg/apis/coordination/validation`. */
function validate({ spec }: Lease): FieldError[] {
  const { leaseDurationSeconds: seconds, leaseTransitions: transitions } = spec
  const errors: FieldError[] = []
  if (seconds !== undefined && seconds <= 0) {
    errors.push(invalidValue('spec.leaseDurationSeconds', seconds, 'must be greater than 0'))
  }
  if (transitions !== undefined && transitions < 0) {
    errors.push(invalidValue('spec.leaseTransitions', transitions, 'must be greater than or equal to 0'))
  }
  if (spec.strategy !== undefined && spec.strategy !== 'OldestEmulationVersion' && !spec.strategy.includes('/')) {
    const detail = 'strategy must be one of the supported strategies or a qualified name'
    errors.push(invalidValue('spec.strategy', spec.strategy, detail))
  }
  return errors
}
