import { ApiError, UsageError } from '../../../api/contract/errors.js'
import type { Millis } from '../../../model/objects/object.js'
import type { Pod } from '../../../model/objects/types.js'
import { parseLabelSelector } from '../../../model/selectors/label-selectors.js'
import type { Command, Context, Flag } from '../../command.js'
import { warnOfBareDryRun } from '../../output/dry-run.js'
import { resultPrinter } from '../../output/result.js'
import { resourceNamed } from '../../resources/named.js'
import type { Selected } from '../../selection/query.js'
import { enhanceListError } from '../../selection/resource-reading.js'
import { type DrainRules, errorsOf, judge, type Verdict, warningsOf } from './filters.js'
import { findNodes, type NodesRequest, nodeFlags, nodesRequest, plainOutput, setSchedulable } from './nodes.js'
import { removePods } from './removal.js'

interface Request extends NodesRequest, DrainRules {
  readonly podSelector: string
  readonly disableEviction: boolean
  readonly gracePeriod: number
  readonly timeout: Millis
}

const ownFlags: readonly Flag[] = [
  ...nodeFlags,
  { name: 'chunk-size', type: 'int', default: '500', description: 'Accepted for compatibility: lists come whole.' },
  {
    name: 'delete-emptydir-data',
    type: 'bool',
    default: 'false',
    description: 'Go on even if there are pods with an emptyDir volume, whose data is lost.',
  },
  {
    name: 'disable-eviction',
    type: 'bool',
    default: 'false',
    description: 'Delete pods instead of evicting them, which takes no notice of disruption budgets.',
  },
  {
    name: 'force',
    type: 'bool',
    default: 'false',
    description: 'Go on even if there are pods that no controller would create anew.',
  },
  {
    name: 'grace-period',
    type: 'int',
    default: '-1',
    description: 'Seconds given to each pod to terminate gracefully. If negative, those that the pod asks for.',
  },
  {
    name: 'ignore-daemonsets',
    type: 'bool',
    default: 'false',
    description: 'Leave pods that a DaemonSet manages where they are.',
  },
  { name: 'pod-selector', type: 'string', description: 'Label selector that pods on the node must match.' },
  {
    name: 'skip-wait-for-delete-timeout',
    type: 'int',
    default: '0',
    description: 'Do not wait for pods whose deletion is longer than this many seconds ago; 0 waits for all.',
  },
  {
    name: 'timeout',
    type: 'duration',
    default: '0s',
    description: 'The length of time to wait before giving up, zero means infinite.',
  },
]

/** `drain NODE`: makes a node unschedulable and removes its pods (kubectl `pkg/cmd/drain/drain.go`). */
export const command: Command<Request> = {
  description:
    'Empty a node before it is worked on: mark it as unschedulable, then evict its pods, or delete them with\n--disable-eviction. Pods that a DaemonSet manages, that keep data in an emptyDir volume, or that nothing would create\nanew keep it from being drained, until a flag says what shall become of them. When all is done, uncordon it.',
  examples: `
# Drain the node foo, even if there are pods that no controller manages
kubectl drain foo --force

# Give each pod a quarter of an hour
kubectl drain foo --grace-period=900`,
  usage: 'NODE',
  flags: ownFlags,
  parse: (args, flags) => {
    const request = nodesRequest('drain NODE', args, flags)
    const podSelector = flags.string('pod-selector')
    checkPodSelector(podSelector)
    return {
      ...request,
      podSelector,
      force: flags.bool('force'),
      ignoreDaemonSets: flags.bool('ignore-daemonsets'),
      deleteEmptyDirData: flags.bool('delete-emptydir-data'),
      skipDeletedAfter: flags.int('skip-wait-for-delete-timeout'),
      disableEviction: flags.bool('disable-eviction'),
      gracePeriod: flags.int('grace-period'),
      timeout: flags.duration('timeout'),
    }
  },
  run: async (request, context) => {
    warnOfBareDryRun(request.flags, context)
    const nodes = await findNodes(request, context)
    await setSchedulable(nodes, false, request, context)
    const print = await resultPrinter(plainOutput, request.dryRun, context)
    const failed = new Map<string, unknown>()
    for (const node of nodes) {
      const error = await drainNode(node, request, context)
      if (error === undefined) print(node.object, 'drained')
      else failed.set(node.name, error)
    }
    if (failed.size === 0) return
    context.io.err('There are pending nodes to be drained:\n')
    for (const name of failed.keys()) context.io.err(` ${name}\n`)
    throw new AggregateError([...failed.values()])
  },
}

