import type { DeleteOptions } from '../api/client.js'
import { ApiError, UsageError } from '../api/errors.js'
import type { Command, Context, FlagValues } from './command.js'
import { type DryRun, dryRunFlag, dryRunOf, dryRunSuffix, warnOfBareDryRun } from './dry-run.js'
import { gather, throwAll } from './gather.js'
import type { FileOptions } from './manifests/index.js'
import { addSource } from './requests.js'
import { type Selected, selectResources } from './resource-builder.js'
import { allFlag, allNamespacesFlag, fieldSelectorFlag, fileFlags, filesOf, selectorFlag } from './resource-flags.js'
import { groupKind } from './resource-types.js'

type Propagation = NonNullable<DeleteOptions['propagation']>

interface Request {
  readonly args: readonly string[]
  readonly files: FileOptions
  readonly labelSelector: string | undefined
  readonly fieldSelector: string | undefined
  readonly all: boolean
  readonly allNamespaces: boolean
  readonly propagation: Propagation
  /** Seconds; undefined: the object's own. */
  readonly gracePeriod: number | undefined
  readonly force: boolean
  readonly wait: boolean
  /** Milliseconds; 0: forever. */
  readonly timeout: number
  readonly now: boolean
  readonly ignoreNotFound: boolean
  readonly interactive: boolean
  readonly nameOnly: boolean
  readonly dryRun: DryRun
  readonly warn: (context: Context) => void
}

/** `delete TYPE NAME…` (kubectl `pkg/cmd/delete/delete.go`). */
export const command: Command<Request> = {
  usage: '([-f FILENAME] | [-k DIRECTORY] | TYPE [(NAME | -l label | --all)])',
  flags: [
    ...fileFlags,
    selectorFlag,
    fieldSelectorFlag,
    dryRunFlag,
    allFlag,
    allNamespacesFlag,
    {
      name: 'cascade',
      type: 'string',
      default: 'background',
      bare: 'background',
      description:
        'Must be "background", "orphan", or "foreground": the deletion cascading strategy for the dependents.',
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
      name: 'ignore-not-found',
      type: 'bool',
      default: 'false',
      description: 'Treat "resource not found" as a successful delete. Defaults to true with --all or a selector.',
    },
    {
      name: 'interactive',
      short: 'i',
      type: 'bool',
      default: 'false',
      description: 'Delete resources only when the user confirms.',
    },
    {
      name: 'now',
      type: 'bool',
      default: 'false',
      description: 'Resources are signaled for immediate shutdown (same as --grace-period=1).',
    },
    {
      name: 'output',
      short: 'o',
      type: 'string',
      description: 'Output mode. Use "-o name" for shorter output (resource/name).',
    },
    {
      name: 'timeout',
      type: 'duration',
      default: '0s',
      description:
        'The length of time to wait before giving up on a delete, zero means determine it from the size of the object.',
    },
    { name: 'wait', type: 'bool', default: 'true', description: 'Wait for resources to be gone before returning.' },
  ],
  parse: ({ positional }, flags) => {
    const request = {
      args: positional,
      files: filesOf(flags),
      labelSelector: flags.changed('selector') ? flags.string('selector') : undefined,
      fieldSelector: flags.changed('field-selector') ? flags.string('field-selector') : undefined,
      all: flags.bool('all'),
      allNamespaces: flags.bool('all-namespaces'),
      propagation: propagationOf(flags.string('cascade')),
      ...graceOf(flags),
      force: flags.bool('force'),
      timeout: flags.duration('timeout'),
      now: flags.bool('now'),
      ignoreNotFound: flags.changed('ignore-not-found') ? flags.bool('ignore-not-found') : selectsMany(flags),
      interactive: flags.bool('interactive'),
      nameOnly: flags.string('output') === 'name',
      dryRun: dryRunOf(flags),
      warn: (context: Context) => {
        warnOfCascade(flags.string('cascade'), context)
        warnOfBareDryRun(flags, context.io)
      },
    }
    const format = flags.string('output')
    if (format !== '' && format !== 'name')
      throw new UsageError(`unexpected -o output mode: ${format}. We only support '-o name'`)
    return request
  },
  run: async (request, context) => {
    request.warn(context)
    const { items, errors } = await gather(await selectResources(selectionOf(request), context))
    warnOfForce(request, context)
    warnOfScope(items, request, context)
    if (request.interactive && !(await confirmed(items, context))) return
    const failures = [...errors]
    const deleted: Deleted[] = []
    for (const item of items) {
      try {
        deleted.push({ ...item, uid: await deleteOne(item, request, context) })
      } catch (error) {
        if (!(error instanceof ApiError || error instanceof UsageError)) throw error
        failures.push(error)
      }
    }
    throwAll(request.ignoreNotFound ? failures.filter((error) => !isNotFound(error)) : failures)
    if (items.length === 0) context.io.out('No resources found\n')
    if (request.wait && request.dryRun === 'none') await waitUntilGone(deleted, request.timeout, context)
  },
}

/** What a selection finds may be gone before its turn comes. */
const selectsMany = (flags: FlagValues) =>
  flags.bool('all') || flags.string('selector') !== '' || flags.string('field-selector') !== ''

