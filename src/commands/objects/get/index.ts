import { UsageError } from '../../../api/contract/errors.js'
import { parseGoDuration } from '../../../model/objects/duration.js'
import type { Millis } from '../../../model/objects/object.js'
import { formatNamesOfGet } from '../../../printers/formats.js'
import type { Command, Context, FlagValues } from '../../command.js'
import { outputFlagOf, outputOf, templateFlags } from '../../output/result.js'
import { checkRawPath } from '../../requests/raw-path.js'
import { throwAll, throwSeveral } from '../../selection/items-and-errors.js'
import { selectResources } from '../../selection/resource-builder.js'
import {
  allNamespacesFlag,
  fieldSelectorFlag,
  fileFlags,
  filesOf,
  selectorFlag,
} from '../../selection/resource-flags.js'
import { isNotFound, isTable, queryOf, type Request } from './request.js'

/** `get` (kubectl `pkg/cmd/get/get.go`). */
export const command: Command<Request> = {
  description:
    'Display one or many resources: a table of the most important information, or the objects in another format. By default\nthose of the current namespace.',
  examples: `
# List all pods
kubectl get pods

# With more information (such as the node)
kubectl get pods -o wide

# A pod as JSON
kubectl get -o json pod web-pod-13je7

# Only the phase of a pod
kubectl get pod/web-pod-13je7 -o jsonpath={.status.phase}

# Replication controllers and services together
kubectl get rc,services

# Every change, until Ctrl-C
kubectl get pods -w`,
  usage: `[(-o|--output=)${formatNamesOfGet.join('|')}] (TYPE[.VERSION][.GROUP] [NAME | -l label] | TYPE[.VERSION][.GROUP]/NAME ...)`,
  flags: [
    ...fileFlags,
    ...templateFlags,
    outputFlagOf(formatNamesOfGet),
    selectorFlag,
    fieldSelectorFlag,
    allNamespacesFlag,
    { name: 'chunk-size', type: 'int', default: '500', description: 'Accepted for compatibility: lists come whole.' },
    {
      name: 'ignore-not-found',
      type: 'bool',
      default: 'false',
      description: 'If the requested object does not exist, exit with 0.',
    },
    {
      name: 'label-columns',
      short: 'L',
      type: 'list',
      description: 'Labels to present as columns; names are case-sensitive.',
    },
    {
      name: 'no-headers',
      type: 'bool',
      default: 'false',
      description: 'In the default or custom-column output, print no headers.',
    },
    {
      name: 'output-watch-events',
      type: 'bool',
      default: 'false',
      description: 'Output watch event objects when --watch or --watch-only is used.',
    },
    { name: 'raw', type: 'string', description: 'A path of the API to get, as it is.' },
    {
      name: 'server-print',
      type: 'bool',
      default: 'true',
      description: 'Accepted for compatibility: tables always come from the API.',
    },
    {
      name: 'show-kind',
      type: 'bool',
      default: 'false',
      description: 'List the resource type for the requested objects.',
    },
    { name: 'show-labels', type: 'bool', default: 'false', description: 'Show all labels as the last column.' },
    {
      name: 'sort-by',
      type: 'string',
      description: "Sort list types by this field, a JSONPath expression (e.g. '{.metadata.name}').",
    },
    {
      name: 'subresource',
      type: 'string',
      description: 'Get this part of the objects instead: status, scale or resize.',
    },
    {
      name: 'watch',
      short: 'w',
      type: 'bool',
      default: 'false',
      description: 'After listing the requested objects, watch for changes.',
    },
    {
      name: 'watch-only',
      type: 'bool',
      default: 'false',
      description: 'Watch for changes, without listing the requested objects first.',
    },
  ],
  parse: ({ positional }, flags) => {
    const output = outputOf(flags)
    checkCombinations(flags, output.format)
    checkRaw(positional, flags)
    return {
      raw: flags.string('raw'),
      args: positional,
      files: filesOf(flags),
      labelSelector: flags.string('selector'),
      fieldSelector: flags.string('field-selector'),
      allNamespaces: flags.bool('all-namespaces'),
      ignoreNotFound: flags.bool('ignore-not-found'),
      watch: flags.bool('watch') || flags.bool('watch-only'),
      watchOnly: flags.bool('watch-only'),
      watchEvents: flags.bool('output-watch-events'),
      watchTime: requestTimeout(flags.string('request-timeout')),
      sortBy: flags.string('sort-by'),
      subresource: flags.string('subresource'),
      table: {
        wide: output.format === 'wide',
        noHeaders: flags.bool('no-headers'),
        showLabels: flags.bool('show-labels'),
        columnLabels: flags.strings('label-columns'),
        showKind: flags.bool('show-kind'),
      },
      output,
    }
  },
  run: async (request, context) => {
    if (request.raw !== '')
      return (await import('../../requests/raw.js')).callRaw({ method: 'GET', path: request.raw }, context)
    if (request.watch) {
      const { watchResources } = await import('./watch.js')
      return watchResources(request, context)
    }
    if (request.args.length === 0 && request.files.filenames.length === 0 && request.files.kustomize === '') {
      throw missingType(context)
    }
    if (isTable(request.output)) {
      const { printTables } = await import('./tables.js')
      return throwSeveral(await printTables(request, context))
    }
    await printObjects(request, context)
  },
}

