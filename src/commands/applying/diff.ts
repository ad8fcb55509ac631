import { ApiError, UsageError } from '../../api/contract/errors.js'
import { goQuote } from '../../model/go/quote.js'
import type { KubeObject } from '../../model/objects/object.js'
import { isPlainObject } from '../../model/values/json-values.js'
import { printYaml } from '../../printers/yaml.js'
import { type Command, type Context, ExitCode, type Flag, type FlagValues } from '../command.js'
import type { FileOptions } from '../manifests/manifest.js'
import { klogLine } from '../output/klog.js'
import { withoutNulls, withoutRevision } from '../requests/sent-objects.js'
import { fieldManagerFlag } from '../requests/write-flags.js'
import type { Selected } from '../selection/query.js'
import { selectResources } from '../selection/resource-builder.js'
import { fileFlags, filesOf, requireFiles, selectorFlag } from '../selection/resource-flags.js'
import { fetchObject } from '../selection/resource-reading.js'
import { serverSideManager } from './apply-server-side.js'
import { Applied, pruneFlags, pruneResources } from './pruning.js'
import { threeWay } from './three-way.js'

interface Request {
  readonly files: FileOptions
  readonly selector: string
  readonly prune: boolean
  readonly showManagedFields: boolean
  readonly showSecrets: boolean
  readonly flags: FlagValues
}

const ownFlags: readonly Flag[] = [
  ...fileFlags,
  ...pruneFlags,
  selectorFlag,
  fieldManagerFlag('kubectl-client-side-apply'),
  {
    name: 'concurrency',
    type: 'int',
    default: '1',
    description: 'Accepted for compatibility: objects are compared one after another.',
  },
  {
    name: 'force-conflicts',
    type: 'bool',
    default: 'false',
    description: 'With --server-side, take fields over from others.',
  },
  {
    name: 'server-side',
    type: 'bool',
    default: 'false',
    description: 'Compare with what a server-side apply would make.',
  },
  {
    name: 'show-managed-fields',
    type: 'bool',
    default: 'false',
    description: 'Compare the managedFields too.',
  },
  { name: 'show-secrets', type: 'bool', default: 'false', description: 'Do not mask what secrets hold.' },
]

/** `diff -f FILENAME`: what `apply` would change, as the system's diff shows it (kubectl `pkg/cmd/diff/diff.go`). */
export const command: Command<Request> = {
  description:
    "Show what apply would change: the objects as they are against the objects as they would be. The system's diff -u -N\ncompares them, or the program that the variable KUBECTL_EXTERNAL_DIFF names, which may have options.\n\nThe exit code is 0 when nothing differs, 1 when something does, and greater when something went wrong:",
  examples: `
# Compare with the resources in pod.json
kubectl diff -f pod.json

# Compare with what stands on standard input
cat service.yaml | kubectl diff -f -`,
  usage: '-f FILENAME',
  flags: ownFlags,
  // Of diff, 1 says that there are differences.
  failureCode: 2,
  parse: ({ positional }, flags) => {
    const files = filesOf(flags)
    if (positional.length > 0) throw new UsageError(`Unexpected args: [${positional.join(' ')}]`, true)
    requireFiles(files)
    if (flags.bool('force-conflicts') && !flags.bool('server-side')) {
      throw new UsageError('--force-conflicts only works with --server-side')
    }
    return {
      files,
      selector: flags.string('selector'),
      prune: flags.bool('prune'),
      showManagedFields: flags.bool('show-managed-fields'),
      showSecrets: flags.bool('show-secrets'),
      flags,
    }
  },
  run: async (request, context) => {
    const pruned = request.prune ? await pruneResources(request.flags, context) : []
    const directories = {
      live: await context.machine.makeTemporaryDirectory('LIVE-'),
      merged: await context.machine.makeTemporaryDirectory('MERGED-'),
    }
    try {
      await writeVersions(directories, pruned, request, context)
      await compare(directories, context)
    } finally {
      await Promise.all(Object.values(directories).map((directory) => context.machine.remove(directory)))
    }
  },
}

interface Directories {
  readonly live: string
  readonly merged: string
}

/** A file for each object in both directories; stops at the first error. */
async function writeVersions(
  { live, merged }: Directories,
  pruned: Parameters<Applied['others']>[0],
  request: Request,
  context: Context,
): Promise<void> {
  const applied = new Applied()
  const query = { args: [], files: request.files, labelSelector: request.selector }
  const selection = await selectResources(query, context)
  await selection.visit(async (item) => {
    const versions = await versionsOf(item, request, context)
    applied.add(item, versions.live)
    const [from, to] = shown(versions, request)
    await context.files.write(`${live}/${fileName(item)}`, from)
    await context.files.write(`${merged}/${fileName(item)}`, to)
  })
  if (!request.prune) return
  for await (const item of applied.others(pruned, request.selector, context)) {
    await context.files.write(`${live}/${fileName(item)}`, printYaml(item.object))
  }
}

/** `apps.v1.Deployment.default.web`. */
function fileName({ resource: { group, version, kind }, namespace, name }: Selected): string {
  return [...(group === '' ? [] : [group]), version, kind, namespace, name].join('.')
}

interface Versions {
  readonly live: KubeObject | undefined
  readonly merged: KubeObject
}

