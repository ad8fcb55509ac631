import { UsageError } from '../../api/contract/errors.js'
import type { Command, Context, FlagValues } from '../command.js'
import type { FileOptions } from '../manifests/manifest.js'
import { dryRunFlag, dryRunOf, warnOfBareDryRun } from '../output/dry-run.js'
import { callRaw, type RawCall, rawCallOf, rawFlag } from '../requests/raw.js'
import { groupKind } from '../resources/look-up.js'
import { itemsAndErrors } from '../selection/items-and-errors.js'
import type { Selected } from '../selection/query.js'
import { selectResources } from '../selection/resource-builder.js'
import {
  allFlag,
  allNamespacesFlag,
  fieldSelectorFlag,
  fileFlags,
  filesOf,
  selectorFlag,
} from '../selection/resource-flags.js'
import { type Deletion, deleteSelected, deletionFlags, propagationOf, warnOfCascade } from './deletion.js'

interface Request {
  readonly args: readonly string[]
  readonly files: FileOptions
  readonly labelSelector: string | undefined
  readonly fieldSelector: string | undefined
  readonly all: boolean
  readonly allNamespaces: boolean
  readonly deletion: Deletion
  readonly force: boolean
  readonly interactive: boolean
  readonly raw: RawCall | undefined
  readonly warn: (context: Context) => void
}

/** `delete TYPE NAME…` (kubectl `pkg/cmd/delete/delete.go`). */
export const command: Command<Request> = {
  description:
    'Delete resources by file names, stdin, resources and names, or by resources and label selector. Pods get their grace\nperiod; the command waits until what it deleted is gone.',
  examples: `
# Delete a pod and a service
kubectl delete pod/foo service/bar

# Delete what a manifest describes
kubectl delete -f ./pod.json

# Delete pods and services with the label name=myLabel
kubectl delete pods,services -l name=myLabel

# Delete a pod at once
kubectl delete pod foo --force`,
  usage: '([-f FILENAME] | [-k DIRECTORY] | TYPE [(NAME | -l label | --all)])',
  flags: [
    ...fileFlags,
    selectorFlag,
    fieldSelectorFlag,
    dryRunFlag,
    allFlag,
    allNamespacesFlag,
    ...deletionFlags(true),
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
    rawFlag('DELETE'),
  ],
  parse: ({ positional }, flags) => {
    if (flags.string('raw') !== '' && flags.bool('interactive')) {
      throw new UsageError('--interactive can not be used with --raw')
    }
    const request = {
      raw: rawCallOf('DELETE', flags, filesOf(flags)),
      args: positional,
      files: filesOf(flags),
      labelSelector: flags.changed('selector') ? flags.string('selector') : undefined,
      fieldSelector: flags.changed('field-selector') ? flags.string('field-selector') : undefined,
      all: flags.bool('all'),
      allNamespaces: flags.bool('all-namespaces'),
      deletion: {
        propagation: propagationOf(flags),
        ...graceOf(flags),
        timeout: flags.duration('timeout'),
        ignoreNotFound: flags.changed('ignore-not-found') ? flags.bool('ignore-not-found') : selectsMany(flags),
        nameOnly: flags.string('output') === 'name',
        dryRun: dryRunOf(flags),
      },
      force: flags.bool('force'),
      interactive: flags.bool('interactive'),
      warn: (context: Context) => {
        warnOfCascade(flags, context)
        warnOfBareDryRun(flags, context)
      },
    }
    const format = flags.string('output')
    if (format !== '' && format !== 'name')
      throw new UsageError(`unexpected -o output mode: ${format}. We only support '-o name'`)
    return request
  },
  run: async (request, context) => {
    request.warn(context)
    if (request.raw !== undefined) return callRaw(request.raw, context)
    const { items, errors } = await itemsAndErrors(await selectResources(selectionOf(request), context))
    warnOfForce(request, context)
    warnOfScope(items, request, context)
    if (request.interactive && !(await confirmed(items, context))) return
    await deleteSelected(items, errors, request.deletion, context)
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

function warnOfForce({ deletion, force }: Request, { io }: Context): void {
  if (deletion.gracePeriod !== 0 || !force) return
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
