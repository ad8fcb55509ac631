import { ApiError, UsageError } from '../../../api/contract/errors.js'
import type { KubeObject } from '../../../model/objects/object.js'
import { timestamp } from '../../../model/objects/time.js'
import type { Command, Context, HelpText } from '../../command.js'
import { type OutputRequest, outputFlags, outputOf, printResult } from '../../output/result.js'
import { patchBetween } from '../../requests/patch-between.js'
import { fieldManagerFlag } from '../../requests/write-flags.js'
import { capabilitiesOf } from '../../resources/kinds.js'
import { groupResource } from '../../resources/look-up.js'
import { itemsAndErrors } from '../../selection/items-and-errors.js'
import type { Selected } from '../../selection/query.js'
import { type RolloutRequest, rolloutFlags, rolloutOf, rolloutRequest, selectRollouts } from './selection.js'

interface Request extends RolloutRequest {
  readonly output: OutputRequest
}

/** Why an object cannot be changed so. */
class Unable extends Error {}

/** One of the commands that change the object itself; throws Unable when it may not be changed. */
interface Change extends HelpText {
  readonly operation: string
  /** What is said when the patch is empty. */
  readonly unchanged: (name: string) => string
  apply(selected: Selected, context: Context): Promise<KubeObject>
}

/** `rollout pause TYPE NAME` (kubectl `pkg/cmd/rollout/rollout_pause.go`). */
export const pause = changeCommand({
  description: 'Pause a rollout: changes of the template wait until it is resumed. Deployments only.',
  examples: `
# Make several changes and roll them out at once
kubectl rollout pause deployment/nginx`,
  operation: 'paused',
  unchanged: () => 'already paused',
  apply: async (selected) => setPaused(selected, true),
})

/** `rollout resume TYPE NAME` (kubectl `pkg/cmd/rollout/rollout_resume.go`). */
export const resume = changeCommand({
  description: 'Resume a rollout that has been paused. Deployments only.',
  examples: `
# Go on
kubectl rollout resume deployment/nginx`,
  operation: 'resumed',
  unchanged: () => 'already resumed',
  apply: async (selected) => setPaused(selected, false),
})

/** `rollout restart TYPE NAME` (kubectl `pkg/cmd/rollout/rollout_restart.go`). */
export const restart = changeCommand({
  description: 'Replace the pods of a resource by new ones, as a rolling update does.',
  examples: `
# New pods for a deployment
kubectl rollout restart deployment/nginx`,
  operation: 'restarted',
  unchanged: (name) =>
    `failed to create patch for ${name}: if restart has already been triggered within the past second, please wait before attempting to trigger another`,
  apply: restarted,
})

async function setPaused(selected: Selected, paused: boolean): Promise<KubeObject> {
  const ability = (await rolloutOf(selected)).rollout?.paused
  if (ability === undefined) throw new Unable(`${paused ? 'pausing' : 'resuming'} is not supported`)
  if (ability.is(selected.object) === paused) throw new Unable(paused ? 'is already paused' : 'is not paused')
  return ability.with(selected.object, paused)
}

async function restarted(selected: Selected, context: Context): Promise<KubeObject> {
  const { object } = selected
  const { rollout } = await rolloutOf(selected)
  const template = (await capabilitiesOf(selected.resource)).podTemplate
  if (rollout === undefined || template === undefined) throw new Unable('restarting is not supported')
  if (rollout.paused?.is(object)) {
    throw new Unable("can't restart paused deployment (run rollout resume first)")
  }
  const current = template.get(object)
  const restartedAt = { 'kubectl.kubernetes.io/restartedAt': timestamp(context.client.now()) }
  const metadata = { ...current.metadata, annotations: { ...current.metadata?.annotations, ...restartedAt } }
  return template.with(object, { ...current, metadata })
}

function changeCommand(change: Change): Command<Request> {
  return {
    description: change.description,
    examples: change.examples,
    usage: 'RESOURCE',
    flags: [...outputFlags, ...rolloutFlags, fieldManagerFlag('kubectl-rollout')],
    parse: ({ positional }, flags) => ({ ...rolloutRequest(positional, flags), output: outputOf(flags) }),
    run: (request, context) => run(change, request, context),
  }
}

async function run(change: Change, request: Request, context: Context): Promise<void> {
  const { items, errors } = await itemsAndErrors(await selectRollouts(request, context))
  if (items.length === 0 && errors.length === 0) {
    context.io.err(`No resources found in ${context.namespace} namespace.\n`)
    return
  }
  const problems: unknown[] = [...errors]
  for (const item of items) {
    const problem = await changeOne(item, change, request, context)
    if (problem !== undefined) problems.push(new UsageError(problem))
  }
  if (problems.length === 1) throw unprefixed(problems[0])
  if (problems.length > 1) throw new AggregateError(problems)
}

/** The word `error: ` that some of these messages have of their own stands once. */
function unprefixed(error: unknown): unknown {
  return error instanceof UsageError ? new UsageError(error.message.replace(/^error: /, '')) : error
}

/** Returns what went wrong, if anything did. */
async function changeOne(
  selected: Selected,
  change: Change,
  request: Request,
  context: Context,
): Promise<string | undefined> {
  const { resource, namespace, name, object } = selected
  let after: KubeObject
  try {
    after = await change.apply(selected, context)
  } catch (error) {
    if (!(error instanceof Unable)) throw error
    return `error: ${groupResource(resource)} "${name}" ${error.message}`
  }
  const patch = await patchBetween(object, after, resource)
  if (patch === undefined) return change.unchanged(name)
  try {
    const changed = await context.client.patch({ resource, namespace, name }, patch, {
      fieldManager: 'kubectl-rollout',
    })
    await printResult(changed, change.operation, request.output, 'none', context)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return `failed to patch: ${error.message}`
  }
  return undefined
}