/** How often an object that keeps changing is looked at. */
const attempts = 4

async function versionsOf(item: Selected, request: Request, context: Context): Promise<Versions> {
  for (let attempt = 1; ; attempt++) {
    const live = await liveOf(item, context)
    if (attempt === attempts) context.io.err(restless(item, context))
    try {
      const merged = await mergedOf(item, live, attempt < attempts, request, context)
      if (live?.metadata.deletionTimestamp !== undefined) {
        context.io.err(`Warning: Detected changes to resource ${item.name} which is currently being deleted.\n`)
      }
      return { live, merged }
    } catch (error) {
      if (attempt === attempts || !(error instanceof ApiError && error.reason === 'Conflict')) throw error
    }
  }
}

function restless({ resource, name }: Selected, context: Context): string {
  const type = `${resource.group}/${resource.version}, Kind=${resource.kind}`
  return klogLine('W', 'diff.go:723', `Object (${type}: ${name}) keeps changing, diffing without lock`, context)
}

async function liveOf(item: Selected, context: Context): Promise<KubeObject | undefined> {
  try {
    return await fetchObject(item, context)
  } catch (error) {
    if (error instanceof ApiError && error.reason === 'NotFound') return undefined
    throw error
  }
}

/** The object as the server says that it would be after `apply`. */
async function mergedOf(
  item: Selected,
  live: KubeObject | undefined,
  locked: boolean,
  { flags }: Request,
  context: Context,
): Promise<KubeObject> {
  const { resource, namespace, name, object } = item
  if (flags.bool('server-side')) return appliedByServer(item, flags, context)
  const options = { dryRun: true, fieldManager: flags.string('field-manager'), fieldValidation: 'Warn' } as const
  if (live === undefined) {
    return context.client.create(resource, namespace, withoutRevision(withoutNulls(object)), options)
  }
  const change = await threeWay(object, live, item, { overwrite: true, annotate: false, use: 'compare' }, context)
  if (Object.keys(change.body).length === 0) return live
  const { resourceVersion } = live.metadata
  const metadata = { ...(change.body.metadata as object | undefined), ...(locked ? { resourceVersion } : {}) }
  const patch = { ...change, body: { ...change.body, metadata } }
  return context.client.patch({ resource, namespace, name }, patch, options)
}

function appliedByServer({ resource, namespace, name, object }: Selected, flags: FlagValues, { client }: Context) {
  const fieldManager = flags.changed('field-manager') ? flags.string('field-manager') : serverSideManager
  const options = { dryRun: true, fieldManager, force: flags.bool('force-conflicts') }
  return client.patch({ resource, namespace, name }, { type: 'apply', body: object }, options)
}

/** Both versions as YAML; nothing for one that is not there. What a secret holds is masked. */
function shown(
  { live, merged }: Versions,
  { showManagedFields, showSecrets }: Request,
): [live: string, merged: string] {
  const kept = (object: KubeObject) => (showManagedFields ? object : withoutManagedFields(object))
  const [from, to] = [live === undefined ? undefined : kept(live), kept(merged)]
  const isOpen = showSecrets || to.apiVersion !== 'v1' || to.kind !== 'Secret'
  if (isOpen) return [from === undefined ? '' : printYaml(from), printYaml(to)]
  // Masking makes of what is not there a null.
  const [first = null, second] = masked(from, to)
  return [printYaml(first), printYaml(second)]
}

function withoutManagedFields(object: KubeObject): KubeObject {
  const { managedFields: _, ...metadata } = object.metadata
  return { ...object, metadata }
}

/** Values stay secret; whether they differ is shown. */
function masked(from: KubeObject | undefined, to: KubeObject): [KubeObject | undefined, KubeObject] {
  const [before, after] = [dataOf(from), dataOf(to)]
  const hide = (mine: object, other: Record<string, unknown>, own: Record<string, unknown>, mark: string) =>
    Object.fromEntries(
      Object.keys(mine).map((key) => [key, key in other && other[key] !== own[key] ? `*** (${mark})` : '***']),
    )
  const withData = (object: KubeObject, data: object) => (isPlainObject(object.data) ? { ...object, data } : object)
  return [
    from === undefined ? undefined : withData(from, hide(before, after, before, 'before')),
    withData(to, hide(after, before, after, 'after')),
  ]
}

const dataOf = (object: KubeObject | undefined) => (isPlainObject(object?.data) ? object.data : {})

/** Runs diff(1), or what KUBECTL_EXTERNAL_DIFF names, and ends as it does. */
async function compare({ live, merged }: Directories, { machine, files, io }: Context): Promise<void> {
  const [program = '', ...own] = (files.environment.KUBECTL_EXTERNAL_DIFF || 'diff -u -N').split(' ')
  // Nothing that a shell could take for more than a word is passed on.
  const options = own.filter((word) => /^[a-zA-Z0-9-=]+$/.test(word))
  const result = await machine.capture(program, [...options, live, merged])
  if (result === undefined) {
    throw new UsageError(`failed to run ${goQuote(program)}: executable file not found in $PATH`)
  }
  io.out(result.stdout)
  io.err(result.stderr)
  if (result.exitCode === 1) throw new ExitCode(1)
  if (result.exitCode > 1) throw new UsageError(`failed to run ${goQuote(program)}: exit status ${result.exitCode}`)
}
