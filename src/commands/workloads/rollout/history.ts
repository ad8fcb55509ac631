import type { Revision } from '../../../api/contract/capabilities.js'
import { UsageError } from '../../../api/contract/errors.js'
import type { PodTemplate } from '../../../model/objects/types.js'
import { nameOf } from '../../../printers/name.js'
import type { Command, Context } from '../../command.js'
import { type OutputRequest, outputFlags, outputOf } from '../../output/result.js'
import { changeCauseAnnotation } from '../../requests/record.js'
import type { Selected } from '../../selection/query.js'
import {
  type RolloutRequest,
  requiredRollout,
  revisionOf,
  rolloutFlags,
  rolloutRequest,
  selectRollouts,
} from './selection.js'

interface Request extends RolloutRequest {
  readonly revision: number | bigint
  readonly output: OutputRequest
}

/** `rollout history TYPE NAME` (kubectl `pkg/cmd/rollout/rollout_history.go`). */
export const command: Command<Request> = {
  description: 'Show the revisions of a rollout, or one of them in detail.',
  examples: `
# The revisions of a deployment
kubectl rollout history deployment/abc

# The third of them
kubectl rollout history deployment/abc --revision=3`,
  usage: '(TYPE NAME | TYPE/NAME) [flags]',
  flags: [
    ...outputFlags,
    ...rolloutFlags,
    {
      name: 'revision',
      type: 'int',
      default: '0',
      description: 'See the details, including podTemplate of the revision specified.',
    },
  ],
  parse: ({ positional }, flags) => ({
    ...rolloutRequest(positional, flags),
    revision: revisionOf(flags),
    output: outputOf(flags),
  }),
  run: async (request, context) => {
    const { output } = request
    const formatted = output.format !== '' || output.template !== ''
    const print = formatted ? await objectsPrinter(output, context) : undefined
    await (await selectRollouts(request, context)).visit(async (selected) => {
      const rollout = await requiredRollout(selected, 'history')
      const revisions = await rollout.history(selected.object, context.client)
      if (print !== undefined) printObjects(revisions, request.revision, print)
      else await printHistory(selected, revisions, request.revision, context)
    })
  },
}

async function objectsPrinter(output: OutputRequest, context: Context): Promise<(object: unknown) => void> {
  const { objectPrinter } = await import('../../../printers/index.js')
  const print = await objectPrinter(output, (path) => context.files.read(path))
  return (object) => context.io.out(print(object))
}

function printObjects(revisions: readonly Revision[], number: number | bigint, print: (object: unknown) => void): void {
  const wanted = number === 0 ? revisions : [required(revisions, number)]
  for (const revision of wanted) if (revision.object !== undefined) print(revision.object)
}

function required(revisions: readonly Revision[], number: number | bigint): Revision {
  const found = revisions.find((revision) => revision.number === number)
  if (found === undefined) throw new UsageError('unable to find the specified revision')
  return found
}

async function printHistory(
  { object }: Selected,
  revisions: readonly Revision[],
  number: number | bigint,
  context: Context,
): Promise<void> {
  const title = number > 0 ? `with revision #${number}` : ''
  context.io.out(`${nameOf(object)} ${title}\n${await historyText(revisions, number)}\n`)
}

async function historyText(revisions: readonly Revision[], number: number | bigint): Promise<string> {
  if (revisions.length === 0) return 'No rollout history found.'
  if (number > 0) return templateText(withCause(required(revisions, number)))
  const { alignLines } = await import('../../../printers/index.js')
  return alignLines([
    ['REVISION', 'CHANGE-CAUSE'],
    ...revisions.map((revision) => [String(revision.number), revision.changeCause ?? '<none>']),
  ])
}

function withCause({ template, changeCause }: Revision): PodTemplate {
  if (changeCause === undefined) return template
  const annotations = { ...template.metadata?.annotations, [changeCauseAnnotation]: changeCause }
  return { ...template, metadata: { ...template.metadata, annotations } }
}

/** A pod template as `describe` has it, but with its tabs, as kubectl prints it here. */
export async function templateText(template: PodTemplate): Promise<string> {
  const { podTemplateLines } = await import('../../../kinds/podtemplate/describe/index.js')
  return podTemplateLines(template)
    .map((line) => `${line.join('\t')}\n`)
    .join('')
}
