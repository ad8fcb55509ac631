import { ApiError, UsageError } from '../api/errors.js'
import { formatJson } from '../model/json.js'
import type { KubeObject } from '../model/object.js'
import type { Command, Context, Flag, FlagValues } from './command.js'
import { withConfig } from './create/saved-config.js'
import { type DryRun, dryRunFlag, dryRunOf, warnOfBareDryRun } from './dry-run.js'
import { gather, throwAll } from './gather.js'
import type { FileOptions } from './manifests/index.js'
import { recorded, recordFlag, recordOf, warnOfRecord } from './record.js'
import {
  addSource,
  fieldManagerFlag,
  lastAppliedAnnotation,
  validateFlag,
  validationOf,
  withoutNulls,
  withoutRevision,
} from './requests.js'
import { type Selected, selectResources } from './resource-builder.js'
import { fileFlags, filesOf, selectorFlag } from './resource-flags.js'
import { type OutputRequest, outputFlags, outputOf, printFormatted, printResult } from './result.js'
import { type Change, located, threeWay } from './three-way.js'

interface Request {
  readonly files: FileOptions
  readonly selector: string
  readonly record: string | undefined
  readonly dryRun: DryRun
  readonly output: OutputRequest
  readonly flags: FlagValues
}

const ownFlags: readonly Flag[] = [
  ...fileFlags,
  ...outputFlags,
  selectorFlag,
  dryRunFlag,
  validateFlag,
  fieldManagerFlag('kubectl-client-side-apply'),
  { name: 'all', type: 'bool', default: 'false', description: 'Accepted with --prune only.' },
  {
    name: 'overwrite',
    type: 'bool',
    default: 'true',
    description: 'Resolve conflicts between the modified and live configuration in favour of the modified one.',
  },
  { name: 'prune', type: 'bool', default: 'false', description: 'Not supported yet.', hidden: true },
  { name: 'server-side', type: 'bool', default: 'false', description: 'Not supported yet.', hidden: true },
  { name: 'force-conflicts', type: 'bool', default: 'false', description: 'Not supported yet.', hidden: true },
  { name: 'force', type: 'bool', default: 'false', description: 'Not supported yet.', hidden: true },
  recordFlag,
]

/** `apply -f FILENAME`: the three-way merge of kubectl's client (kubectl `pkg/cmd/apply/apply.go`, `patcher.go`). */
export const command: Command<Request> = {
  usage: '(-f FILENAME | -k DIRECTORY)',
  flags: ownFlags,
  parse: (args, flags) => {
    const { positional } = args
    const files = filesOf(flags)
    if (positional.length > 0) throw new UsageError(`Unexpected args: [${positional.join(' ')}]`, true)
    if (files.filenames.length === 0 && files.kustomize === '') throw new UsageError('must specify one of -f and -k')
    for (const flag of ['prune', 'server-side', 'force']) {
      if (flags.bool(flag)) throw new UsageError(`--${flag} is not supported by this version of kubesim`)
    }
    return {
      files: { ...files, validate: validationOf(flags) !== 'Ignore' },
      selector: flags.string('selector'),
      record: recordOf('apply', args, flags),
      dryRun: dryRunOf(flags),
      output: outputOf(flags),
      flags,
    }
  },
  run: async (request, context) => {
    warnOfBareDryRun(request.flags, context.io)
    warnOfRecord(request.record, context)
    const query = { args: [], files: request.files, labelSelector: request.selector, continueOnError: true }
    const { items, errors } = await gather(await selectResources(query, context))
    if (items.length === 0 && errors.length === 0) throw new UsageError('no objects passed to apply')
    const failures: unknown[] = errors.length > 1 ? [new AggregateError(errors)] : [...errors]
    const applied: KubeObject[] = []
    for (const item of items) {
      try {
        const object = recorded(item.object, request.record, context)
        applied.push(await applyOne({ ...item, object }, request, context))
      } catch (error) {
        if (!(error instanceof ApiError || error instanceof UsageError)) throw error
        failures.push(error)
      }
    }
    await printApplied(applied, request, context)
    throwAll(failures)
  },
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
  const current = await currentOf(item, context)
  if (current === undefined) return createOne(item, request, context)
  if (request.dryRun === 'client') return said(current, 'configured', request, context)
  if (current.metadata.annotations?.[lastAppliedAnnotation] === undefined) {
    context.io.warn(
      `resource ${resource.plural}/${name} is missing the ${lastAppliedAnnotation} annotation which is required by ${context.program} apply. ${context.program} apply should only be used on resources created declaratively by either ${context.program} create --save-config or ${context.program} apply. The missing annotation will be patched automatically.`,
    )
  }
  const change = await threeWay(object, current, item, { overwrite: request.flags.bool('overwrite'), annotate: true })
  const empty = Object.keys(change.body).length === 0
  const result = empty ? current : await patchOne(change, item, request, context)
  if (result.metadata.deletionTimestamp !== undefined) {
    context.io.warn(`Detected changes to resource ${name} which is currently being deleted.`)
  }
  return said(result, empty ? 'unchanged' : 'configured', request, context)
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

const writeOptions = ({ dryRun, flags }: Request) => ({
  dryRun: dryRun === 'server',
  fieldManager: flags.string('field-manager'),
  fieldValidation: validationOf(flags),
})

async function patchOne(change: Change, item: Selected, request: Request, context: Context): Promise<KubeObject> {
  const { resource, namespace, name, source = '' } = item
  return context.client.patch({ resource, namespace, name }, change, writeOptions(request)).catch((error: unknown) => {
    const where = `applying patch:\n${formatJson(change.body)}\nto:\n${located(item)}\nfor:`
    throw addSource(where, source, addSource('patching', source, error))
  })
}
