import { ApiError, UsageError } from '../../../api/contract/errors.js'
import { formatJson } from '../../../model/json/json.js'
import { deepEqual } from '../../../model/values/json-values.js'
import type { Command, Context, FlagValues } from '../../command.js'
import type { FileOptions } from '../../manifests/manifest.js'
import { type OutputRequest, outputFlags, outputOf, printResult } from '../../output/result.js'
import { patchBetween } from '../../requests/patch-between.js'
import { recorded, recordFlag, recordOf, warnOfRecord } from '../../requests/record.js'
import { saveConfigFlag, withConfig } from '../../requests/saved-config.js'
import { fieldManagerFlag, validateFlag, validationOf } from '../../requests/write-flags.js'
import type { Selected } from '../../selection/query.js'
import { selectResources } from '../../selection/resource-builder.js'
import { fileFlags, filesOf } from '../../selection/resource-flags.js'
import { withPart } from '../../selection/resource-reading.js'
import { withoutManagedFields } from './draft.js'
import { windowsLineEndingsFlag } from './line-endings.js'
import { editObjects, type Failures } from './session.js'

interface Request {
  readonly args: readonly string[]
  readonly files: FileOptions
  readonly subresource: string | undefined
  readonly saveConfig: boolean
  /** Print the patch that is sent. */
  readonly outputPatch: boolean
  readonly record: string | undefined
  readonly output: OutputRequest
  readonly flags: FlagValues
}

/** `edit TYPE/NAME` (kubectl `pkg/cmd/edit/edit.go`). */
export const command: Command<Request> = {
  description:
    'Edit resources in your editor: the one that KUBE_EDITOR or EDITOR names, else vi. Several can be edited at once; they are\nchanged one after another. What the server refuses is opened again with the reasons. When an edit cannot be saved, the\ndraft stays in a temporary file.',
  examples: `
# Edit the service registry
kubectl edit svc/registry

# In another editor
KUBE_EDITOR="nano" kubectl edit svc/registry

# As JSON
kubectl edit deployment/mydeployment -o json

# The status of a deployment
kubectl edit deployment mydeployment --subresource=status`,
  usage: '(RESOURCE/NAME | -f FILENAME)',
  flags: [
    ...fileFlags,
    ...outputFlags,
    validateFlag,
    saveConfigFlag,
    recordFlag,
    fieldManagerFlag('kubectl-edit'),
    windowsLineEndingsFlag,
    { name: 'output-patch', type: 'bool', default: 'false', description: 'Print the patch if the resource is edited.' },
    { name: 'subresource', type: 'string', description: 'Edit this subresource instead: status, scale or resize.' },
  ],
  parse: (args, flags) => {
    validationOf(flags)
    return {
      args: args.positional,
      files: filesOf(flags),
      subresource: flags.string('subresource') || undefined,
      saveConfig: flags.bool('save-config'),
      outputPatch: flags.bool('output-patch'),
      record: recordOf('edit', args, flags),
      output: outputOf(flags),
      flags,
    }
  },
  run: async (request, context) => {
    warnOfRecord(request.record, context)
    const { args, files, subresource, flags } = request
    const part = subresource === undefined ? {} : { subresource }
    const query = { args, files, typeMeansAll: true, latest: true, continueOnError: true, ...part }
    const originals = await (await selectResources(query, context)).all()
    if (originals.length === 0) throw new UsageError('edit cancelled, no objects found')
    const options = {
      originals,
      output: request.output,
      lastApplied: false,
      windowsLineEndings: flags.bool('windows-line-endings'),
      validate: validationOf(flags) !== 'Ignore',
      commit: (edited: readonly Selected[], failures: Failures) =>
        commit(originals, edited, failures, request, context),
    }
    await editObjects(options, context)
  },
}

async function commit(
  originals: readonly Selected[],
  edited: readonly Selected[],
  failures: Failures,
  request: Request,
  context: Context,
): Promise<void> {
  for (const item of edited) {
    const configured = request.saveConfig ? withConfig(item.object) : item.object
    const object = recorded(configured, request.record, context)
    await commitOne(originalOf(item, originals), { ...item, object }, failures, request, context)
  }
}

/** The object that an edited one came from, by its uid. */
export function originalOf(item: Selected, originals: readonly Selected[]): Selected {
  const found = originals.find(({ object }) => object.metadata.uid === item.object.metadata.uid)
  if (found !== undefined) return found
  throw new UsageError(`no original object found for ${formatJson(item.object)}`)
}

async function commitOne(
  original: Selected,
  edited: Selected,
  failures: Failures,
  request: Request,
  context: Context,
): Promise<void> {
  const { output, subresource, flags } = request
  const before = withoutManagedFields(original.object)
  const after = withoutManagedFields(edited.object)
  if (deepEqual(before, after)) return printResult(edited.object, 'skipped', output, 'none', context)
  if (before.apiVersion !== after.apiVersion || before.kind !== after.kind || original.name !== edited.name) {
    throw new UsageError('At least one of apiVersion, kind and name was changed')
  }
  const { resource, namespace, name } = edited
  const patch = (await patchBetween(before, after, resource)) ?? ({ type: 'strategic', body: {} } as const)
  if (request.outputPatch) context.io.out(`Patch: ${formatJson(patch.body)}\n`)
  try {
    const part = await withPart(
      { resource, name, ...(subresource === undefined ? {} : { subresource }) },
      context.client,
    )
    const patched = await context.client.patch({ resource, namespace, name }, patch, {
      fieldManager: flags.string('field-manager'),
      fieldValidation: validationOf(flags),
      ...(part.subresource === undefined ? {} : { subresource: part.subresource }),
    })
    await printResult(patched, 'edited', output, 'none', context)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    context.io.err(`${failures.add(error, edited)}\n`)
  }
}
