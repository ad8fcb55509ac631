import type { KubeObject } from '../../model/objects/object.js'
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
  const kept = new Map<string, OwnerReference>()
  const dropped: string[] = []
  for (const owner of owners) {
    const text = textOf(owner)
    if (kept.has(text)) dropped.push(owner.uid)
    else kept.set(text, owner)
  }
  if (dropped.length === 0) return
  draft.metadata = { ...draft.metadata, ownerReferences: [...kept.values()] }
  warn(
    `.metadata.ownerReferences contains duplicate entries${patched ? ' after mutating admission happens' : ''}; ` +
      'API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; ' +
      `please fix your requests; duplicate UID(s) observed: ${dropped.join(', ')}`,
  )
}

type OwnerReference = NonNullable<KubeObject['metadata']['ownerReferences']>[number]

/** The same of two that are equal. */
const textOf = ({ apiVersion, kind, name, uid, controller, blockOwnerDeletion }: OwnerReference) =>
  JSON.stringify([apiVersion, kind, name, uid, controller, blockOwnerDeletion])
