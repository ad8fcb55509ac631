import type { KubeObject } from '../../model/objects/object.js'
import { deepEqual } from '../../model/values/json-values.js'
import type { RequestOptions } from '../registry/core.js'

/**
 * Leaves of the owners that a draft names twice one each, and warns (`dedupOwnerReferencesAndAddWarning`); two that differ
 * in anything are two.
 */
export function dropDuplicateOwners(
  draft: KubeObject,
  { warn = () => {}, typed }: RequestOptions,
  patched = false,
): void {
  const owners = draft.metadata.ownerReferences
  if (typed === true || owners === undefined || owners.length < 2) return
  const kept = owners.filter((owner, at) => !owners.slice(0, at).some((other) => deepEqual(owner, other)))
  if (kept.length === owners.length) return
  const dropped = owners.filter((owner) => !kept.includes(owner))
  draft.metadata = { ...draft.metadata, ownerReferences: kept }
  warn(
    `.metadata.ownerReferences contains duplicate entries${patched ? ' after mutating admission happens' : ''}; ` +
      'API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; ' +
      `please fix your requests; duplicate UID(s) observed: ${dropped.map(({ uid }) => uid).join(', ')}`,
  )
}
