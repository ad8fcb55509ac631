/** What `label` and `annotate` have in common: pairs to set and keys to remove in one map of an object's metadata. */
import { UsageError } from '../../api/contract/errors.js'
import { createMergePatch } from '../../api/patches/index.js'
import type { KubeObject } from '../../model/objects/object.js'
import { compareKeys } from '../../model/values/order.js'
import type { Arguments, Command, Context, Flag, FlagValues, HelpText } from '../command.js'
import type { FileOptions } from '../manifests/manifest.js'
import { type DryRun, dryRunFlag, dryRunOf, warnOfBareDryRun } from '../output/dry-run.js'
import { type OutputRequest, outputFlags, outputOf, type ResultPrinter, resultPrinter } from '../output/result.js'
import { recorded, recordFlag, recordOf, warnOfRecord } from '../requests/record.js'
import { fieldManagerFlag } from '../requests/write-flags.js'
import type { Selected, Selection } from '../selection/query.js'
import { selectResources } from '../selection/resource-builder.js'
import {
  allFlag,
  allNamespacesFlag,
  fieldSelectorFlag,
  fileFlags,
  filesOf,
  selectorFlag,
} from '../selection/resource-flags.js'

/** How the two commands differ. */
export interface EditedMap extends HelpText {
  readonly verb: 'label' | 'annotate'
  readonly field: 'labels' | 'annotations'
  /** As messages name one pair. */
  readonly noun: 'label' | 'annotation'
  /** `pod.yaml` or `rsrc.yaml`, as the message about --local names files. */
  readonly exampleFile: string
  parse(pairs: readonly string[]): Edits
  /** Throws when a value would be replaced without --overwrite. */
  refuseOverwrites(current: Readonly<Record<string, string>>, edits: Edits): void
  /** What the result line says: `labeled`, `annotated`. */
  outcome(before: KubeObject, after: KubeObject, overwrite: boolean): string
  /**
   * `-o` shows each object by itself, without `---` between them, as it was fetched, with the change, and not as the server
   * answered (label does so).
   */
  readonly printsOwnCopy?: boolean
  /** Before the object is changed: label says which keys are not there. */
  announce?(current: Readonly<Record<string, string>>, edits: Edits, context: Context): void
}

export interface Edits {
  readonly set: ReadonlyMap<string, string>
  readonly remove: readonly string[]
}

export interface Request {
  readonly resources: readonly string[]
  readonly edits: Edits
  readonly files: FileOptions
  readonly selector: string
  readonly fieldSelector: string
  readonly all: boolean
  readonly allNamespaces: boolean
  readonly overwrite: boolean
  readonly fieldManager: string
  readonly list: boolean
  readonly local: boolean
  readonly resourceVersion: string
  readonly dryRun: DryRun
  readonly output: OutputRequest
  readonly record: string | undefined
  readonly warn: (context: Context) => void
}

function flagsOf({ verb, noun, field }: EditedMap): Flag[] {
  return [
    ...outputFlags,
    ...fileFlags,
    selectorFlag,
    fieldSelectorFlag,
    allFlag,
    allNamespacesFlag,
    dryRunFlag,
    fieldManagerFlag(`kubectl-${verb}`),
    recordFlag,
    {
      name: 'overwrite',
      type: 'bool',
      default: 'false',
      description: `If true, allow ${field} to be overwritten, otherwise reject updates that overwrite existing ${field}.`,
    },
    {
      name: 'list',
      type: 'bool',
      default: 'false',
      description: `If true, display the ${field} for a given resource.`,
    },
    {
      name: 'local',
      type: 'bool',
      default: 'false',
      description: `If true, ${verb} will not contact the cluster but work on files.`,
    },
    {
      name: 'resource-version',
      type: 'string',
      description: `If non-empty, the ${noun} update will only succeed if this is the current resource-version for the object. Only valid when specifying a single resource.`,
    },
  ]
}

/** The command that edits one map (kubectl `pkg/cmd/label`, `pkg/cmd/annotate`). */
export function editCommand(map: EditedMap): Command<Request> {
  const flags = flagsOf(map)
  return {
    description: map.description,
    examples: map.examples,
    usage: '[--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version]',
    flags,
    parse: (args, values) => checked(map, parseRequest(map, args, values)),
    run: (request, context) => run(map, request, context),
  }
}

function parseRequest(map: EditedMap, args: Arguments, flags: FlagValues): Request {
  const { resources, pairs } = splitPairs(args.positional, map.noun)
  return {
    resources,
    edits: map.parse(pairs),
    files: filesOf(flags),
    selector: flags.string('selector'),
    fieldSelector: flags.string('field-selector'),
    all: flags.bool('all'),
    allNamespaces: flags.bool('all-namespaces'),
    overwrite: flags.bool('overwrite'),
    fieldManager: flags.string('field-manager'),
    list: flags.bool('list'),
    local: flags.bool('local'),
    resourceVersion: flags.string('resource-version'),
    dryRun: dryRunOf(flags),
    output: outputOf(flags),
    record: recordOf(map.verb, args, flags),
    warn: (context) => warnOfBareDryRun(flags, context),
  }
}

