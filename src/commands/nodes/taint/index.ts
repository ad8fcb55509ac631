import { UsageError } from '../../../api/contract/errors.js'
import { goQuote } from '../../../model/go/quote.js'
import type { Node } from '../../../model/objects/types.js'
import { type Arguments, type Command, type Context, ExitCode, type FlagValues } from '../../command.js'
import { type DryRun, dryRunFlag, dryRunOf, warnOfBareDryRun } from '../../output/dry-run.js'
import { type OutputRequest, outputFlags, outputOf, printResult } from '../../output/result.js'
import { patchBetween } from '../../requests/patch-between.js'
import { fieldManagerFlag, validateFlag, validationOf } from '../../requests/write-flags.js'
import { refuseLackedResource } from '../../resources/lacked.js'
import { lookUpResource } from '../../resources/look-up.js'
import type { Selected } from '../../selection/query.js'
import { selectResources } from '../../selection/resource-builder.js'
import { selectorFlag } from '../../selection/resource-flags.js'
import { alreadyThere, contradictions, parseTaints, retaint, type TaintChange } from './taints.js'

interface Request {
  /** The type, then names. */
  readonly resources: readonly string[]
  readonly change: TaintChange
  readonly selector: string
  readonly all: boolean
  readonly overwrite: boolean
  readonly dryRun: DryRun
  readonly output: OutputRequest
  readonly flags: FlagValues
}

/** `taint NODE NAME KEY=VALUE:EFFECT…` (kubectl `pkg/cmd/taint/taint.go`). */
export const command: Command<Request> = {
  description:
    'Update the taints on one or more nodes. A taint is written key=value:effect; the value may be left out, the effect is\nNoSchedule, PreferNoSchedule or NoExecute. A taint followed by - is removed.',
  examples: `
# A taint with the key dedicated
kubectl taint nodes foo dedicated=special-user:NoSchedule

# Remove the taint with that key and effect
kubectl taint nodes foo dedicated:NoSchedule-

# Remove all taints with that key
kubectl taint nodes foo dedicated-

# Taint the nodes with the label myLabel=X
kubectl taint node -l myLabel=X dedicated=foo:PreferNoSchedule`,
  usage: 'NODE NAME KEY_1=VAL_1:TAINT_EFFECT_1 ... KEY_N=VAL_N:TAINT_EFFECT_N',
  flags: [
    ...outputFlags,
    dryRunFlag,
    validateFlag,
    selectorFlag,
    fieldManagerFlag('kubectl-taint'),
    { name: 'all', type: 'bool', default: 'false', description: 'Select all nodes in the cluster.' },
    {
      name: 'overwrite',
      type: 'bool',
      default: 'false',
      description: 'Let taints take the place of others with the same key and effect, instead of refusing that.',
    },
  ],
  parse: (args, flags) => {
    const dryRun = dryRunOf(flags)
    validationOf(flags)
    const { resources, taints } = split(args)
    if (resources.length === 0) throw new UsageError('one or more resources must be specified as <resource> <name>')
    if (taints.length === 0) throw new UsageError('at least one taint update is required')
    return {
      resources,
      change: parseTaints(taints),
      selector: flags.string('selector'),
      all: flags.bool('all'),
      overwrite: flags.bool('overwrite'),
      dryRun,
      output: outputOf(flags),
      flags,
    }
  },
  run: async (request, context) => {
    await check(request, context)
    warnOfBareDryRun(request.flags, context)
    const selection = await selectResources(queryOf(request), context)
    await selection.visit((selected) => taintOne(selected, request, context))
  },
}

const isTaint = (word: string) => word.includes('=') || word.includes(':') || word.endsWith('-')

/** Resources first, then taints. */
function split({ positional }: Arguments): { resources: readonly string[]; taints: readonly string[] } {
  const first = positional.findIndex(isTaint)
  if (first < 0) return { resources: positional, taints: [] }
  const taints = positional.slice(first)
  const stray = taints.find((word) => !isTaint(word))
  if (stray !== undefined) throw new UsageError(`all resources must be specified before taint changes: ${stray}`)
  return { resources: positional.slice(0, first), taints }
}

async function check({ resources, change, all, selector }: Request, { client, io }: Context): Promise<void> {
  const type = resources[0]!.toLowerCase()
  const resource = lookUpResource(type, await client.resources())
  if (resource === undefined) {
    refuseLackedResource(type)
    io.err(`the server doesn't have a resource type ${goQuote(type)}\n`)
    throw new ExitCode(1)
  }
  if (resource.kind !== 'Node') {
    throw new UsageError(`invalid resource type ${type}, only node types are supported`)
  }
  const both = contradictions(change)
  if (both.length > 0) {
    throw new UsageError(
      `can not both modify and remove the following taint(s) in the same command: ${both.join(', ')}`,
    )
  }
  if (all && selector !== '') {
    throw new UsageError("setting 'all' parameter with a non empty selector is prohibited")
  }
  if (!all && selector === '' && resources.length < 2) {
    throw new UsageError("at least one resource name must be specified since 'all' parameter is not set")
  }
}

function queryOf({ resources, all, selector }: Request) {
  const shared = { latest: true, continueOnError: true }
  if (all) return { ...shared, args: ['nodes'], all }
  if (selector !== '') return { ...shared, args: ['nodes'], labelSelector: selector }
  return { ...shared, args: resources.slice(1), defaultType: 'nodes' }
}

async function taintOne(selected: Selected, request: Request, context: Context): Promise<void> {
  const { change, overwrite, dryRun, output, flags } = request
  const { resource, namespace, name } = selected
  const node = selected.object as Node
  const present = node.spec.taints ?? []
  const there = alreadyThere(present, change)
  if (!overwrite && there.length > 0) {
    throw new UsageError(
      `node ${name} already has ${there.join(',')} taint(s) with same effect(s) and --overwrite is false`,
    )
  }
  const { taints, operation } = retaint(present, change, overwrite)
  const { taints: _, ...spec } = node.spec
  const after = { ...node, spec: { ...spec, ...(taints.length === 0 ? {} : { taints }) } }
  const patch = (await patchBetween(node, after, resource)) ?? ({ type: 'strategic', body: {} } as const)
  const result =
    dryRun === 'client'
      ? after
      : await context.client.patch({ resource, namespace, name }, patch, {
          dryRun: dryRun === 'server',
          fieldManager: flags.string('field-manager'),
          fieldValidation: validationOf(flags),
        })
  // kubectl forgets to say that it was a rehearsal.
  await printResult(result, operation, output, 'none', context)
}