function checkPodSelector(text: string): void {
  try {
    parseLabelSelector(text)
  } catch {
    throw new UsageError('--pod-selector=<pod_selector> must be a valid label selector')
  }
}

/** Returns what kept the node from being drained, after telling it. */
async function drainNode({ name }: Selected, request: Request, context: Context): Promise<unknown> {
  try {
    await removeAll(name, request, context)
    return undefined
  } catch (error) {
    if (!(error instanceof ApiError || error instanceof UsageError || error instanceof AggregateError)) throw error
    context.io.err(`error: unable to drain node "${name}" due to error: ${textOf(error)}, continuing command...\n`)
    return error
  }
}

/** Several errors in one text, as Go's aggregates are printed. */
function textOf(error: unknown): string {
  if (!(error instanceof AggregateError)) return (error as Error).message
  const texts = [...new Set(error.errors.map((each) => (each as Error).message))]
  return texts.length === 1 ? texts[0]! : `[${texts.join(', ')}]`
}

async function removeAll(node: string, request: Request, context: Context): Promise<void> {
  const resource = resourceNamed('pods', await context.client.resources())
  const verdicts = await podsOf(node, request, context)
  const refusals = refusalsOf(verdicts)
  if (refusals !== undefined) throw refusals
  const warnings = warningsOf(verdicts)
  if (warnings !== '') context.io.warn(warnings)
  const pods = removable(verdicts)
  if (request.dryRun === 'client') {
    for (const { metadata } of pods) context.io.out(`evicting pod ${metadata.namespace}/${metadata.name} (dry run)\n`)
    return
  }
  try {
    await removePods(pods, { ...request, resource, node }, context)
  } catch (error) {
    await tellPending(node, error, request, context)
    throw error
  }
}

function refusalsOf(verdicts: readonly Verdict[]): AggregateError | undefined {
  const texts = errorsOf(verdicts)
  return texts.length === 0 ? undefined : new AggregateError(texts.map((text) => new UsageError(text)))
}

const removable = (verdicts: readonly Verdict[]) => verdicts.filter(({ remove }) => remove).map(({ pod }) => pod)

async function podsOf(node: string, request: Request, context: Context): Promise<Verdict[]> {
  const { podSelector } = request
  const query = {
    resource: resourceNamed('pods', await context.client.resources()),
    namespace: '',
    fieldSelector: `spec.nodeName=${node}`,
    ...(podSelector === '' ? {} : { labelSelector: podSelector }),
  }
  const list = await context.client.list<Pod>(query).catch((error: unknown) => {
    throw new AggregateError([enhanceListError(error, query)])
  })
  const verdicts: Verdict[] = []
  for (const pod of list.items) verdicts.push(await judge(pod, request, context))
  return verdicts
}

async function tellPending(node: string, error: unknown, request: Request, context: Context): Promise<void> {
  const verdicts = await podsOf(node, request, context)
  const pods = removable(verdicts)
  if (pods.length > 0) {
    context.io.err(`There are pending pods in node "${node}" when an error occurred: ${textOf(error)}\n`)
    for (const { metadata } of pods) context.io.err(`pod/${metadata.name}\n`)
  }
  const refusals = refusalsOf(verdicts)
  if (refusals === undefined) return
  context.io.err(`Following errors occurred while getting the list of pods to delete:\n${textOf(refusals)}`)
}
