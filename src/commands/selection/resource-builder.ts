/**
 * From arguments and flags to the objects a command works on, after cli-runtime's `resource.Builder`: by name, by
 * selector, from files. Objects are fetched one by one as they are visited, so that an error about one can be told
 * beside the others' results.
 */
import type { Target } from '../../api/contract/client.js'
import { UsageError } from '../../api/contract/errors.js'
import type { ResourceInfo } from '../../api/contract/names.js'
import { goQuote } from '../../model/go/quote.js'
import { isPathSegmentName } from '../../model/objects/names.js'
import type { KubeObject } from '../../model/objects/object.js'
import { matchesLabels, parseLabelSelector } from '../../model/selectors/label-selectors.js'
import type { Context } from '../command.js'
import { resourceNamed } from '../resources/named.js'
import { openManifests } from './from-files.js'
import type { ResourceQuery, Selected, Selection, Source } from './query.js'
import {
  missingLocalResource,
  missingResource,
  type ResourceArguments,
  readResourceArguments,
  typeAndName,
} from './resource-arguments.js'
import { fromLists, fromManifests, fromNames, type Visited } from './resource-reading.js'

export async function selectResources(query: ResourceQuery, context: Context): Promise<Selection> {
  const labelSelector = query.labelSelector?.trim() ?? ''
  const fieldSelector = query.fieldSelector?.trim() ?? ''
  if (query.all === true && (labelSelector !== '' || fieldSelector !== '')) {
    throw new UsageError("setting 'all' parameter but found a non empty selector. ")
  }
  const files = query.files
  const hasFiles = files !== undefined && (files.filenames.length > 0 || files.kustomize !== '')
  if (query.local === true && !hasFiles) throw new UsageError(missingLocalResource.replace(/^error: /, ''))
  const resources = query.local === true ? [] : await context.client.resources()
  const args = argumentsOf(query, resources, context.program)
  const manifests = hasFiles ? await openManifests({ ...files, typed: query.typed === true }, context) : undefined
  if (manifests !== undefined) {
    refuseArgumentsBesideFiles(args)
    const matches = labelFilter(labelSelector)
    const selected = fromManifests(manifests.documents(), query, context, matches)
    return selectionOf(manifests.singleItem, [{ by: 'files' }], selected, query)
  }
  const typeAlone = query.typeMeansAll === true && args.types.length > 0 && args.names.length === 0
  if (query.all === true || labelSelector !== '' || fieldSelector !== '' || typeAlone) {
    if (query.subresource !== undefined) {
      throw new UsageError('subresource cannot be used when bulk resources are specified')
    }
    const sources = listSources(args, labelSelector, fieldSelector, query, resources, context)
    return selectionOf(false, sources, fromLists(sources, query, context), query)
  }
  const sources = namedSources(args, query, resources, context)
  return selectionOf(sources.length === 1, sources, fromNames(sources, query, context), query)
}

function argumentsOf(query: ResourceQuery, resources: readonly ResourceInfo[], program: string): ResourceArguments {
  const type = query.defaultType
  if (type === undefined) return readResourceArguments(query.args, resources, program)
  const pairs = query.args.map((word) => (word.includes('/') ? typeAndName(word) : { type, name: word }))
  return { types: [], names: [], pairs }
}

function refuseArgumentsBesideFiles(args: ResourceArguments): void {
  if (args.types.length > 0) {
    throw new UsageError(
      'when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well',
    )
  }
  if (args.pairs.length > 0) {
    throw new UsageError('resource/name arguments cannot be provided when a path is specified')
  }
}

function labelFilter(text: string): (object: KubeObject) => boolean {
  if (text === '') return () => true
  try {
    const selector = parseLabelSelector(text)
    return (object) => matchesLabels(selector, object.metadata?.labels)
  } catch (error) {
    throw new UsageError(`the provided selector ${goQuote(text)} is not valid: ${(error as Error).message}`)
  }
}

function listSources(
  args: ResourceArguments,
  labelSelector: string,
  fieldSelector: string,
  query: ResourceQuery,
  resources: readonly ResourceInfo[],
  context: Context,
): Source[] {
  if (args.names.length > 0) throw new UsageError('name cannot be provided when a selector is specified')
  if (args.pairs.length > 0) {
    throw new UsageError('selectors and the all flag cannot be used when passing resource/name arguments')
  }
  if (args.types.length === 0) throw new UsageError('at least one resource must be specified to use a selector')
  return mappings(args.types, query, resources).map((resource) => {
    const namespace = resource.namespaced && query.allNamespaces !== true ? context.namespace : ''
    return { by: 'list', resource, namespace, labelSelector, fieldSelector }
  })
}

/** The resources of several types, each once. */
function mappings(types: readonly string[], query: ResourceQuery, resources: readonly ResourceInfo[]): ResourceInfo[] {
  if (types.length > 1 && query.singleType === true) {
    throw new UsageError('you may only specify a single resource type')
  }
  return [...new Set(types.map((type) => resourceNamed(type, resources)))]
}

function namedSources(
  args: ResourceArguments,
  query: ResourceQuery,
  resources: readonly ResourceInfo[],
  context: Context,
): { readonly by: 'name'; readonly target: Target }[] {
  const named = (resource: ResourceInfo, name: string) => {
    if (resource.namespaced && query.allNamespaces === true) {
      throw new UsageError('a resource cannot be retrieved by name across all namespaces')
    }
    checkName(name)
    return { by: 'name', target: { resource, namespace: resource.namespaced ? context.namespace : '', name } } as const
  }
  if (args.pairs.length > 0) {
    const found = args.pairs.map(({ type, name }) => ({ resource: resourceNamed(type, resources), name }))
    if (query.singleType === true && new Set(found.map(({ resource }) => resource)).size > 1) {
      throw new UsageError('you may only specify a single resource type')
    }
    return found.map(({ resource, name }) => named(resource, name))
  }
  if (args.names.length > 0) {
    if (args.types.length > 1) throw new UsageError('you must specify only one resource')
    const resource = resourceNamed(args.types[0] ?? '', resources)
    return args.names.map((name) => named(resource, name))
  }
  for (const type of args.types) resourceNamed(type, resources)
  if (args.types.length > 0) throw new UsageError('resource(s) were provided, but no name was specified')
  throw new UsageError(missingResource)
}

/** What cannot stand in a path is not asked for (client-go's `Request.Name`). */
function checkName(name: string): void {
  if (name === '') throw new UsageError('resource name may not be empty')
  const problems = isPathSegmentName(name)
  if (problems.length > 0) throw new UsageError(`invalid resource name ${goQuote(name)}: [${problems.join(', ')}]`)
}

/** What came as one of several errors is told as such, though it is alone. */
const alone = (error: unknown) => (error instanceof AggregateError ? new AggregateError([error]) : error)

function selectionOf(
  singleItem: boolean,
  sources: readonly Source[],
  visited: AsyncIterable<Visited>,
  query: ResourceQuery,
): Selection {
  const visit = async (each: (selected: Selected) => Promise<void>) => {
    const errors: unknown[] = []
    for await (const next of visited) {
      try {
        if ('error' in next) throw next.error
        await each(next.selected)
      } catch (error) {
        if (query.continueOnError !== true) throw alone(error)
        errors.push(error)
      }
    }
    if (errors.length === 1) throw alone(errors[0])
    if (errors.length > 1) throw new AggregateError(errors)
  }
  const all = async () => {
    const found: Selected[] = []
    await visit(async (selected) => {
      found.push(selected)
    })
    return found
  }
  return { singleItem, sources, visit, all }
}
