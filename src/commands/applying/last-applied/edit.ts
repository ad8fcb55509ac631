import { UsageError } from '../../../api/contract/errors.js'
import { deepEqual } from '../../../model/values/json-values.js'
import type { Command, Context, FlagValues } from '../../command.js'
import { manifestsOf } from '../../manifests/files.js'
import type { FileOptions } from '../../manifests/manifest.js'
import { originalOf } from '../../objects/edit/index.js'
import { windowsLineEndingsFlag } from '../../objects/edit/line-endings.js'
import { editObjects } from '../../objects/edit/session.js'
import { type OutputRequest, outputFlags, outputOf, printResult } from '../../output/result.js'
import { fieldManagerFlag, validateFlag, validationOf } from '../../requests/write-flags.js'
import type { Selected } from '../../selection/query.js'
import { selectResources } from '../../selection/resource-builder.js'
import { fileFlags, filesOf } from '../../selection/resource-flags.js'
import { fromManifests } from '../../selection/resource-reading.js'
import { annotationPatch, lastAppliedOf } from './annotation.js'

interface Request {
  readonly args: readonly string[]
  readonly files: FileOptions
  readonly output: OutputRequest
  readonly flags: FlagValues
}

/** `apply edit-last-applied` (kubectl `pkg/cmd/apply/apply_edit_last_applied.go`). */
export const edit: Command<Request> = {
  description: 'Edit in your editor what apply remembers of an object: the configuration that was applied last.',
  examples: `
# In YAML
kubectl apply edit-last-applied deployment/nginx

# In JSON, by file
kubectl apply edit-last-applied -f deploy.yaml -o json`,
  usage: '(RESOURCE/NAME | -f FILENAME)',
  flags: [
    ...fileFlags,
    ...outputFlags,
    validateFlag,
    fieldManagerFlag('kubectl-client-side-apply'),
    windowsLineEndingsFlag,
  ],
  parse: ({ positional }, flags) => {
    validationOf(flags)
    return { args: positional, files: filesOf(flags), output: outputOf(flags), flags }
  },
  run: async (request, context) => {
    const { args, files, flags, output } = request
    const query = { args, files, typeMeansAll: true, latest: true, continueOnError: true }
    const originals: Selected[] = []
    for (const { object } of await (await selectResources(query, context)).all()) {
      const text = lastAppliedOf(object)
      if (text !== undefined) originals.push(await itemIn(text, context))
    }
    if (originals.length === 0) {
      throw new UsageError(
        'no last-applied-configuration annotation found on resources, to create the annotation, use command `kubectl apply set-last-applied --create-annotation`',
      )
    }
    const options = {
      originals,
      output,
      lastApplied: true,
      windowsLineEndings: flags.bool('windows-line-endings'),
      validate: validationOf(flags) !== 'Ignore',
      commit: (edited: readonly Selected[]) => commit(originals, edited, request, context),
    }
    await editObjects(options, context)
  },
}

/** The object in an annotation, with the resource that serves it. */
async function itemIn(text: string, context: Context): Promise<Selected> {
  for await (const next of fromManifests(manifestsOf(text, 'edited-file'), { args: [] }, context, () => true)) {
    if ('error' in next) throw next.error
    return next.selected
  }
  throw new UsageError('no objects visited')
}

async function commit(
  originals: readonly Selected[],
  edited: readonly Selected[],
  { output, flags }: Request,
  context: Context,
): Promise<void> {
  for (const item of edited) {
    const { resource, namespace, name, object } = item
    const same = deepEqual(originalOf(item, originals).object, object)
    if (!same) {
      await context.client.patch({ resource, namespace, name }, annotationPatch(object), {
        fieldManager: flags.string('field-manager'),
        fieldValidation: validationOf(flags),
      })
    }
    await printResult(object, same ? 'skipped' : 'edited', output, 'none', context)
  }
}