/** Resources first, then pairs (kubectl's `GetResourcesAndPairs`). */
export function splitPairs(words: readonly string[], noun: string): { resources: string[]; pairs: string[] } {
  const isPair = (word: string) => (word.includes('=') && !word.startsWith('=')) || (word.endsWith('-') && word !== '-')
  const first = words.findIndex(isPair)
  if (first < 0) return { resources: [...words], pairs: [] }
  const pairs = words.slice(first)
  const stray = pairs.find((word) => !isPair(word))
  if (stray !== undefined) throw new UsageError(`all resources must be specified before ${noun} changes: ${stray}`)
  return { resources: words.slice(0, first), pairs }
}

function checked(map: EditedMap, request: Request): Request {
  const { all, list, output, files, resources, edits } = request
  const noFiles = files.filenames.length === 0 && files.kustomize === ''
  if (list && output.format !== '') throw new UsageError('--list and --output may not be specified together')
  if (all && request.selector !== '') throw new UsageError('cannot set --all and --selector at the same time')
  if (all && request.fieldSelector !== '')
    throw new UsageError('cannot set --all and --field-selector at the same time')
  if (request.local) {
    const example = `-f ${map.exampleFile}.yaml or --filename=${map.exampleFile}.json`
    if (request.dryRun === 'server') {
      throw new UsageError('cannot specify --local and --dry-run=server - did you mean --dry-run=client?')
    }
    if (resources.length > 0) throw new UsageError(`can only use local files by ${example} when --local=true is set`)
    if (noFiles) throw new UsageError(`one or more files must be specified as ${example}`)
  } else if (resources.length === 0 && noFiles) {
    throw new UsageError('one or more resources must be specified as <resource> <name> or <resource>/<name>')
  }
  if (edits.set.size === 0 && edits.remove.length === 0 && !list) {
    throw new UsageError(`at least one ${map.noun} update is required`)
  }
  return request
}

async function run(map: EditedMap, request: Request, context: Context): Promise<void> {
  request.warn(context)
  warnOfRecord(request.record, context)
  const { local } = request
  const selection = await selectResources(
    {
      args: request.resources,
      files: request.files,
      local,
      continueOnError: true,
      latest: !local,
      ...(local
        ? {}
        : {
            labelSelector: request.selector,
            fieldSelector: request.fieldSelector,
            allNamespaces: request.allNamespaces,
            typeMeansAll: request.all,
          }),
    },
    context,
  )
  if (!selection.singleItem && request.resourceVersion !== '') {
    throw new UsageError('--resource-version may only be used with a single resource')
  }
  const print = await resultPrinter(request.output, request.dryRun, context)
  await selection.visit(async (selected) => {
    const printed = map.printsOwnCopy === true ? await resultPrinter(request.output, request.dryRun, context) : print
    await editOne(map, selected, request, selection, printed, context)
  })
}

async function editOne(
  map: EditedMap,
  selected: Selected,
  request: Request,
  selection: Selection,
  print: ResultPrinter,
  context: Context,
): Promise<void> {
  const before = selected.object
  const rehearsal = request.dryRun === 'client' || request.local || request.list
  const current = before.metadata?.[map.field] ?? {}
  if (!rehearsal) map.announce?.(current, request.edits, context)
  if (!request.overwrite) map.refuseOverwrites(current, request.edits)
  const after = recorded(edited(before, map.field, request.edits), rehearsal ? undefined : request.record, context)
  const result = rehearsal ? after : await patched(selected, after, request, context)
  if (request.list) {
    listPairs(map, selected, result, selection.singleItem, context)
    return
  }
  const outcome = map.outcome(before, after, request.overwrite)
  print(map.printsOwnCopy === true ? after : result, outcome)
}

function edited(object: KubeObject, field: 'labels' | 'annotations', edits: Edits): KubeObject {
  const pairs = new Map(Object.entries(object.metadata?.[field] ?? {}))
  for (const [key, value] of edits.set) pairs.set(key, value)
  for (const key of edits.remove) pairs.delete(key)
  if (pairs.size === 0 && object.metadata?.[field] === undefined) return object
  return { ...object, metadata: { ...object.metadata, [field]: Object.fromEntries(pairs) } }
}

async function patched(
  { resource, namespace, name, object }: Selected,
  after: KubeObject,
  request: Request,
  context: Context,
): Promise<KubeObject> {
  const { resourceVersion } = request
  const precondition = resourceVersion === '' ? {} : { resourceVersion }
  const metadata = createMergePatch(object.metadata, after.metadata) ?? {}
  const body = { metadata: { ...metadata, ...precondition } }
  return context.client.patch(
    { resource, namespace, name },
    { type: 'merge', body: Object.keys(body.metadata).length === 0 ? {} : body },
    { dryRun: request.dryRun === 'server', fieldManager: request.fieldManager },
  )
}

function listPairs(
  map: EditedMap,
  { resource, name }: Selected,
  object: KubeObject,
  alone: boolean,
  context: Context,
): void {
  if (!alone) context.io.out(`Listing ${map.field} for ${resource.kind}.${resource.group}/${name}:\n`)
  const pairs = Object.entries(object.metadata?.[map.field] ?? {}).sort(([a], [b]) => compareKeys(a, b))
  for (const [key, value] of pairs) context.io.out(`${alone ? '' : ' '}${key}=${value}\n`)
}