function checkCombinations(flags: FlagValues, format: string): void {
  if (flags.bool('show-labels') && format !== '' && format !== 'wide') {
    throw new UsageError(`--show-labels option cannot be used with ${format} printer`)
  }
  if (flags.bool('output-watch-events') && !flags.bool('watch') && !flags.bool('watch-only')) {
    throw new UsageError('--output-watch-events option can only be used with --watch or --watch-only')
  }
}

function checkRaw(positional: readonly string[], flags: FlagValues): void {
  if (!flags.changed('raw')) return
  if (positional.length > 0) throw new UsageError('arguments may not be passed when --raw is specified')
  const others = ['watch', 'watch-only', 'selector', 'filename', 'chunk-size'].filter((name) => flags.changed(name))
  if (others.length > 0) {
    throw new UsageError(
      '--raw may not be specified with other flags that filter the server request or alter the output',
    )
  }
  if (flags.changed('output')) throw new UsageError('--raw and --output are mutually exclusive')
  if (flags.string('raw') !== '') checkRawPath(flags.string('raw'))
}

/** A number of seconds or a duration (client-go's `clientcmd.ParseTimeout`). */
function requestTimeout(text: string): Millis {
  if (/^\d+$/.test(text)) return Number(text) * 1000
  try {
    return parseGoDuration(text)
  } catch {
    throw new UsageError(
      'Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a corresponding time unit (e.g. 1s | 2m | 3h)',
    )
  }
}

function missingType({ program, io }: Context): UsageError {
  io.err(
    `You must specify the type of resource to get. Use "${program} api-resources" for a complete list of supported resources.\n\n`,
  )
  return new UsageError(
    `Required resource not specified.\nUse "${program} explain <resource>" for a detailed description of that resource (e.g. ${program} explain pods).`,
    true,
  )
}

/** -o yaml and its like: one object by itself, several in a List. */
async function printObjects(request: Request, context: Context): Promise<void> {
  const selection = await selectResources(queryOf(request), context)
  const { objectPrinter } = await import('../../../printers/index.js')
  const print = await objectPrinter(
    { ...request.output, columns: true, noHeaders: request.table.noHeaders },
    context.files.read,
  )
  const { itemsAndErrors } = await import('../../selection/items-and-errors.js')
  const { items, errors } = await itemsAndErrors(selection)
  const remaining = request.ignoreNotFound ? errors.filter((error) => !isNotFound(error)) : errors
  if (selection.singleItem && remaining.length > 0) throwAll(remaining)
  if (!(items.length === 0 && request.ignoreNotFound)) {
    const objects = items.map((item) => item.object)
    const sorted =
      request.sortBy === '' ? objects : (await import('../../../printers/sort.js')).sortObjects(objects, request.sortBy)
    const alone = selection.singleItem && sorted.length === 1 ? sorted[0] : undefined
    context.io.out(print(alone ?? { apiVersion: 'v1', items: sorted, kind: 'List', metadata: { resourceVersion: '' } }))
  }
  throwAll(remaining)
}
