import type { WriteOptions } from '../../api/contract/client.js'
import { ApiError, UsageError } from '../../api/contract/errors.js'
import { formatJson } from '../../model/json/json.js'
import type { KubeObject } from '../../model/objects/object.js'
import type { Command, Context, FlagValues } from '../command.js'
import type { FileOptions } from '../manifests/manifest.js'
import { type Deletion, goneBy, propagationOf, warnOfCascade } from '../objects/deletion.js'
import { type DryRun, dryRunOf, warnOfBareDryRun } from '../output/dry-run.js'
import { type OutputRequest, outputOf, printFormatted, printResult, resultPrinter } from '../output/result.js'
import { patchedLocally } from '../requests/local-patch.js'
import { recorded, recordOf, warnOfRecord } from '../requests/record.js'
import { lastAppliedAnnotation, withConfig } from '../requests/saved-config.js'
import { addSource, withoutNulls, withoutRevision } from '../requests/sent-objects.js'
import { validationOf } from '../requests/write-flags.js'
import { itemsAndErrors, throwAll } from '../selection/items-and-errors.js'
import type { Selected } from '../selection/query.js'
import { selectResources } from '../selection/resource-builder.js'
import { filesOf, requireFiles } from '../selection/resource-flags.js'
import { applyFlags, checkCombinations } from './apply-flags.js'
import { applyServerSide, serverSideManager } from './apply-server-side.js'
import { Applied, pruneResources } from './pruning.js'
import { type Change, located, threeWay } from './three-way.js'

interface Request {
  readonly files: FileOptions
  readonly selector: string
  readonly record: string | undefined
  readonly propagation: Deletion['propagation']
  readonly dryRun: DryRun
  readonly output: OutputRequest
  readonly flags: FlagValues
}

/** `apply -f FILENAME`: the three-way merge of kubectl's client (kubectl `pkg/cmd/apply/apply.go`, `patcher.go`). */
export const command: Command<Request> = {
  description:
    'Create what a manifest describes, or change it to what the manifest describes. Fields that were in the manifest\napplied last and are no longer in it are removed; fields that others set stay.',
  examples: `
# Apply a manifest
kubectl apply -f ./pod.yaml

# Apply what another command prints
kubectl create deployment web --image=nginx --dry-run=client -o yaml | kubectl apply -f -

# Apply every manifest of a directory
kubectl apply -R -f dir/`,
  usage: '(-f FILENAME | -k DIRECTORY)',
  flags: applyFlags,
  parse: (args, flags) => {
    const { positional } = args
    const files = filesOf(flags)
    if (positional.length > 0) throw new UsageError(`Unexpected args: [${positional.join(' ')}]`, true)
    requireFiles(files)
    const dryRun = dryRunOf(flags)
    const propagation = propagationOf(flags)
    checkCombinations(flags, dryRun)
    return {
      files: { ...files, validate: validationOf(flags) !== 'Ignore' },
      selector: flags.string('selector'),
      record: recordOf('apply', args, flags),
      propagation,
      dryRun,
      output: outputOf(flags),
      flags,
    }
  },
  run: async (request, context) => {
    warnOfBareDryRun(request.flags, context)
    warnOfCascade(request.flags, context)
    warnOfRecord(request.record, context)
    const pruned = request.flags.bool('prune') ? await pruneResources(request.flags, context) : []
    const query = { args: [], files: request.files, labelSelector: request.selector, continueOnError: true }
    const { items, errors } = await itemsAndErrors(await selectResources(query, context))
    if (items.length === 0 && errors.length === 0) throw new UsageError('no objects passed to apply')
    const failures: unknown[] = errors.length > 1 ? [new AggregateError(errors)] : [...errors]
    const applied: KubeObject[] = []
    const visited = new Applied()
    if (context.namespaceGiven) visited.addNamespace(context.namespace)
    for (const item of items) {
      try {
        const object = recorded(item.object, request.record, context)
        const result = await applyOne({ ...item, object }, request, context)
        applied.push(result)
        visited.add(item, result)
      } catch (error) {
        if (!(error instanceof ApiError || error instanceof UsageError)) throw error
        failures.push(error)
      }
    }
    throwAll(failures)
    await printApplied(applied, request, context)
    if (pruned.length > 0) await prune(visited, pruned, request, context)
  },
}

/** Removes what was applied once and is in no manifest now (kubectl `pkg/cmd/apply/prune.go`). */
async function prune(
  visited: Applied,
  resources: Parameters<Applied['others']>[0],
  request: Request,
  context: Context,
): Promise<void> {
  const print = await resultPrinter(request.output, request.dryRun, context)
  for await (const { resource, namespace, name, object } of visited.others(resources, request.selector, context)) {
    if (request.dryRun !== 'client') {
      await context.client.delete({ resource, namespace, name }, deleteOptions(request))
    }
    print(object, 'pruned')
  }
}

function deleteOptions({ propagation, dryRun, flags }: Request) {
  const grace = flags.int('grace-period')
  return { propagation, dryRun: dryRun === 'server', ...(grace < 0 ? {} : { gracePeriodSeconds: grace }) }
}

/** With -o the objects come at the end: one by itself, several in a List. */
async function printApplied(applied: readonly KubeObject[], { output }: Request, context: Context): Promise<void> {
  if (!printsObjects(output) || applied.length === 0) return
  const [first] = applied
  const list = { apiVersion: 'v1', items: applied, kind: 'List', metadata: {} } as unknown as KubeObject
  await printFormatted(applied.length === 1 ? first! : list, output, context)
}

const printsObjects = ({ format, template }: OutputRequest) => (format !== '' && format !== 'name') || template !== ''

