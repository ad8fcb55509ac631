import { ApiError, UsageError } from '../../api/contract/errors.js'
import { unknownPart } from '../../api/contract/status-errors.js'
import type { KubeObject } from '../../model/objects/object.js'
import type { Command, Context, Flag } from '../command.js'
import type { FileOptions } from '../manifests/manifest.js'
import { type DryRun, dryRunFlag, dryRunOf, warnOfBareDryRun } from '../output/dry-run.js'
import { type OutputRequest, outputFlags, outputOf, resultPrinter } from '../output/result.js'
import { recordChange, recordFlag, recordOf, warnOfRecord } from '../requests/record.js'
import { groupResource } from '../resources/look-up.js'
import { itemsAndErrors, throwAll } from '../selection/items-and-errors.js'
import type { Selected } from '../selection/query.js'
import { selectResources } from '../selection/resource-builder.js'
import { allFlag, fileFlags, filesOf, selectorFlag } from '../selection/resource-flags.js'

interface Request {
  readonly args: readonly string[]
  readonly files: FileOptions
  readonly selector: string | undefined
  readonly all: boolean
  readonly replicas: number
  /** undefined: no precondition. */
  readonly currentReplicas: number | undefined
  readonly resourceVersion: string | undefined
  /** Milliseconds to wait for the new size; 0: not at all. */
  readonly timeout: number
  readonly record: string | undefined
  readonly dryRun: DryRun
  readonly output: OutputRequest
  readonly warn: (context: Context) => void
}

const ownFlags: readonly Flag[] = [
  ...outputFlags,
  ...fileFlags,
  selectorFlag,
  dryRunFlag,
  allFlag,
  recordFlag,
  {
    name: 'replicas',
    type: 'int',
    default: '0',
    required: true,
    description: 'The new desired number of replicas. Required.',
  },
  {
    name: 'current-replicas',
    type: 'int',
    default: '-1',
    description: 'Precondition for current size. -1 (default) for no condition.',
  },
  { name: 'resource-version', type: 'string', description: 'Precondition for resource version.' },
  {
    name: 'timeout',
    type: 'duration',
    default: '0s',
    description: "The length of time to wait for the new size; zero means don't wait.",
  },
]

/** `scale --replicas=N TYPE/NAME…` (kubectl `pkg/cmd/scale/scale.go`). */
export const command: Command<Request> = {
  description: 'Set a new size for a deployment, replica set, replication controller, or stateful set.',
  examples: `
# Scale a deployment to 3
kubectl scale --replicas=3 deployment/mysql

# Only if it is at 2 now
kubectl scale --current-replicas=2 --replicas=3 deployment/mysql`,
  usage: '[--resource-version=version] [--current-replicas=count] --replicas=COUNT (-f FILENAME | TYPE NAME)',
  flags: ownFlags,
  parse: (args, flags) => {
    if (flags.int('replicas') < 0) {
      throw new UsageError('The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0')
    }
    if (flags.int('current-replicas') < -1) {
      throw new UsageError('The --current-replicas must specify an integer of -1 or greater')
    }
    return {
      args: args.positional,
      files: filesOf(flags),
      selector: flags.changed('selector') ? flags.string('selector') : undefined,
      all: flags.bool('all'),
      replicas: flags.int('replicas'),
      currentReplicas: flags.int('current-replicas') < 0 ? undefined : flags.int('current-replicas'),
      resourceVersion: flags.string('resource-version') || undefined,
      timeout: flags.duration('timeout'),
      record: recordOf('scale', args, flags),
      dryRun: dryRunOf(flags),
      output: outputOf(flags),
      warn: (context) => warnOfBareDryRun(flags, context),
    }
  },
  run: async (request, context) => {
    request.warn(context)
    warnOfRecord(request.record, context)
    const { items, errors } = await itemsAndErrors(
      await selectResources(
        {
          args: request.args,
          files: request.files,
          typeMeansAll: request.all,
          continueOnError: true,
          ...(request.selector === undefined ? {} : { labelSelector: request.selector }),
        },
        context,
      ),
    )
    if (request.resourceVersion !== undefined && items.length > 1) {
      throw new UsageError('cannot use --resource-version with multiple resources')
    }
    if (items.length === 0) {
      throwAll(errors)
      throw new UsageError('no objects passed to scale')
    }
    const print = await resultPrinter(request.output, request.dryRun, context)
    for (const item of items) print(await scaleOne(item, request, context), 'scaled')
    throwAll(errors)
  },
}

/** As kubectl prints it: the object that was found, of the built-in ones with its new size (`updateReplicas`). */
async function scaleOne(item: Selected, request: Request, context: Context): Promise<KubeObject> {
  const { resource, object } = item
  const { dryRun } = request
  if (dryRun !== 'client') {
    const parts = await context.client.subresources(resource)
    if (!parts.some(({ name }) => name === 'scale')) throw unknownPart(resource, item.name)
    await changeScale(item, request, context)
    if (dryRun === 'none') await recordChange(item, request.record, dryRun, context)
  }
  if (request.timeout > 0 && dryRun === 'none') await waitForSize(item, request, context)
  if (resource.group !== '' && resource.group !== 'apps') return object
  return { ...object, spec: { ...object.spec, replicas: request.replicas } }
}

/** Writes the scale subresource; with preconditions it is read before (client-go `scale` and kubectl `pkg/scale`). */
async function changeScale(
  { resource, namespace, name }: Selected,
  request: Request,
  { client }: Context,
): Promise<void> {
  const { currentReplicas, resourceVersion, replicas, dryRun } = request
  const target = { resource, namespace, name }
  const write = () =>
    client.patch(
      target,
      { type: 'merge', body: { spec: { replicas } } },
      { subresource: 'scale', dryRun: dryRun === 'server' },
    )
  if (currentReplicas === undefined && resourceVersion === undefined) {
    await write()
    return
  }
  const scale = await client.get({ ...target, subresource: 'scale' })
  const current = Number(scale.spec?.replicas ?? 0)
  if (currentReplicas !== undefined && current !== currentReplicas) {
    throw new UsageError(`Expected replicas to be ${currentReplicas}, was ${current}`)
  }
  if (resourceVersion !== undefined && scale.metadata.resourceVersion !== resourceVersion) {
    throw new UsageError(`Expected resource version to be ${resourceVersion}, was ${scale.metadata.resourceVersion}`)
  }
  await write()
}

/** Until there are as many as wanted, or somebody wants another number (`WaitForScaleHasDesiredReplicas`). */
async function waitForSize(item: Selected, { replicas, timeout }: Request, context: Context): Promise<void> {
  const { resource, namespace, name } = item
  const { client, io, signal } = context
  const until = client.now() + timeout
  await io.flush()
  for await (const { type, object } of client.watch({ resource, namespace, name, signal, until })) {
    if (type === 'DELETED') throw new ApiError(404, 'NotFound', `${groupResource(resource)} "${name}" not found`)
    if (Number(object.spec?.replicas ?? 0) !== replicas || Number(object.status?.replicas ?? 0) === replicas) return
  }
  if (!signal.aborted) throw new UsageError(`timed out waiting for "${name}" to be synced`)
}
