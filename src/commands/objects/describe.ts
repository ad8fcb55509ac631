import { ApiError, UsageError } from '../../api/contract/errors.js'
import type { Command, Context } from '../command.js'
import type { FileOptions } from '../manifests/manifest.js'
import { kindOf } from '../resources/kinds.js'
import { type Gathered, itemsAndErrors, throwSeveral } from '../selection/items-and-errors.js'
import type { Selected } from '../selection/query.js'
import { selectResources } from '../selection/resource-builder.js'
import { allNamespacesFlag, fileFlags, filesOf, selectorFlag } from '../selection/resource-flags.js'

interface Request {
  readonly args: readonly string[]
  readonly files: FileOptions
  readonly selector: string | undefined
  readonly allNamespaces: boolean
  /** Undefined: of a single object alone. */
  readonly showEvents: boolean | undefined
}

/** `describe TYPE [NAME_PREFIX]` (kubectl `pkg/cmd/describe/describe.go`). */
export const command: Command<Request> = {
  description:
    'Show the details of a resource or of a group of them, with what belongs to it and its events. A name that is not there\nstands for all names that begin so.',
  examples: `
# Describe a node
kubectl describe nodes worker-1

# Describe all pods that the deployment frontend created
kubectl describe pods frontend

# Describe pods by label
kubectl describe pods -l name=myLabel`,
  usage: '(-f FILENAME | TYPE [NAME_PREFIX | -l label] | TYPE/NAME)',
  flags: [
    ...fileFlags,
    selectorFlag,
    allNamespacesFlag,
    { name: 'chunk-size', type: 'int', default: '500', description: 'Accepted for compatibility.' },
    {
      name: 'show-events',
      type: 'bool',
      default: 'true',
      description:
        'If true, display events related to the described object: by itself of a single one, not of several and of those that a prefix finds.',
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
    if (args.length === 0 && files.filenames.length === 0 && files.kustomize === '') {
      throw new UsageError(
        `You must specify the type of resource to describe. Use "${context.program} api-resources" for a complete list of supported resources.`,
      )
    }
    const query = {
      args,
      files,
      allNamespaces,
      typeMeansAll: true,
      latest: true,
      continueOnError: true,
      labelSelector: selector ?? '',
    }
    const result = await itemsAndErrors(await selectResources(query, context))
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
  { errors }: Gathered,
  context: Context,
): Promise<readonly Selected[] | undefined> {
  const [error] = errors
  if (request.args.length !== 2 || !(error instanceof ApiError) || error.reason !== 'NotFound') return undefined
  const items = await (await selectResources({ args: [request.args[0]!], typeMeansAll: true }, context)).all()
  const matching = items.filter((item) => item.name.startsWith(request.args[1]!))
  if (matching.length === 0) throw error
  return matching
}

async function describeAll({ items, errors }: Gathered, request: Request, context: Context): Promise<void> {
  const showEvents = request.showEvents ?? (items.length === 1 && errors.length === 0)
  for (const [at, item] of items.entries()) {
    context.io.out(`${at === 0 ? '' : '\n\n'}${await describe(item, showEvents, context)}`)
  }
  if (items.length === 0 && errors.length === 0) {
    context.io.err(
      request.allNamespaces ? 'No resources found\n' : `No resources found in ${context.namespace} namespace.\n`,
    )
  }
  throwSeveral(errors)
}

async function describe(item: Selected, showEvents: boolean, { client }: Context): Promise<string> {
  const { resource, namespace, name } = item
  if (name === '') throw new UsageError('resource name may not be empty')
  const kind = await kindOf(resource)
  const describing = kind?.describe ?? (await import('../../kinds/describe/generic.js')).describeGeneric
  const object = item.object ?? (await client.get({ resource, namespace, name }))
  const { alignLines } = await import('../../printers/tabwriter.js')
  const { escapeTerminal } = await import('../../printers/table.js')
  const lines = await describing(object, { client, now: client.now(), showEvents })
  return alignLines(lines.map((cells) => cells.map(escapeTerminal)))
}
