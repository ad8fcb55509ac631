/** What becomes of objects that a command deletes: the flags that say how, the deletion itself, and the wait for its end. */
import type { DeleteOptions } from '../../api/contract/client.js'
import { ApiError, UsageError } from '../../api/contract/errors.js'
import type { Millis } from '../../model/objects/object.js'
import type { Context, Flag, FlagValues } from '../command.js'
import { type DryRun, dryRunSuffix } from '../output/dry-run.js'
import { addSource } from '../requests/sent-objects.js'
import { groupKind } from '../resources/look-up.js'
import { throwAll } from '../selection/items-and-errors.js'
import type { Selected } from '../selection/query.js'

/** How objects are deleted. */
export interface Deletion {
  readonly propagation: NonNullable<DeleteOptions['propagation']>
  /** Seconds; undefined: the object's own. */
  readonly gracePeriod: number | undefined
  readonly wait: boolean
  /** Milliseconds; 0: forever. */
  readonly timeout: number
  readonly ignoreNotFound: boolean
  readonly nameOnly: boolean
  readonly dryRun: DryRun
}

const ownFlags: readonly Flag[] = [
  {
    name: 'cascade',
    type: 'string',
    default: 'background',
    bare: 'background',
    description: 'Must be "background", "orphan", or "foreground": the deletion cascading strategy for the dependents.',
  },
  {
    name: 'force',
    type: 'bool',
    default: 'false',
    description: 'Immediately remove resources from the API and bypass graceful deletion.',
  },
  {
    name: 'grace-period',
    type: 'int',
    default: '-1',
    description:
      'Seconds given to the resource to terminate gracefully. Ignored if negative. Set to 1 for immediate shutdown; 0 only with --force.',
  },
  {
    name: 'timeout',
    type: 'duration',
    default: '0s',
    description:
      'The length of time to wait before giving up on a delete, zero means determine it from the size of the object.',
  },
]

/** The flags of all commands that may delete; `wait` is what --wait is without being given. */
export function deletionFlags(wait: boolean): readonly Flag[] {
  const description = 'Wait for resources to be gone before returning.'
  return [...ownFlags, { name: 'wait', type: 'bool', default: String(wait), description }]
}

/** What --cascade means (kubectl's `parseCascadingFlag`); throws UsageError. */
export function propagationOf(flags: FlagValues): Deletion['propagation'] {
  const cascade = flags.string('cascade')
  if (cascade === 'background' || trueWords.includes(cascade)) return 'Background'
  if (cascade === 'foreground') return 'Foreground'
  if (cascade === 'orphan' || falseWords.includes(cascade)) return 'Orphan'
  throw new UsageError(`invalid cascade value (${cascade}). Must be "background", "foreground", or "orphan"`)
}

/** As Go's `strconv.ParseBool` takes them. */
const trueWords = ['1', 't', 'T', 'TRUE', 'true', 'True']
const falseWords = ['0', 'f', 'F', 'FALSE', 'false', 'False']

/** Tells users of the old, boolean form of --cascade what to write instead. */
export function warnOfCascade(flags: FlagValues, { io }: Context): void {
  const cascade = flags.string('cascade')
  const instead = trueWords.includes(cascade) ? 'background' : falseWords.includes(cascade) ? 'orphan' : undefined
  if (instead === undefined) return
  io.err(`warning: --cascade=${cascade} is deprecated (boolean value) and can be replaced with --cascade=${instead}.\n`)
}

/**
 * Deletes one object after another, says so, and waits until they are gone (kubectl `pkg/cmd/delete`, DeleteResult).
 * `errors` came up while the objects were looked for; they are thrown at the end with those of the deletions.
 */
export async function deleteSelected(
  items: readonly Selected[],
  errors: readonly unknown[],
  deletion: Deletion,
  context: Context,
): Promise<void> {
  const failures = [...errors]
  const deleted: Deleted[] = []
  for (const item of items) {
    try {
      deleted.push({ ...item, uid: await deleteOne(item, deletion, context) })
    } catch (error) {
      if (!(error instanceof ApiError || error instanceof UsageError)) throw error
      failures.push(error)
    }
  }
  throwAll(deletion.ignoreNotFound ? failures.filter((error) => !isNotFound(error)) : failures)
  if (items.length === 0) context.io.out('No resources found\n')
  if (deletion.wait && deletion.dryRun === 'none') await waitUntilGone(deleted, deletion.timeout, context)
}

interface Deleted extends Selected {
  readonly uid: string | undefined
}

/** Since 1.34 what is deleted of a namespace is told with it (`DeleteOptions.PrintObj`). */
export const fromNamespace = ({ namespaced }: Selected['resource'], namespace: string) =>
  namespaced ? ` from ${namespace} namespace` : ''

/** Returns the uid of what was deleted, so that a new object of the same name is not waited for. */
async function deleteOne(item: Selected, deletion: Deletion, context: Context): Promise<string | undefined> {
  const { resource, namespace, name, source } = item
  const { dryRun, gracePeriod, propagation } = deletion
  let uid: string | undefined
  if (dryRun !== 'client') {
    const answer = await context.client
      .delete(
        { resource, namespace, name },
        {
          propagation,
          dryRun: dryRun === 'server',
          ...(gracePeriod === undefined ? {} : { gracePeriodSeconds: gracePeriod }),
        },
      )
      .catch((error: unknown) => {
        throw source === undefined ? error : addSource('deleting', source, error)
      })
    uid = answer.metadata?.uid ?? answer.details?.uid
  }
  const operation = `${gracePeriod === 0 ? 'force ' : ''}deleted${fromNamespace(resource, namespace)}`
  context.io.out(
    deletion.nameOnly
      ? `${groupKind(item.resource)}/${name}\n`
      : `${groupKind(item.resource)} "${name}" ${operation}${dryRunSuffix(dryRun)}\n`,
  )
  return uid
}

/** How long a deletion is waited for that says nothing of it (kubectl `pkg/cmd/delete`, effectiveTimeout). */
const WEEK: Millis = 168 * 3_600_000

async function waitUntilGone(deleted: readonly Deleted[], timeout: number, context: Context): Promise<void> {
  const deadline = context.client.now() + (timeout === 0 ? WEEK : timeout)
  for (const item of deleted) {
    if (await goneBy(deadline, item, context)) continue
    throw new UsageError(`timed out waiting for the condition on ${item.resource.plural}/${item.name}`)
  }
}

/** Whether the object is gone when the cluster's clock shows the deadline, or the user has had enough. */
export async function goneBy(
  deadline: number,
  item: Pick<Deleted, 'resource' | 'namespace' | 'name' | 'uid'>,
  context: Context,
): Promise<boolean> {
  if (!(await isThere(item, context))) return true
  await context.io.flush()
  for await (const { type, object } of context.client.watch({ ...item, signal: context.signal, until: deadline })) {
    if (type === 'DELETED' || (item.uid !== undefined && object.metadata.uid !== item.uid)) return true
  }
  return context.signal.aborted || context.client.now() < deadline || !(await isThere(item, context))
}

async function isThere(
  { resource, namespace, name, uid }: Pick<Deleted, 'resource' | 'namespace' | 'name' | 'uid'>,
  { client }: Context,
): Promise<boolean> {
  try {
    const object = await client.get({ resource, namespace, name })
    return uid === undefined || object.metadata.uid === uid
  } catch (error) {
    if (isNotFound(error)) return false
    throw error
  }
}

const isNotFound = (error: unknown) => error instanceof ApiError && error.reason === 'NotFound'
