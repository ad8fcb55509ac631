/**
 * The objects that a command line means, by words, selectors or files (cli-runtime `pkg/resource/builder.go`): every
 * command that works on existing objects begins here.
 */
import type { ResourceInfo } from '../api/client.js'
import { ApiError, UsageError } from '../api/errors.js'
import type { KubeObject } from '../model/object.js'
import type { Context, Flag, FlagValues } from './command.js'
import { addSource, findResource } from './requests.js'
import { findType, findTypes, missingResource, readWords, type Words } from './resource-arguments.js'

export const filenameFlags: readonly Flag[] = [
  {
    name: 'filename',
    short: 'f',
    type: 'strings',
    description: 'Filename, directory, or URL to files identifying the resource; - for standard input.',
  },
  {
    name: 'kustomize',
    short: 'k',
    type: 'string',
    description: 'Process a kustomization directory. Not together with -f or -R.',
  },
  {
    name: 'recursive',
    short: 'R',
    type: 'bool',
    default: 'false',
    description: 'Process the directory used in -f, --filename recursively.',
  },
]

export const selectorFlag: Flag = {
  name: 'selector',
  short: 'l',
  type: 'string',
  description:
    "Selector (label query) to filter on, supports '=', '==', '!=', 'in', 'notin' (e.g. -l key1=value1,key2=value2,key3 in (value3)).",
}

export const fieldSelectorFlag: Flag = {
  name: 'field-selector',
  type: 'string',
  description:
    "Selector (field query) to filter on, supports '=', '==', and '!=' (e.g. --field-selector key1=value1,key2=value2).",
}

export interface FileSelection {
  readonly filenames: readonly string[]
  readonly kustomize: string
  readonly recursive: boolean
}

export interface Selection {
  readonly args: readonly string[]
  readonly files?: FileSelection
  readonly labelSelector?: string
  readonly fieldSelector?: string
  /** --all: every object of the types named. */
  readonly all?: boolean
  readonly allNamespaces?: boolean
  /** A bare type means all its objects (`get pods`); otherwise a name is required. */
  readonly bareTypes?: boolean
  /** False: named objects are not fetched (delete). */
  readonly fetch?: boolean
  /** Objects from files are fetched from the server (get, describe) instead of taken as they stand there. */
  readonly latest?: boolean
}

export interface Selected {
  readonly resource: ResourceInfo
  readonly namespace: string
  readonly name: string
  /** From the server, or from the file; undefined when it was not to be fetched. */
  readonly object: KubeObject | undefined
  /** The file it was named in. */
  readonly source?: string
}

export interface SelectionResult {
  readonly items: readonly Selected[]
  /** One for each object that could not be had; the others are still worked on. */
  readonly errors: readonly unknown[]
  /** One object was named, so that it is printed by itself instead of in a List. */
  readonly single: boolean
}

export function filesOf(flags: FlagValues): FileSelection {
  return {
    filenames: flags.strings('filename'),
    kustomize: flags.string('kustomize'),
    recursive: flags.bool('recursive'),
  }
}

export const namesFiles = (files: FileSelection | undefined) =>
  files !== undefined && (files.filenames.length > 0 || files.kustomize !== '')

/** Throws UsageError with the builder's wording for what cannot be understood. */
export async function selectResources(selection: Selection, context: Context): Promise<SelectionResult> {
  const words = readWords(selection.args, context.program, await context.client.resources())
  const bySelector = selection.labelSelector !== undefined || selection.fieldSelector !== undefined
  if (selection.all === true && bySelector)
    throw new UsageError("setting 'all' parameter but found a non empty selector. ")
  if (namesFiles(selection.files)) return fromFiles(selection, words, context)
  const everything = selection.bareTypes === true && words.types.length > 0 && words.names.length === 0
  if (bySelector || selection.all === true || everything) return bySelectors(selection, words, context)
  if (words.tuples.length > 0) return byTuples(selection, words, context)
  if (words.names.length > 0) return byNames(selection, words, context)
  if (words.types.length === 0) throw new UsageError(missingResource)
  await findTypes(words.types, context.client)
  throw new UsageError('resource(s) were provided, but no name was specified')
}

async function fromFiles(selection: Selection, words: Words, context: Context): Promise<SelectionResult> {
  if (words.tuples.length > 0)
    throw new UsageError('resource/name arguments cannot be provided when a path is specified')
  if (words.types.length > 0) {
    throw new UsageError(
      'when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well',
    )
  }
  const { readManifests } = await import('./manifests/index.js')
  const files = selection.files!
  const manifests = await readManifests(files, context)
  const { items, errors } = await collect(manifests, async ({ object, source }) => {
    const resource = await findResource(object, context.client, source)
    const namespace = resource.namespaced ? namespaceOf(object, context) : ''
    const name = object.metadata?.name ?? ''
    const found = selection.latest === true ? await context.client.get({ resource, namespace, name }) : object
    return [{ resource, namespace, name, object: found, source }]
  })
  const single = files.filenames.length === 1 && manifests.length === 1 && files.filenames[0] !== '-'
  return { items: await filterByLabels(items, selection.labelSelector), errors, single }
}

