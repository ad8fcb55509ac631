import type { KubeObject } from '../../model/objects/object.js'
import type { Core, RequestOptions } from '../registry/core.js'
import type { ServedResource } from '../registry/resources.js'

type Entries = NonNullable<KubeObject['metadata']['managedFields']>

/** Enters the writer of a new object, when it has a name. Comes after the defaults and before admission. */
export function trackCreation(core: Core, resource: ServedResource, draft: KubeObject, options: RequestOptions): void {
  const { fieldManager, managedFields } = options
  if (managedFields !== undefined) enter(draft, managedFields)
  else if (fieldManager !== undefined) enter(draft, core.management?.createdBy(core, resource, draft, options))
}

/**
 * Keeps the books of an object that somebody with a name has written to, or writes to now. Loops that write to an object
 * of which only loops have written cost nothing. `sent`: the managedFields of the request itself.
 */
export function trackUpdate(
  core: Core,
  resource: ServedResource,
  draft: KubeObject,
  previous: KubeObject,
  sent: unknown,
  options: RequestOptions,
): void {
  const kept = previous.metadata.managedFields
  if (kept === undefined && options.fieldManager === undefined) return
  const entries =
    options.managedFields ?? core.management?.updatedBy(core, resource, previous, draft, sent, options) ?? kept
  if (entries !== draft.metadata.managedFields) enter(draft, entries)
}

/** Draft and previous object may share their metadata. */
function enter(draft: KubeObject, entries: readonly object[] | undefined): void {
  if (entries === undefined) return
  draft.metadata = { ...draft.metadata, managedFields: entries as Entries }
}
