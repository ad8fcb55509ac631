import { ApiError, UsageError } from '../../../api/contract/errors.js'
import type { Instant, KubeObject } from '../../../model/objects/object.js'
import type { Command, Context } from '../../command.js'
import type { FileOptions } from '../../manifests/manifest.js'
import { type OutputRequest, outputFlags, outputOf, printResult } from '../../output/result.js'
import type { Selected, Selection, Source } from '../../selection/query.js'
import { selectResources } from '../../selection/resource-builder.js'
import {
  allFlag,
  allNamespacesFlag,
  fieldSelectorFlag,
  plainFileFlags,
  plainFilesOf,
  selectorFlag,
} from '../../selection/resource-flags.js'
import { type Goal, parseGoals } from './conditions.js'

interface Request {
  readonly args: readonly string[]
  readonly files: FileOptions
  readonly selector: string
  readonly fieldSelector: string
  readonly all: boolean
  readonly allNamespaces: boolean
  readonly goals: readonly Goal[]
  /** Milliseconds; 0: look once. */
  readonly timeout: number
  readonly output: OutputRequest
}

const week = 168 * 3_600_000

/** `wait --for=condition=Ready TYPE NAME` (kubectl `pkg/cmd/wait/wait.go`). */
export const command: Command<Request> = {
  description: 'Wait for a condition on one or many resources.',
  examples: `
# Until a pod is ready
kubectl wait --for=condition=Ready pod/busybox1

# Until a field has a value
kubectl wait --for=jsonpath='{.status.phase}'=Running pod/busybox1

# Until a pod is gone
kubectl wait --for=delete pod/busybox1 --timeout=60s`,
  usage:
    "([-f FILENAME] | resource.group/resource.name | resource.group [(-l label | --all)]) [--for=create|--for=delete|--for condition=available|--for=jsonpath='{}'[=value]]",
  flags: [
    ...outputFlags,
    ...plainFileFlags,
    selectorFlag,
    fieldSelectorFlag,
    allFlag,
    allNamespacesFlag,
    {
      name: 'for',
      type: 'strings',
      description:
        "The condition to wait on: [create|delete|condition=condition-name[=condition-value]|jsonpath='{JSONPath expression}'=[JSONPath value]]. The default condition-value is true. Several are waited for one after another, creation first.",
    },
    {
      name: 'timeout',
      type: 'duration',
      default: '30s',
      description:
        "The length of time to wait before giving up. Zero means check once and don't wait, negative means wait for a week.",
    },
  ],
  parse: ({ positional }, flags) => ({
    args: positional,
    files: plainFilesOf(flags),
    selector: flags.string('selector'),
    fieldSelector: flags.string('field-selector'),
    all: flags.bool('all'),
    allNamespaces: flags.bool('all-namespaces'),
    goals: parseGoals(flags.strings('for')),
    timeout: flags.duration('timeout') < 0 ? week : flags.duration('timeout'),
    output: outputOf(flags),
  }),
  run: async (request, context) => {
    const deadline = context.client.now() + request.timeout
    const { goals } = request
    const has = (type: Goal['type']) => goals.some((goal) => goal.type === type)
    if (has('create')) await untilCreated(await select(request, context, false), deadline, context)
    const tests = await Promise.all(goals.map((goal) => (goal.type === 'state' ? goal.prepare() : undefined)))
    let found = false
    const selection = await select(request, context, true)
    try {
      await selection.visit(async (selected) => {
        found = true
        let { object } = selected
        for (const [at, goal] of goals.entries()) {
          object = await waitFor({ ...selected, object }, goal, tests[at], request, deadline, context)
          await printResult(object, 'condition met', request.output, 'none', context)
        }
      })
    } catch (error) {
      throwUnlessGone(error, has('delete'))
    }
    if (!found && !has('delete')) throw new UsageError('no matching resources found')
  },
}

function select(request: Request, context: Context, fetch: boolean): Promise<Selection> {
  return selectResources(
    {
      args: request.args,
      files: request.files,
      labelSelector: request.selector,
      fieldSelector: request.fieldSelector,
      typeMeansAll: request.all,
      allNamespaces: request.allNamespaces,
      continueOnError: true,
      latest: fetch,
      fetch,
    },
    context,
  )
}

/** Whoever waits for the end of an object is content when it is not there to begin with. */
function throwUnlessGone(error: unknown, isForDeletion: boolean): void {
  if (!isForDeletion) throw error
  const errors: unknown[] = error instanceof AggregateError ? error.errors : [error]
  const others = errors.filter((each) => !(each instanceof ApiError && each.reason === 'NotFound'))
  if (others.length === 1) throw others[0]
  if (others.length > 1) throw new AggregateError(others)
}

async function waitFor(
  selected: Selected,
  goal: Goal,
  test: ((object: KubeObject) => boolean) | undefined,
  request: Request,
  deadline: Instant,
  context: Context,
): Promise<KubeObject> {
  const { resource, name, object } = selected
  if (name === '') throw new UsageError('resource name must be provided')
  if (goal.type === 'create') return object
  if (test?.(object) === true) return object
  if (request.timeout === 0) throw new UsageError(`condition not met for ${resource.plural}/${name}`)
  const met =
    test === undefined
      ? await untilGone(selected, deadline, context)
      : await untilTrue(selected, test, deadline, context)
  if (met === undefined) {
    throw new UsageError(`timed out waiting for the condition on ${resource.plural}/${name}`)
  }
  return met
}

/** The object as it is and as it changes, up to the deadline; a bookmark says that all has been told. */
async function* changes({ resource, namespace, name }: Selected, deadline: Instant, context: Context) {
  await context.io.flush()
  yield* context.client.watch({
    resource,
    namespace,
    name,
    bookmarks: true,
    signal: context.signal,
    until: deadline,
  })
}

async function untilTrue(
  selected: Selected,
  test: (object: KubeObject) => boolean,
  deadline: Instant,
  context: Context,
): Promise<KubeObject | undefined> {
  for await (const { type, object } of changes(selected, deadline, context)) {
    if ((type === 'ADDED' || type === 'MODIFIED') && test(object)) return object
  }
  return undefined
}

async function untilGone(selected: Selected, deadline: Instant, context: Context): Promise<KubeObject | undefined> {
  let there = false
  for await (const { type } of changes(selected, deadline, context)) {
    if (type === 'DELETED' || (type === 'BOOKMARK' && !there)) return selected.object
    there = true
  }
  return undefined
}

/** Waits until each of the named objects, or one of each listed type, is there. */
async function untilCreated({ sources }: Selection, deadline: Instant, context: Context): Promise<void> {
  await context.io.flush()
  for (const source of sources) {
    if (!(await appears(source, deadline, context))) throw new UsageError('timed out waiting for the condition')
  }
}

async function appears(source: Source, deadline: Instant, context: Context): Promise<boolean> {
  if (source.by === 'files') return true
  const events = context.client.watch({
    ...(source.by === 'name' ? source.target : listQuery(source)),
    signal: context.signal,
    until: deadline,
  })
  for await (const { type } of events) if (type === 'ADDED') return true
  return false
}

function listQuery({ resource, namespace, labelSelector, fieldSelector }: Extract<Source, { by: 'list' }>) {
  return {
    resource,
    namespace,
    ...(labelSelector === '' ? {} : { labelSelector }),
    ...(fieldSelector === '' ? {} : { fieldSelector }),
  }
}
