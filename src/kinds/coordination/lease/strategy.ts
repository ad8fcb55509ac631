import type { FieldError } from '../../../api/contract/errors.js'
import { invalidValue } from '../../../api/contract/field-errors.js'
import type { Strategy } from '../../../api/contract/strategy.js'
import type { Lease } from '../../../model/objects/types.js'
import { leaseWriters } from './writers.js'

/** How its objects are made, changed and deleted (`pkg/registry/coordination/lease/strategy.go`). */
export const leaseStrategy: Strategy<Lease> = {
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
  needsRevision: true,
  writers: leaseWriters,
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