async function applyOne(item: Selected, request: Request, context: Context): Promise<KubeObject> {
  const { resource, name, object } = item
  if (name === '' && object.metadata.generateName !== undefined) {
    throw new UsageError(`from ${object.metadata.generateName}: cannot use generate name with apply`)
  }
  if (request.flags.bool('server-side')) {
    const applied = await applyServerSide(item, serverSideOptions(request), context)
    warnIfDeleting(applied, context)
    return said(applied, 'serverside-applied', request, context)
  }
  const current = await currentOf(item, context)
  if (current === undefined) return createOne(item, request, context)
  if (current.metadata.annotations?.[lastAppliedAnnotation] === undefined) {
    context.io.warn(
      `resource ${resource.plural}/${name} is missing the ${lastAppliedAnnotation} annotation which is required by ${context.program} apply. ${context.program} apply should only be used on resources created declaratively by either ${context.program} create --save-config or ${context.program} apply. The missing annotation will be patched automatically.`,
    )
  }
  const overwrite = request.flags.bool('overwrite')
  const use = request.dryRun === 'client' ? 'rehearse' : 'apply'
  const change = await threeWay(object, current, item, { overwrite, annotate: true, use }, context)
  const empty = Object.keys(change.body).length === 0
  const result = empty ? current : await changed(change, { ...item, object }, current, request, context)
  warnIfDeleting(result, context)
  return said(result, empty ? 'unchanged' : 'configured', request, context)
}

function warnIfDeleting({ metadata: { deletionTimestamp, name } }: KubeObject, { io }: Context): void {
  if (deletionTimestamp !== undefined) {
    io.warn(`Detected changes to resource ${name} which is currently being deleted.`)
  }
}

/** With -o objects are printed at the end instead. */
async function said(object: KubeObject, operation: string, request: Request, context: Context): Promise<KubeObject> {
  if (!printsObjects(request.output)) await printResult(object, operation, request.output, request.dryRun, context)
  return object
}

async function currentOf(item: Selected, context: Context): Promise<KubeObject | undefined> {
  const { resource, namespace, name, source = '' } = item
  try {
    if (name === '') throw new UsageError('resource name may not be empty')
    return await context.client.get({ resource, namespace, name })
  } catch (error) {
    if (error instanceof ApiError && error.reason === 'NotFound') return undefined
    throw addSource(`retrieving current configuration of:\n${located(item)}\nfrom server for:`, source, error)
  }
}

async function createOne(item: Selected, request: Request, context: Context): Promise<KubeObject> {
  const { resource, namespace, source = '' } = item
  const object = withoutNulls(withConfig(item.object))
  const created =
    request.dryRun === 'client'
      ? object
      : await context.client
          .create(resource, namespace, withoutRevision(object), writeOptions(request))
          .catch((error: unknown) => {
            throw addSource('creating', source, error)
          })
  return said(created, 'created', request, context)
}

function serverSideOptions(request: Request): WriteOptions {
  const { flags } = request
  const subresource = flags.string('subresource') as '' | 'status' | 'scale'
  return {
    ...writeOptions(request),
    ...(flags.changed('field-manager') ? {} : { fieldManager: serverSideManager }),
    ...(flags.bool('force-conflicts') ? { force: true } : {}),
    ...(subresource === '' ? {} : { subresource }),
  }
}

const writeOptions = ({ dryRun, flags }: Request) => ({
  dryRun: dryRun === 'server',
  fieldManager: flags.string('field-manager'),
  fieldValidation: validationOf(flags),
})

/** The object as the patch leaves it: here alone in a dry run of the client (`PatchLocal`). */
function changed(change: Change, item: Selected, current: KubeObject, request: Request, context: Context) {
  if (request.dryRun === 'client') return patchedLocally(current, change, item.resource)
  return patchOrReplace(change, item, current, request, context)
}

async function patchOrReplace(
  change: Change,
  item: Selected,
  current: KubeObject,
  request: Request,
  context: Context,
): Promise<KubeObject> {
  const { resource, namespace, name, source = '' } = item
  try {
    return await context.client.patch({ resource, namespace, name }, change, writeOptions(request))
  } catch (error) {
    const refused = error instanceof ApiError && (error.reason === 'Conflict' || error.reason === 'Invalid')
    if (refused && request.flags.bool('force')) return createAnew(item, current, request, context)
    const where = `applying patch:\n${formatJson(change.body)}\nto:\n${located(item)}\nfor:`
    throw addSource(where, source, addSource('patching', source, error))
  }
}

/** --force: what cannot be patched is deleted and created again; what was there comes back when that fails. */
async function createAnew(
  item: Selected,
  current: KubeObject,
  request: Request,
  context: Context,
): Promise<KubeObject> {
  const { client } = context
  const { resource, namespace, name, source = '' } = item
  const object = withoutNulls(withConfig(item.object))
  const create = (each: KubeObject) => client.create(resource, namespace, withoutRevision(each), writeOptions(request))
  try {
    await client.delete({ resource, namespace, name }, deleteOptions(request))
    const until = client.now() + request.flags.duration('timeout')
    if (!(await goneBy(until, { ...item, uid: undefined }, context))) throw new UsageError('context deadline exceeded')
    return await create(object).catch(async (error: Error) => {
      await create(current).catch((second: Error) => {
        throw new UsageError(
          `An error occurred force-replacing the existing object with the newly provided one:\n\n${error.message}.\n\nAdditionally, an error occurred attempting to restore the original object:\n\n${second.message}`,
        )
      })
      throw error
    })
  } catch (error) {
    throw addSource(
      `applying patch:\n${formatJson(withConfig(item.object))}\n\nto:\n${located(item)}\nfor:`,
      source,
      error,
    )
  }
}
