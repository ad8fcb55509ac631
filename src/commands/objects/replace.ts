import { UsageError } from '../../api/contract/errors.js'
import type { KubeObject } from '../../model/objects/object.js'
import type { Command, Context, Flag, FlagValues } from '../command.js'
import type { FileOptions } from '../manifests/manifest.js'
import { type DryRun, dryRunFlag, dryRunOf, warnOfBareDryRun } from '../output/dry-run.js'
import { type OutputRequest, outputFlags, outputOf, type ResultPrinter, resultPrinter } from '../output/result.js'
import { callRaw, type RawCall, rawCallOf, rawFlag } from '../requests/raw.js'
import { saveConfigFlag, withConfig } from '../requests/saved-config.js'
import { addSource, withoutRevision } from '../requests/sent-objects.js'
import { fieldManagerFlag, validateFlag, validationOf } from '../requests/write-flags.js'
import { itemsAndErrors } from '../selection/items-and-errors.js'
import type { Selected } from '../selection/query.js'
import { selectResources } from '../selection/resource-builder.js'
import { fileFlags, filesOf, requireFiles } from '../selection/resource-flags.js'
import { withPart } from '../selection/resource-reading.js'
import { type Deletion, deleteSelected, deletionFlags, goneBy, propagationOf, warnOfCascade } from './deletion.js'

interface Request {
  readonly args: readonly string[]
  readonly files: FileOptions
  /** Delete first, then create anew. */
  readonly force: boolean
  readonly deletion: Deletion
  readonly subresource: string | undefined
  readonly saveConfig: boolean
  readonly dryRun: DryRun
  readonly output: OutputRequest
  readonly flags: FlagValues
  readonly raw: RawCall | undefined
}

const ownFlags: readonly Flag[] = [
  ...fileFlags,
  ...outputFlags,
  ...deletionFlags(false),
  dryRunFlag,
  validateFlag,
  saveConfigFlag,
  fieldManagerFlag('kubectl-replace'),
  { name: 'subresource', type: 'string', description: 'Replace this subresource instead: status, scale or resize.' },
  rawFlag('PUT'),
]

/** `replace -f FILENAME` (kubectl `pkg/cmd/replace/replace.go`). */
export const command: Command<Request> = {
  description:
    'Replace a resource by file name or stdin, in JSON or YAML. The file must hold the whole resource, as\n\n  kubectl get TYPE NAME -o yaml\n\nprints it.',
  examples: `
# Replace a pod with what is in pod.json
kubectl replace -f ./pod.json

# Give a pod of one container another image
kubectl get pod mypod -o yaml | sed 's/\\(image: myimage\\):.*$/\\1:v4/' | kubectl replace -f -

# Delete the resource and create it anew
kubectl replace --force -f ./pod.json`,
  usage: '-f FILENAME',
  flags: ownFlags,
  parse: (args, flags) => {
    const validation = validationOf(flags)
    const dryRun = dryRunOf(flags)
    const deletion = deletionOf(flags, dryRun)
    const files = filesOf(flags)
    requireFiles(files)
    checkForce(flags, deletion, dryRun)
    return {
      raw: rawCallOf('PUT', flags, files),
      args: args.positional,
      files: { ...files, validate: validation !== 'Ignore' },
      force: flags.bool('force'),
      deletion,
      subresource: flags.string('subresource') || undefined,
      saveConfig: flags.bool('save-config'),
      dryRun,
      output: outputOf(flags),
      flags,
    }
  },
  run: async (request, context) => {
    warnOfBareDryRun(request.flags, context)
    warnOfCascade(request.flags, context)
    if (request.raw !== undefined) return callRaw(request.raw, context)
    const print = await resultPrinter(request.output, request.dryRun, context)
    if (request.force) return replaceByForce(request, print, context)
    const selection = await selectResources({ args: [], files: request.files, continueOnError: true }, context)
    await selection.visit(async (selected) => print(await replaceOne(selected, request, context), 'replaced'))
  },
}

