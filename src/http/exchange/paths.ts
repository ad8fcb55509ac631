import type { ResourceInfo } from '../../api/contract/names.js'

/** What a path below /api and /apis names. */
export interface ResourcePath {
  readonly group: string
  readonly version: string
  /** The old way to ask for a watch: `/api/v1/watch/…`. */
  readonly watches: boolean
  readonly plural: string
  /** Empty for cluster-scoped resources and across all namespaces. */
  readonly namespace: string
  /** Empty for a collection. */
  readonly name: string
  readonly subresource: string
  /** What follows a subresource: the path behind `proxy`. */
  readonly rest: readonly string[]
}

/** Subresources that a connection is made to, whatever the method (`rest.Connecter`). */
export const connects: readonly string[] = ['exec', 'attach', 'portforward', 'proxy']

/** What a request line asks for, cut at its question mark; `search` begins with it, and is empty without. */
export function cutTarget(target: string): { path: string; search: string; query: URLSearchParams } {
  const mark = target.indexOf('?')
  const path = mark < 0 ? target : target.slice(0, mark)
  const search = mark < 0 ? '' : target.slice(mark)
  return { path, search, query: new URLSearchParams(search) }
}

/**
 * The segments of a path, decoded before it is cut as Go's servers do it; slashes at its end cut nothing off. Undefined when
 * it cannot be decoded.
 */
export function segmentsOf(path: string): readonly string[] | undefined {
  try {
    const text = decodeURIComponent(path)
    let end = text.length
    while (end > 0 && text[end - 1] === '/') end--
    const inner = text.slice(text.startsWith('/') ? 1 : 0, end)
    return inner === '' ? [] : inner.split('/')
  } catch {
    return undefined
  }
}

/** `/api/v1/…`, `/apis/GROUP/VERSION/…`, as `RequestInfoFactory` of the API server reads them. */
export function resourcePath(segments: readonly string[]): ResourcePath | undefined {
  const [root, ...below] = segments
  const group = root === 'apis' ? (below.shift() ?? '') : ''
  const [version = '', ...parts] = below
  if ((root !== 'api' && root !== 'apis') || parts.length === 0) return undefined
  const watches = parts[0] === 'watch'
  if (watches) parts.shift()
  const inNamespace = parts[0] === 'namespaces' && parts.length > 2 && !['status', 'finalize'].includes(parts[2]!)
  const namespace = inNamespace ? parts[1]! : ''
  const [plural = '', name = '', subresource = '', ...rest] = inNamespace ? parts.slice(2) : parts
  return { group, version, watches, plural, namespace, name, subresource, rest }
}

/** The resource that a path names, if it is served in that scope. */
export function findResource(resources: readonly ResourceInfo[], path: ResourcePath): ResourceInfo | undefined {
  const info = resources.find(
    (each) => each.plural === path.plural && each.version === path.version && each.group === path.group,
  )
  if (info === undefined || (!info.namespaced && path.namespace !== '')) return undefined
  return info.namespaced && path.namespace === '' && path.name !== '' ? undefined : info
}
