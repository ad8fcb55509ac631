/** `apply --server-side`: the server merges (kubectl `pkg/cmd/apply/apply.go`, client-go `util/csaupgrade`). */
import type { WriteOptions } from '../../api/contract/client.js'
import { ApiError, UsageError } from '../../api/contract/errors.js'
import type { KubeObject } from '../../model/objects/object.js'
import type { Context } from '../command.js'
import { lastAppliedAnnotation } from '../requests/saved-config.js'
import type { Selected } from '../selection/query.js'

/** The manager of whoever names none; only its applies take over from client-side apply. */
export const serverSideManager = 'kubectl'
/** Owns the annotation of client-side apply when that is no longer used. */
const annotationManager = 'kubectl-last-applied'
const mostAttempts = 5

type Entry = NonNullable<KubeObject['metadata']['managedFields']>[number]

const advice = `Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the \`--force-conflicts\` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts`

/** Applies one manifest; what client-side apply owned of the object passes to the manager. */
export async function applyServerSide(item: Selected, options: WriteOptions, context: Context): Promise<KubeObject> {
  const { resource, name, namespace, object } = item
  if (name === '') throw new UsageError('resource name may not be empty')
  const target = { resource, namespace, name }
  const send = (body: KubeObject, manager: WriteOptions) =>
    context.client.patch<KubeObject>(target, { type: 'apply', body }, { ...options, ...manager })
  const applied = await send(object, {}).catch((error: unknown) => {
    const conflicts = error instanceof ApiError && error.reason === 'Conflict'
    throw conflicts ? new UsageError(`${error.message}\n${advice}`) : error
  })
  if (options.subresource !== undefined) return applied
  const kept = await withAnnotationOwner(applied, options, (body) =>
    send(body, { fieldManager: annotationManager, force: false }),
  ).catch((error: Error) => {
    context.io.warn(failed(`${lastAppliedAnnotation} for Server-Side Apply`, error))
    return undefined
  })
  if (kept === undefined) return applied
  const migrated = await migrate(kept, item, options, context).catch((error: Error) => {
    context.io.warn(failed('managed fields for Server-Side Apply', error))
    return undefined
  })
  if (migrated === undefined) return kept
  return send(object, {}).catch((error: Error) => {
    context.io.warn(
      `failed to re-apply configuration after performing Server-Side Apply migration. This is non-fatal and will be retried next time you apply. Error: ${error.message}`,
    )
    return migrated
  })
}

const failed = (what: string, { message }: Error) =>
  `failed to migrate ${what}. This is non-fatal and will be retried next time you apply. Error: ${message}`

const annotationOf = ({ metadata }: KubeObject) => metadata.annotations?.[lastAppliedAnnotation]

/** Whether an entry owns the annotation that client-side apply leaves. */
function ownsAnnotation({ fieldsV1 }: Entry): boolean {
  const fields = fieldsV1 as Record<string, Record<string, Record<string, unknown>>> | undefined
  return fields?.['f:metadata']?.['f:annotations']?.[`f:${lastAppliedAnnotation}`] !== undefined
}

/** Sees that the annotation is owned by somebody who applies, so that it does not go with client-side apply. */
async function withAnnotationOwner(
  object: KubeObject,
  { fieldManager }: WriteOptions,
  send: (body: KubeObject) => Promise<KubeObject>,
): Promise<KubeObject> {
  const { apiVersion, kind, metadata } = object
  const annotation = annotationOf(object)
  const owned = metadata.managedFields?.some((entry) => entry.operation === 'Apply' && ownsAnnotation(entry))
  if (fieldManager !== serverSideManager || annotation === undefined || owned === true) return object
  const { name, namespace } = metadata
  const annotations = { [lastAppliedAnnotation]: annotation }
  return send({
    apiVersion,
    kind,
    metadata: { annotations, name, ...(namespace === undefined ? {} : { namespace }) },
  })
}

/** Passes on what client-side apply owned; undefined when there is nothing to pass on. */
async function migrate(
  object: KubeObject,
  { resource, namespace, name }: Selected,
  options: WriteOptions,
  { client }: Context,
): Promise<KubeObject | undefined> {
  const entries = object.metadata.managedFields ?? []
  const former = entries.filter((entry) => entry.operation === 'Update' && ownsAnnotation(entry))
  const names = new Set(former.map(({ manager }) => manager ?? ''))
  let current = object
  for (let attempt = 1; ; attempt++) {
    const value = await upgraded(current.metadata.managedFields ?? [], names, options.fieldManager ?? '')
    if (value === undefined) return undefined
    const body = [
      { op: 'replace', path: '/metadata/managedFields', value },
      { op: 'replace', path: '/metadata/resourceVersion', value: current.metadata.resourceVersion },
    ]
    const { force: _, ...rest } = options
    try {
      return await client.patch<KubeObject>({ resource, namespace, name }, { type: 'json', body }, rest)
    } catch (error) {
      if (!(error instanceof ApiError && error.reason === 'Conflict') || attempt === mostAttempts) throw error
      current = await client.get<KubeObject>({ resource, namespace, name })
    }
  }
}

/** The entries with the fields of client-side apply in that of server-side apply; undefined when nothing changes. */
async function upgraded(
  entries: readonly Entry[],
  names: ReadonlySet<string>,
  manager: string,
): Promise<Entry[] | undefined> {
  const { fromFieldsV1, toFieldsV1, union } = await import('../../api/field-managers/field-set.js')
  const isFormer = (entry: Entry) =>
    entry.operation === 'Update' && !entry.subresource && names.has(entry.manager ?? '')
  const isOwn = (entry: Entry) => entry.operation === 'Apply' && !entry.subresource && entry.manager === manager
  const former = entries.filter(isFormer)
  const target = entries.find(isOwn) ?? former[0]
  if (former.length === 0 || target === undefined) return undefined
  const same = former.filter((entry) => entry !== target && entry.apiVersion === target.apiVersion)
  const fields = same.reduce(
    (all, { fieldsV1 }) => union(all, fromFieldsV1(fieldsV1)),
    fromFieldsV1(target.fieldsV1 ?? {}),
  )
  const merged = { ...target, manager, operation: 'Apply', fieldsV1: toFieldsV1(fields) }
  return entries.flatMap((entry) => (entry === target ? [merged as Entry] : isFormer(entry) ? [] : [entry]))
}
