import type { Revision } from '../../../api/contract/capabilities.js'
import { ApiError, UsageError } from '../../../api/contract/errors.js'
import type { KubeObject } from '../../../model/objects/object.js'
import { deepEqual } from '../../../model/values/json-values.js'
import type { Command, Context } from '../../command.js'
import { type DryRun, dryRunFlag, dryRunOf, warnOfBareDryRun } from '../../output/dry-run.js'
import { type OutputRequest, outputFlags, outputOf, printResult } from '../../output/result.js'
import { lastAppliedAnnotation } from '../../requests/saved-config.js'
import type { Selected } from '../../selection/query.js'
import { templateText } from './history.js'
import { type RolloutRequest, requiredRollout, rolloutFlags, rolloutRequest, selectRollouts } from './selection.js'

interface Request extends RolloutRequest {
  /** 0: the one before the last. */
  readonly toRevision: number | bigint
  readonly dryRun: DryRun
  readonly output: OutputRequest
  readonly warn: (context: Context) => void
}

/** `rollout undo TYPE NAME` (kubectl `pkg/cmd/rollout/rollout_undo.go`, `polymorphichelpers/rollback.go`). */
export const command: Command<Request> = {
  description: 'Roll back to the revision before, or to a given one.',
  examples: `
# To the one before
kubectl rollout undo deployment/abc

# To the third
kubectl rollout undo deployment/abc --to-revision=3`,
  usage: '(TYPE NAME | TYPE/NAME) [flags]',
  flags: [
    ...outputFlags,
    ...rolloutFlags,
    dryRunFlag,
    {
      name: 'to-revision',
      type: 'int',
      default: '0',
      description: 'The revision to rollback to. Default to 0 (last revision).',
    },
  ],
  parse: ({ positional }, flags) => ({
    ...rolloutRequest(positional, flags),
    toRevision: flags.int64('to-revision'),
    dryRun: dryRunOf(flags),
    output: outputOf(flags),
    warn: (context) => warnOfBareDryRun(flags, context),
  }),
  run: async (request, context) => {
    request.warn(context)
    await (await selectRollouts(request, context)).visit(async (selected) => {
      warnOfApply(selected, context)
      const outcome = await rollBack(selected, request, context)
      await printResult(selected.object, outcome, request.output, request.dryRun, context)
    })
  },
}

/** What was applied keeps the configuration that it was last applied with. */
function warnOfApply({ resource, name, object }: Selected, { io, program }: Context): void {
  if (object.metadata.annotations?.[lastAppliedAnnotation] === undefined) return
  io.warn(
    `resource ${resource.plural}/${name} was previously managed with '${program} apply'. Rolling back will not update the ${lastAppliedAnnotation} annotation, which may cause unexpected behavior on future '${program} apply' operations. Consider using '${program} apply' with your previous configuration file instead.`,
  )
}

async function rollBack(selected: Selected, request: Request, context: Context): Promise<string> {
  const rollout = await requiredRollout(selected, 'rollbacker')
  const { resource, namespace, name, object } = selected
  const revision = chosenRevision(await rollout.history(object, context.client), request.toRevision, selected)
  if (request.dryRun === 'client') return templateText(revision.template)
  if (rollout.paused?.is(object)) {
    throw new UsageError(
      `you cannot rollback a paused ${resource.singular}; resume it first with 'kubectl rollout resume' and try again`,
    )
  }
  const restored = rollout.withTemplate(object, revision.template, revision.object)
  if (deepEqual(restored.spec.template, rollout.withTemplate(object, object.spec.template).spec.template)) {
    return `skipped rollback (current template already matches revision ${request.toRevision})`
  }
  try {
    const options = { dryRun: request.dryRun === 'server' }
    await context.client.patch({ resource, namespace, name }, { type: 'json', body: replacements(restored) }, options)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    throw new UsageError(`failed restoring revision ${request.toRevision}: ${error.message}`)
  }
  return 'rolled back'
}

function replacements({ metadata, spec }: KubeObject): object[] {
  return [
    { op: 'replace', path: '/spec/template', value: spec.template },
    {
      op: metadata.annotations === undefined ? 'test' : 'replace',
      path: '/metadata/annotations',
      value: metadata.annotations,
    },
  ].filter(({ op }) => op === 'replace')
}

/** The revision asked for, or the second newest. */
function chosenRevision(
  revisions: readonly Revision[],
  number: number | bigint,
  { resource, name }: Selected,
): Revision {
  if (number !== 0) {
    const found = revisions.find((revision) => revision.number === number)
    if (number < 0 || found === undefined) {
      throw new UsageError(`unable to find specified revision ${number} in history`)
    }
    return found
  }
  const sorted = [...revisions].sort((a, b) => (a.number < b.number ? 1 : -1))
  const previous = sorted[1]
  if (previous === undefined) throw new UsageError(`no rollout history found for ${resource.singular} "${name}"`)
  return previous
}
