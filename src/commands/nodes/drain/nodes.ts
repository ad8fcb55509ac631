/** Which nodes a command is about, and whether pods may be scheduled onto them (kubectl `pkg/cmd/drain/drain.go`). */
import { UsageError } from '../../../api/contract/errors.js'
import type { Node } from '../../../model/objects/types.js'
import type { Arguments, Command, Context, Flag, FlagValues, HelpText } from '../../command.js'
import { type DryRun, dryRunFlag, dryRunOf, warnOfBareDryRun } from '../../output/dry-run.js'
import { resultPrinter } from '../../output/result.js'
import { patchBetween } from '../../requests/patch-between.js'
import { groupResource } from '../../resources/look-up.js'
import type { Selected } from '../../selection/query.js'
import { selectResources } from '../../selection/resource-builder.js'
import { selectorFlag } from '../../selection/resource-flags.js'

export interface NodesRequest {
  readonly names: readonly string[]
  readonly selector: string
  readonly dryRun: DryRun
  readonly flags: FlagValues
}

export const nodeFlags: readonly Flag[] = [dryRunFlag, selectorFlag]

/** Nodes are named or selected, and never both; throws UsageError. */
export function nodesRequest(usage: string, { positional }: Arguments, flags: FlagValues): NodesRequest {
  const selector = flags.string('selector')
  if (positional.length === 0 && !flags.changed('selector')) throw new UsageError(`USAGE: ${usage} [flags]`, true)
  if (positional.length > 0 && selector !== '') {
    throw new UsageError('error: cannot specify both a node name and a --selector option', true)
  }
  return { names: positional, selector, dryRun: dryRunOf(flags), flags }
}

/** The nodes of a request, as they are on the server; throws at the first that is not there. */
export async function findNodes({ names, selector }: NodesRequest, context: Context): Promise<Selected[]> {
  const query = selector === '' ? { args: names, defaultType: 'nodes' } : { args: ['nodes'], labelSelector: selector }
  const found = await (await selectResources({ ...query, singleType: true }, context)).all()
  const stranger = found.find(({ resource }) => groupResource(resource) !== 'nodes')
  if (stranger === undefined) return found
  const { group, version, plural } = stranger.resource
  throw new UsageError(`error: expected resource of type node, got "${group}/${version}, Resource=${plural}"`)
}

/** Makes nodes unschedulable, or schedulable again, and says of each what became of it. What fails is told beside. */
export async function setSchedulable(
  nodes: readonly Selected[],
  schedulable: boolean,
  { dryRun }: NodesRequest,
  context: Context,
): Promise<void> {
  const print = await resultPrinter(plainOutput, dryRun, context)
  const done = schedulable ? 'uncordoned' : 'cordoned'
  for (const selected of nodes) {
    const node = selected.object as Node
    if ((node.spec.unschedulable ?? false) === !schedulable) {
      print(node, `already ${done}`)
      continue
    }
    try {
      if (dryRun !== 'client') await patch(selected, schedulable, dryRun, context)
      print(node, done)
    } catch (error) {
      const verb = schedulable ? 'uncordon' : 'cordon'
      context.io.err(`error: unable to ${verb} node "${selected.name}": ${(error as Error).message}\n`)
    }
  }
}

/** Results are told in lines alone: these commands have no -o. */
export const plainOutput = { format: '', template: '', allowMissingKeys: true, showManagedFields: false }

async function patch(selected: Selected, schedulable: boolean, dryRun: DryRun, context: Context): Promise<void> {
  const { unschedulable: _, ...spec } = selected.object.spec
  const after = { ...selected.object, spec: schedulable ? spec : { ...spec, unschedulable: true } }
  const change = await patchBetween(selected.object, after, selected.resource)
  if (change !== undefined) await context.client.patch(selected, change, { dryRun: dryRun === 'server' })
}

function schedulingCommand(verb: 'cordon' | 'uncordon', help: HelpText): Command<NodesRequest> {
  return {
    ...help,
    usage: 'NODE',
    flags: nodeFlags,
    parse: (args, flags) => nodesRequest(`${verb} NODE`, args, flags),
    run: async (request, context) => {
      warnOfBareDryRun(request.flags, context)
      await setSchedulable(await findNodes(request, context), verb === 'uncordon', request, context)
    },
  }
}

export const cordon = schedulingCommand('cordon', {
  description: 'Mark a node as unschedulable: no more pods are placed on it; those that run there stay.',
  examples: `
# Mark the node foo
kubectl cordon foo`,
})
export const uncordon = schedulingCommand('uncordon', {
  description: 'Mark a node as schedulable again.',
  examples: `
# Mark the node foo
kubectl uncordon foo`,
})
