import { ApiError, UsageError } from '../api/errors.js'
import type { Command, Context } from './command.js'
import { kindOf } from './kinds.js'
import {
  type FileSelection,
  filenameFlags,
  filesOf,
  namesFiles,
  type Selected,
  type SelectionResult,
  selectorFlag,
  selectResources,
  throwCollected,
} from './resource-builder.js'

interface Request {
  readonly args: readonly string[]
  readonly files: FileSelection
  readonly selector: string | undefined
  readonly allNamespaces: boolean
  /** undefined: for a single object only. */
  readonly showEvents: boolean | undefined
}

/** `describe TYPE [NAME_PREFIX]` (kubectl `pkg/cmd/describe/describe.go`). */
export const command: Command<Request> = {
  usage: '(-f FILENAME | TYPE [NAME_PREFIX | -l label] | TYPE/NAME)',
  flags: [
    ...filenameFlags,
    selectorFlag,
    {
      name: 'all-namespaces',
      short: 'A',
      type: 'bool',
      default: 'false',
      description: 'List the requested objects across all namespaces.',
    },
    { name: 'chunk-size', type: 'int', default: '500', description: 'Accepted for compatibility.' },
    {
      name: 'show-events',
      type: 'bool',
      default: 'true',
      description:
        'Display events related to the described object. Defaults to true for a single object, false for several.',
    },
  ],
  parse: ({ positional }, flags) => ({
    args: positional,
    files: filesOf(flags),
    selector: flags.changed('selector') ? flags.string('selector') : undefined,
    allNamespaces: flags.bool('all-namespaces'),
    showEvents: flags.changed('show-events') ? flags.bool('show-events') : undefined,
  }),
  run: async (request, context) => {
    const { args, files, selector, allNamespaces } = request
    if (args.length === 0 && !namesFiles(files)) {
      throw new UsageError(
        `You must specify the type of resource to describe. Use "${context.program} api-resources" for a complete list of supported resources.\n`,
      )
    }
    const result = await selectResources(
      { args, files, allNamespaces, bareTypes: true, ...(selector === undefined ? {} : { labelSelector: selector }) },
      context,
    )
    const matching = await byPrefix(request, result, context)
    if (matching !== undefined) {
      for (const item of matching) context.io.out(`${await describe(item, request.showEvents ?? false, context)}\n`)
      return
    }
    await describeAll(result, request, context)
  },
}

/** `describe pod web` without a pod of that name means those whose name begins so; undefined when that does not apply. */
async function byPrefix(
  request: Request,
  { errors }: SelectionResult,
  context: Context,
): Promise<readonly Selected[] | undefined> {
  const [error] = errors
  if (request.args.length !== 2 || !(error instanceof ApiError) || error.reason !== 'NotFound') return undefined
  const { items } = await selectResources({ args: [request.args[0]!], bareTypes: true }, context)
  const matching = items.filter((item) => item.name.startsWith(request.args[1]!))
  if (matching.length === 0) throw error
  return matching
}

async function describeAll({ items, errors }: SelectionResult, request: Request, context: Context): Promise<void> {
  const showEvents = request.showEvents ?? (items.length === 1 && errors.length === 0)
  for (const [at, item] of items.entries()) {
    context.io.out(`${at === 0 ? '' : '\n\n'}${await describe(item, showEvents, context)}`)
  }
  if (items.length === 0 && errors.length === 0) {
    context.io.err(
      request.allNamespaces ? 'No resources found\n' : `No resources found in ${context.namespace} namespace.\n`,
    )
  }
  throwCollected(errors)
}

async function describe(item: Selected, showEvents: boolean, { client }: Context): Promise<string> {
  const { resource, namespace, name } = item
  const kind = await kindOf(resource)
  if (kind === undefined) throw new UsageError(`no description has been implemented for ${resource.kind}`)
  const object = item.object ?? (await client.get({ resource, namespace, name }))
  const { alignLines } = await import('../printers/tabwriter.js')
  return alignLines(await kind.describe(object, { client, now: client.now(), showEvents }))
}