function selectionOf(request: Request) {
  return {
    args: request.args,
    files: request.files,
    all: request.all,
    allNamespaces: request.allNamespaces,
    fetch: false,
    continueOnError: true,
    ...(request.labelSelector === undefined ? {} : { labelSelector: request.labelSelector }),
    ...(request.fieldSelector === undefined ? {} : { fieldSelector: request.fieldSelector }),
  }
}

function propagationOf(cascade: string): Propagation {
  if (cascade === 'background' || cascade === 'true') return 'Background'
  if (cascade === 'foreground') return 'Foreground'
  if (cascade === 'orphan' || cascade === 'false') return 'Orphan'
  throw new UsageError(`invalid cascade value (${cascade}). Must be "background", "foreground", or "orphan"`)
}

/** Tells users of the old, boolean form what to write instead. */
function warnOfCascade(cascade: string, { io }: Context): void {
  const instead = { true: 'background', false: 'orphan' }[cascade]
  if (instead === undefined) return
  io.err(`warning: --cascade=${cascade} is deprecated (boolean value) and can be replaced with --cascade=${instead}.\n`)
}

/** How --grace-period, --now and --force bear on one another (DeleteFlags.ToOptions, DeleteOptions.Complete). */
function graceOf(flags: FlagValues): { gracePeriod: number | undefined; wait: boolean } {
  const given = flags.int('grace-period')
  const wait = flags.bool('wait')
  const force = flags.bool('force')
  if (flags.bool('now')) {
    if (given !== -1) throw new UsageError('--now and --grace-period cannot be specified together')
    return { gracePeriod: 1, wait }
  }
  if (given > 0 && force) throw new UsageError('--force and --grace-period greater than 0 cannot be specified together')
  if (given === 0 && !force) return { gracePeriod: 1, wait }
  if (given < 0 && force) return { gracePeriod: 0, wait: flags.changed('wait') && wait }
  return {
    gracePeriod: given < 0 ? undefined : given,
    wait: given === 0 && force ? flags.changed('wait') && wait : wait,
  }
}

function warnOfForce(request: Request, { io }: Context): void {
  if (request.gracePeriod !== 0 || !request.force) return
  io.warn(
    'Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.',
  )
}

/** A namespace on the command line does not protect what belongs to none. */
function warnOfScope(items: readonly Selected[], { allNamespaces }: Request, context: Context): void {
  if (!context.namespaceGiven || allNamespaces || items.every(({ resource }) => resource.namespaced)) return
  context.io.warn('deleting cluster-scoped resources, not scoped to the provided namespace')
}

async function confirmed(items: readonly Selected[], { io }: Context): Promise<boolean> {
  if (items.length === 0) {
    io.out('No resources found\n')
    return false
  }
  io.out(`You are about to delete the following ${items.length} resource(s):\n`)
  for (const item of items) io.out(`${groupKind(item.resource)}/${item.name}\n`)
  io.out('Do you want to continue? (y/n): ')
  await io.flush()
  let answer = ''
  for await (const chunk of io.stdinChunks) {
    answer += chunk
    if (answer.includes('\n')) break
  }
  if (answer.trim().toLowerCase() === 'y') return true
  io.out('deletion is cancelled\n')
  return false
}

interface Deleted extends Selected {
  readonly uid: string | undefined
}

/** Returns the uid of what was deleted, so that a new object of the same name is not waited for. */
async function deleteOne(item: Selected, request: Request, context: Context): Promise<string | undefined> {
  const { resource, namespace, name, source } = item
  const { dryRun, gracePeriod, propagation } = request
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
  const operation = gracePeriod === 0 ? 'force deleted' : 'deleted'
  context.io.out(
    request.nameOnly
      ? `${groupKind(item.resource)}/${name}\n`
      : `${groupKind(item.resource)} "${name}" ${operation}${dryRunSuffix(dryRun)}\n`,
  )
  return uid
}

async function waitUntilGone(deleted: readonly Deleted[], timeout: number, context: Context): Promise<void> {
  const deadline = timeout === 0 ? Number.POSITIVE_INFINITY : context.client.now() + timeout
  for (const item of deleted) {
    if (!(await isThere(item, context))) continue
    await context.io.flush()
    for await (const { type, object } of context.client.watch({ ...item, signal: context.signal, until: deadline })) {
      if (type === 'DELETED' || object.metadata.uid !== item.uid) break
    }
    if (context.signal.aborted) return
    if (context.client.now() >= deadline && (await isThere(item, context))) {
      throw new UsageError(`timed out waiting for the condition on ${item.resource.plural}/${item.name}`)
    }
  }
}

async function isThere({ resource, namespace, name, uid }: Deleted, { client }: Context): Promise<boolean> {
  try {
    const object = await client.get({ resource, namespace, name })
    return uid === undefined || object.metadata.uid === uid
  } catch (error) {
    if (isNotFound(error)) return false
    throw error
  }
}

const isNotFound = (error: unknown) => error instanceof ApiError && error.reason === 'NotFound'