/** --grace-period=0 becomes 1, and the end is waited for, so that nothing is lost by accident. */
function deletionOf(flags: FlagValues, dryRun: DryRun): Deletion {
  const given = flags.int('grace-period')
  return {
    propagation: propagationOf(flags),
    gracePeriod: given < 0 ? undefined : Math.max(given, 1),
    wait: given === 0 || flags.bool('wait'),
    timeout: flags.duration('timeout'),
    ignoreNotFound: true,
    nameOnly: flags.string('output') === 'name',
    dryRun,
  }
}

function checkForce(flags: FlagValues, { gracePeriod, timeout }: Deletion, dryRun: DryRun): void {
  const force = flags.bool('force')
  if (gracePeriod !== undefined && !force) throw new UsageError('--grace-period must have --force specified')
  if (timeout !== 0 && !force) throw new UsageError('--timeout must have --force specified')
  if (force && dryRun !== 'none') throw new UsageError('--dry-run can not be used when --force is set')
}

const prepared = (object: KubeObject, { saveConfig }: Request) => (saveConfig ? withConfig(object) : object)

async function replaceOne(selected: Selected, request: Request, context: Context): Promise<KubeObject> {
  const { source = '' } = selected
  const object = prepared(selected.object, request)
  if (request.dryRun === 'client') return object
  try {
    return await send({ ...selected, object }, request, context)
  } catch (error) {
    throw addSource('replacing', source, error)
  }
}

/** Without a revision of its own the object takes the place of whatever is there (cli-runtime's `Helper.Replace`). */
async function send(selected: Selected, request: Request, context: Context): Promise<KubeObject> {
  const { resource, namespace, name, object } = selected
  const { subresource } = request
  const target = { resource, namespace, name }
  const part = await withPart({ ...target, ...(subresource === undefined ? {} : { subresource }) }, context.client)
  const resourceVersion = object.metadata.resourceVersion || (await revisionOf(part, context))
  return context.client.update<KubeObject>(
    target,
    resourceVersion === undefined ? object : { ...object, metadata: { ...object.metadata, resourceVersion } },
    {
      dryRun: request.dryRun === 'server',
      fieldManager: request.flags.string('field-manager'),
      fieldValidation: validationOf(request.flags),
      ...(part.subresource === undefined ? {} : { subresource: part.subresource }),
    },
  )
}

/** Of what is on the server; undefined when nothing is. */
async function revisionOf(target: Parameters<Context['client']['get']>[0], { client }: Context) {
  return client.get(target).then(
    ({ metadata }) => metadata.resourceVersion,
    () => undefined,
  )
}

/** What kubectl waits at most, without --timeout, for what it has deleted to be gone. */
const patience = 5 * 60 * 1000

async function replaceByForce(request: Request, print: ResultPrinter, outer: Context): Promise<void> {
  const { deletion, args, files } = request
  const context = files.filenames.includes('-') ? await withStdinKept(outer) : outer
  const query = { args, files: { ...files, validate: false }, fetch: false, continueOnError: true }
  const { items, errors } = await itemsAndErrors(await selectResources(query, context))
  await deleteSelected(items, errors, deletion, context)
  for (const item of items) {
    const until = context.client.now() + (deletion.timeout || patience)
    if (!(await goneBy(until, { ...item, uid: undefined }, context))) throw new UsageError('context deadline exceeded')
  }
  const selection = await selectResources({ args: [], files, continueOnError: true }, context)
  let count = 0
  await selection.visit(async (selected) => {
    print(await createAgain(selected, request, context), 'replaced')
    count++
  })
  if (count === 0) throw new UsageError('no objects passed to replace')
}

/** What stands on standard input is read twice: once for what to delete, once for what to create. */
async function withStdinKept(context: Context): Promise<Context> {
  const text = await context.io.stdin()
  return { ...context, io: Object.create(context.io, { stdin: { value: async () => text } }) as Context['io'] }
}

async function createAgain(selected: Selected, request: Request, context: Context): Promise<KubeObject> {
  const { resource, namespace, object } = selected
  return context.client.create(resource, namespace, withoutRevision(prepared(object, request)), {
    fieldManager: request.flags.string('field-manager'),
    fieldValidation: validationOf(request.flags),
  })
}
