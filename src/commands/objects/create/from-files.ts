import { UsageError } from '../../../api/contract/errors.js'
import type { KubeObject } from '../../../model/objects/object.js'
import type { Command, Context, Flag, FlagValues } from '../../command.js'
import type { FileOptions } from '../../manifests/manifest.js'
import { type DryRun, dryRunFlag, dryRunOf, warnOfBareDryRun } from '../../output/dry-run.js'
import { type OutputRequest, outputFlags, outputOf, resultPrinter } from '../../output/result.js'
import { callRaw, type RawCall, rawCallOf, rawFlag } from '../../requests/raw.js'
import { recorded, recordFlag, recordOf, warnOfRecord } from '../../requests/record.js'
import { saveConfigFlag, withConfig } from '../../requests/saved-config.js'
import { addSource, withoutRevision } from '../../requests/sent-objects.js'
import { fieldManagerFlag, validateFlag, validationOf } from '../../requests/write-flags.js'
import type { Selected } from '../../selection/query.js'
import { selectResources } from '../../selection/resource-builder.js'
import { fileFlags, filesOf, requireFiles, selectorFlag } from '../../selection/resource-flags.js'
import { windowsLineEndingsFlag } from '../edit/line-endings.js'

interface Request {
  readonly files: FileOptions
  readonly selector: string
  readonly record: string | undefined
  readonly dryRun: DryRun
  readonly output: OutputRequest
  readonly flags: FlagValues
  readonly raw: RawCall | undefined
}

const ownFlags: readonly Flag[] = [
  ...fileFlags,
  ...outputFlags,
  selectorFlag,
  dryRunFlag,
  validateFlag,
  saveConfigFlag,
  recordFlag,
  fieldManagerFlag('kubectl-create'),
  { name: 'edit', type: 'bool', default: 'false', description: 'Edit the resources before they are created.' },
  windowsLineEndingsFlag,
  rawFlag('POST'),
]

/** `create -f FILENAME` (kubectl `pkg/cmd/create/create.go`). */
export const command: Command<Request> = {
  description: 'Create a resource from a file or from stdin, in JSON or YAML.',
  examples: `
# Create a pod using the data in pod.json
kubectl create -f ./pod.json

# Create a pod based on the JSON passed into stdin
cat pod.json | kubectl create -f -`,
  usage: '-f FILENAME',
  flags: ownFlags,
  parse: (args, flags) => {
    const { positional } = args
    const files = filesOf(flags)
    if (positional.length > 0) throw new UsageError(`Unexpected args: [${positional.join(' ')}]`, true)
    requireFiles(files)
    validationOf(flags)
    if (flags.string('raw') !== '' && flags.bool('edit')) {
      throw new UsageError('--raw and --edit are mutually exclusive')
    }
    return {
      raw: rawCallOf('POST', flags, files),
      files: { ...files, validate: validationOf(flags) !== 'Ignore' },
      selector: flags.string('selector'),
      record: recordOf('create', args, flags),
      dryRun: dryRunOf(flags),
      output: outputOf(flags),
      flags,
    }
  },
  run: async (request, context) => {
    warnOfBareDryRun(request.flags, context)
    warnOfRecord(request.record, context)
    if (request.raw !== undefined) return callRaw(request.raw, context)
    if (request.flags.bool('edit')) return editThenCreate(request, context)
    const query = { args: [], files: request.files, labelSelector: request.selector, continueOnError: true }
    const selection = await selectResources(query, context)
    const print = await resultPrinter(request.output, request.dryRun, context)
    let count = 0
    await selection.visit(async (selected) => {
      print(await createOne(selected, request, context), 'created')
      count++
    })
    if (count === 0) throw new UsageError('no objects passed to create')
  },
}

/** One resource after another in the editor, as it is in its file. */
async function editThenCreate(request: Request, context: Context): Promise<void> {
  const { editObjects } = await import('../edit/session.js')
  const { files, output, flags } = request
  const selection = await selectResources({ args: [], files, continueOnError: true }, context)
  await selection.visit(async (original) => {
    await editObjects(
      {
        originals: [original],
        output,
        lastApplied: false,
        windowsLineEndings: flags.bool('windows-line-endings'),
        validate: files.validate === true,
        commit: async (edited) => {
          const print = await resultPrinter(output, 'none', context)
          for (const { source: _, ...item } of edited) {
            print(await send(prepared(item, request, context), item, request, context), 'created')
          }
        },
      },
      context,
    )
  })
}

function prepared({ object }: Selected, { flags, record }: Request, context: Context): KubeObject {
  return recorded(flags.bool('save-config') ? withConfig(object) : object, record, context)
}

async function createOne(selected: Selected, request: Request, context: Context): Promise<KubeObject> {
  const object = prepared(selected, request, context)
  return request.dryRun === 'client' ? object : send(object, selected, request, context)
}

async function send(
  object: KubeObject,
  { resource, namespace, source }: Selected,
  request: Request,
  context: Context,
): Promise<KubeObject> {
  return context.client
    .create(resource, namespace, withoutRevision(object), {
      dryRun: request.dryRun === 'server',
      fieldManager: request.flags.string('field-manager'),
      fieldValidation: validationOf(request.flags),
    })
    .catch((error: unknown) => {
      throw source === undefined ? error : addSource('creating', source, error)
    })
}
