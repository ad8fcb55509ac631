/** Fetches, lists and reads what a selection is made of, one object after another, errors among them. */
import type { Client, Target } from '../../api/contract/client.js'
import { ApiError, UsageError } from '../../api/contract/errors.js'
import { isPart, type ResourceInfo } from '../../api/contract/names.js'
import { unknownPart } from '../../api/contract/status-errors.js'
import { goQuote } from '../../model/go/quote.js'
import type { KubeObject } from '../../model/objects/object.js'
import type { Context } from '../command.js'
import type { Manifest } from '../manifests/manifest.js'
import { guessedResource } from '../resources/look-up.js'
import { findResource } from '../resources/of-object.js'
import type { ResourceQuery, Selected, Source } from './query.js'

/** One selected object, or what went wrong with it. */
export type Visited = { readonly selected: Selected } | { readonly error: unknown }

export async function* fromNames(
  sources: readonly { readonly target: Target }[],
  query: ResourceQuery,
  context: Context,
): AsyncGenerator<Visited> {
  for (const { target } of sources) {
    try {
      const { subresource } = query
      const part = subresource === undefined ? {} : { subresource }
      const object =
        query.fetch === false
          ? (undefined as unknown as KubeObject)
          : await fetchObject({ ...target, ...part }, context)
      yield { selected: { ...target, object } }
    } catch (error) {
      yield { error }
    }
  }
}

/** Reads an object; when it is missing because its namespace is, says that instead (cli-runtime's `Info.Get`). */
export async function fetchObject(target: Target & { subresource?: string }, context: Context): Promise<KubeObject> {
  try {
    return await context.client.get(await withPart(target, context.client))
  } catch (error) {
    const { namespace } = target
    const inOther = error instanceof ApiError && error.reason === 'NotFound' && !['', 'default'].includes(namespace)
    const namespaces = inOther
      ? (await context.client.resources()).find((each) => each.plural === 'namespaces' && each.group === '')
      : undefined
    if (namespaces !== undefined) {
      await context.client.get({ resource: namespaces, namespace: '', name: namespace }).catch((second: unknown) => {
        if (second instanceof ApiError && second.reason === 'NotFound') throw second
      })
    }
    throw error
  }
}

/** The subresource among those that can be read; a server knows no other path. */
export async function withPart<T extends { resource: ResourceInfo; name?: string; subresource?: string }>(
  target: T,
  client: Client,
): Promise<T> {
  const { subresource, resource, name } = target
  if (subresource === undefined) return target
  const known = await client.subresources(resource)
  if (known.some((each) => each.name === subresource && isPart(each))) return target
  throw unknownPart(resource, name)
}

export async function* fromLists(
  sources: readonly Source[],
  query: ResourceQuery,
  context: Context,
): AsyncGenerator<Visited> {
  for (const source of sources) {
    if (source.by !== 'list') continue
    const { resource, namespace, labelSelector, fieldSelector } = source
    try {
      const list = await context.client.list({
        resource,
        namespace,
        ...(labelSelector === '' ? {} : { labelSelector }),
        ...(fieldSelector === '' ? {} : { fieldSelector }),
        ...(query.limit === undefined ? {} : { limit: query.limit }),
      })
      for (const object of list.items) {
        const { name, namespace: own = '' } = object.metadata
        yield { selected: { resource, namespace: own, name, object } }
      }
    } catch (error) {
      yield { error: enhanceListError(error, source) }
    }
  }
}

/** cli-runtime's `EnhanceListError`: says what was looked for. */
export function enhanceListError(
  error: unknown,
  list: { readonly resource: ResourceInfo; readonly labelSelector?: string; readonly fieldSelector?: string },
): unknown {
  if (!(error instanceof ApiError) || (error.reason !== 'BadRequest' && error.reason !== 'NotFound')) return error
  const { code, reason, message, details } = error.status
  const { resource, labelSelector = '', fieldSelector = '' } = list
  const subject = goQuote(`${resource.group}/${resource.version}, Resource=${resource.plural}`)
  const selectors = `label selector ${goQuote(labelSelector)}, field selector ${goQuote(fieldSelector)}`
  const any = labelSelector === '' && fieldSelector === ''
  const failed = any ? `Unable to list ${subject}` : `Unable to find ${subject} that match ${selectors}`
  return new ApiError(code ?? 400, reason ?? '', `${failed}: ${message}`, details)
}

export async function* fromManifests(
  documents: AsyncIterable<Manifest | { readonly error: unknown }>,
  query: ResourceQuery,
  context: Context,
  matches: (object: KubeObject) => boolean,
): AsyncGenerator<Visited> {
  for await (const document of documents) {
    if ('error' in document) {
      yield document
      continue
    }
    if (!matches(document.object)) continue
    try {
      const selected = await locate(query.typed === true ? await typed(document) : document, query, context)
      const latest = query.latest === true && selected.name !== ''
      yield { selected: latest ? { ...selected, object: await fetchObject(selected, context) } : selected }
    } catch (error) {
      yield { error }
    }
  }
}

async function typed(document: Manifest): Promise<Manifest> {
  const { typedObject } = await import('../manifests/typed.js')
  return { ...document, object: await typedObject(document) }
}

/** Finds the resource of an object from a file, and puts the object into its namespace. */
async function locate({ object, source }: Manifest, query: ResourceQuery, context: Context): Promise<Selected> {
  const name = object.metadata?.name ?? ''
  const own = object.metadata?.namespace ?? ''
  if (query.local === true) {
    checkNamespace(own, context)
    return { resource: guessedResource(object), namespace: own, name, object, source }
  }
  const resource = await findResource(object, context.client, source)
  if (!resource.namespaced) {
    const { namespace: _, ...metadata } = object.metadata ?? {}
    return {
      resource,
      namespace: '',
      name,
      object: own === '' ? object : ({ ...object, metadata } as KubeObject),
      source,
    }
  }
  if (own === '') {
    const placed = { ...object, metadata: { ...object.metadata, namespace: context.namespace } } as KubeObject
    return { resource, namespace: context.namespace, name, object: placed, source }
  }
  checkNamespace(own, context)
  return { resource, namespace: own, name, object, source }
}

/** What -n says must be what the object says, if it says anything (`RequireNamespace`). */
function checkNamespace(own: string, { namespace, namespaceGiven }: Context): void {
  if (!namespaceGiven || own === '' || own === namespace) return
  throw new UsageError(
    `the namespace from the provided object "${own}" does not match the namespace "${namespace}". You must pass '--namespace=${own}' to perform this operation.`,
  )
}
