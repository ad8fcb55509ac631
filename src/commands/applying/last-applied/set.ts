import type { Patch } from '../../../api/contract/client.js'
import { ApiError, UsageError } from '../../../api/contract/errors.js'
import { formatJson } from '../../../model/json/json.js'
import type { KubeObject } from '../../../model/objects/object.js'
import type { Command, Context, FlagValues } from '../../command.js'
import type { FileOptions } from '../../manifests/manifest.js'
import { meaning } from '../../objects/edit/draft.js'
import { type DryRun, dryRunFlag, dryRunOf, warnOfBareDryRun } from '../../output/dry-run.js'
import { type OutputRequest, outputFlags, outputOf, printResult } from '../../output/result.js'
import { addSource } from '../../requests/sent-objects.js'
import type { Selected } from '../../selection/query.js'
import { selectResources } from '../../selection/resource-builder.js'
import { fileFlags } from '../../selection/resource-flags.js'
import { fetchObject } from '../../selection/resource-reading.js'
import { located } from '../three-way.js'
import { annotationPatch, lastAppliedOf } from './annotation.js'

interface Request {
  readonly files: FileOptions
  readonly create: boolean
  readonly dryRun: DryRun
  readonly output: OutputRequest
  readonly flags: FlagValues
}

/** `apply set-last-applied -f FILENAME` (kubectl `pkg/cmd/apply/apply_set_last_applied.go`). */
export const set: Command<Request> = {
  description:
    'Make an object remember the contents of a file as the configuration that was applied last, as if it had been\napplied, and change nothing else.',
  examples: `
# Remember what stands in a file
kubectl apply set-last-applied -f deploy.yaml

# Even if the object remembers nothing yet
kubectl apply set-last-applied -f deploy.yaml --create-annotation=true`,
  usage: '-f FILENAME',
  flags: [
    ...outputFlags,
    ...fileFlags.filter(({ name }) => name === 'filename'),
    dryRunFlag,
    {
      name: 'create-annotation',
      type: 'bool',
      default: 'false',
      description: 'Make the annotation where an object has none.',
    },
  ],
  parse: (_, flags) => ({
    files: { filenames: flags.strings('filename'), kustomize: '', recursive: false },
    create: flags.bool('create-annotation'),
    dryRun: dryRunOf(flags),
    output: outputOf(flags),
    flags,
  }),
  run: async (request, context) => {
    warnOfBareDryRun(request.flags, context)
    const changes: Change[] = []
    const selection = await selectResources({ args: [], files: request.files }, context)
    await selection.visit(async (item) => {
      const change = await changeOf(item, request, context)
      if (change !== undefined) changes.push(change)
    })
    for (const { item, live, patch } of changes) {
      const { resource, namespace, name } = item
      const options = { dryRun: request.dryRun === 'server' }
      const result =
        request.dryRun === 'client' ? live : await context.client.patch({ resource, namespace, name }, patch, options)
      await printResult(result, 'configured', request.output, request.dryRun, context)
    }
  },
}

interface Change {
  readonly item: Selected
  readonly live: KubeObject
  readonly patch: Patch
}

async function changeOf(item: Selected, { create }: Request, context: Context): Promise<Change | undefined> {
  const live = await liveOf(item, context)
  const present = lastAppliedOf(live)
  if (present === undefined && !create) {
    throw new UsageError(
      `no last-applied-configuration annotation found on resource: ${item.name}, to create the annotation, run the command with --create-annotation`,
    )
  }
  if (present !== undefined && meaning(present) === meaning(formatJson(item.object))) {
    context.io.out(`set-last-applied ${item.name}: no changes required.\n`)
    return undefined
  }
  return { item, live, patch: annotationPatch(item.object) }
}

async function liveOf(item: Selected, context: Context): Promise<KubeObject> {
  try {
    return await fetchObject(item, context)
  } catch (error) {
    if (error instanceof ApiError && error.reason === 'NotFound') throw error
    const { source = '' } = item
    throw addSource(`retrieving current configuration of:\n${located(item)}\nfrom server for:`, source, error)
  }
}