async function filterByLabels(
  items: readonly Selected[],
  labelSelector: string | undefined,
): Promise<readonly Selected[]> {
  if (labelSelector === undefined) return items
  const { matchesLabels, parseLabelSelector } = await import('../model/selectors.js')
  const selector = parseLabelSelector(labelSelector)
  return items.filter((item) => matchesLabels(selector, item.object?.metadata.labels ?? {}))
}

/** The manifest's namespace, which must be the one asked for with -n when there is one. */
export function namespaceOf(object: KubeObject, context: Context): string {
  const own = object.metadata?.namespace
  if (own === undefined || own === '') return context.namespace
  if (context.namespaceGiven && own !== context.namespace) {
    throw new UsageError(
      `the namespace from the provided object "${own}" does not match the namespace "${context.namespace}". You must pass '--namespace=${own}' to perform this operation.`,
    )
  }
  return own
}

async function bySelectors(selection: Selection, words: Words, context: Context): Promise<SelectionResult> {
  if (words.names.length > 0) throw new UsageError('name cannot be provided when a selector is specified')
  if (words.tuples.length > 0) {
    throw new UsageError('selectors and the all flag cannot be used when passing resource/name arguments')
  }
  if (words.types.length === 0) throw new UsageError('at least one resource must be specified to use a selector')
  const resources = await findTypes(words.types, context.client)
  const { labelSelector, fieldSelector } = selection
  const result = await collect(resources, async (resource) => {
    const list = await context.client.list({
      resource,
      namespace: resource.namespaced && selection.allNamespaces !== true ? context.namespace : '',
      ...(labelSelector === undefined ? {} : { labelSelector }),
      ...(fieldSelector === undefined ? {} : { fieldSelector }),
    })
    return list.items.map((object) => selected(resource, object))
  })
  return { ...result, single: false }
}

export function selected(resource: ResourceInfo, object: KubeObject): Selected {
  return { resource, namespace: object.metadata.namespace ?? '', name: object.metadata.name, object }
}

async function byTuples(selection: Selection, words: Words, context: Context): Promise<SelectionResult> {
  const resources = await context.client.resources()
  const targets = words.tuples.map(({ type, name }) => ({ resource: findType(type, resources), name }))
  return byTargets(targets, selection, context)
}

async function byNames(selection: Selection, words: Words, context: Context): Promise<SelectionResult> {
  const resources = await findTypes(words.types, context.client)
  if (resources.length > 1) throw new UsageError('you must specify only one resource')
  return byTargets(
    words.names.map((name) => ({ resource: resources[0]!, name })),
    selection,
    context,
  )
}

async function byTargets(
  targets: readonly { resource: ResourceInfo; name: string }[],
  selection: Selection,
  context: Context,
): Promise<SelectionResult> {
  if (selection.allNamespaces === true && targets.some(({ resource }) => resource.namespaced)) {
    throw new UsageError('a resource cannot be retrieved by name across all namespaces')
  }
  const result = await collect(targets, async ({ resource, name }) => {
    const namespace = resource.namespaced ? context.namespace : ''
    const object = selection.fetch === false ? undefined : await context.client.get({ resource, namespace, name })
    return [{ resource, namespace, name, object }]
  })
  return { ...result, single: targets.length === 1 }
}

/** Goes on after an error, as the builder's ContinueOnError does. */
async function collect<T>(
  sources: readonly T[],
  find: (source: T) => Promise<readonly Selected[]>,
): Promise<{ items: readonly Selected[]; errors: readonly unknown[] }> {
  const items: Selected[] = []
  const errors: unknown[] = []
  for (const source of sources) {
    try {
      items.push(...(await find(source)))
    } catch (error) {
      if (!(error instanceof ApiError || error instanceof UsageError)) throw error
      errors.push(error)
    }
  }
  return { items, errors }
}

/** Drops NotFound errors, for --ignore-not-found. */
export function withoutNotFound(errors: readonly unknown[]): readonly unknown[] {
  return errors.filter((error) => !(error instanceof ApiError && error.reason === 'NotFound'))
}

/** Throws what went wrong along the way, if anything did. */
export function throwCollected(errors: readonly unknown[]): void {
  if (errors.length === 1) throw errors[0]
  if (errors.length > 1) throw new AggregateError(errors)
}

export { addSource }
