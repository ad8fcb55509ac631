/** What `get` was asked for. */
import type { ListQuery } from '../../../api/contract/client.js'
import type { Millis } from '../../../model/objects/object.js'
import type { FileOptions } from '../../manifests/manifest.js'
import type { OutputRequest } from '../../output/result.js'
import type { ResourceQuery, Source } from '../../selection/query.js'

export interface Request {
  readonly args: readonly string[]
  readonly files: FileOptions
  readonly labelSelector: string
  readonly fieldSelector: string
  readonly allNamespaces: boolean
  readonly ignoreNotFound: boolean
  readonly watch: boolean
  /** Only what changes from now on. */
  readonly watchOnly: boolean
  /** Each change with its type: ADDED, MODIFIED, DELETED. */
  readonly watchEvents: boolean
  /** How long a watch lasts; 0: until somebody ends it. */
  readonly watchTime: Millis
  readonly sortBy: string
  readonly subresource: string
  /** A path instead of resources; empty: none. */
  readonly raw: string
  readonly table: TableRequest
  readonly output: OutputRequest
}

/** How tables are to look. */
export interface TableRequest {
  readonly wide: boolean
  readonly noHeaders: boolean
  readonly showLabels: boolean
  readonly columnLabels: readonly string[]
  readonly showKind: boolean
}

/** Whether tables are wanted, which the API makes, and not objects. */
export function isTable({ format, template }: OutputRequest): boolean {
  return (format === '' && template === '') || format === 'wide'
}

export function queryOf(request: Request): ResourceQuery {
  const { args, files, labelSelector, fieldSelector, allNamespaces, subresource } = request
  return {
    args,
    files,
    labelSelector,
    fieldSelector,
    allNamespaces,
    typeMeansAll: true,
    latest: true,
    continueOnError: true,
    ...(subresource === '' ? {} : { subresource }),
  }
}

/** The request that fetches what a source stands for. */
export function listQueryOf(source: Exclude<Source, { by: 'files' }>): ListQuery {
  if (source.by === 'name') return source.target
  const { resource, namespace, labelSelector, fieldSelector } = source
  return {
    resource,
    namespace,
    ...(labelSelector === '' ? {} : { labelSelector }),
    ...(fieldSelector === '' ? {} : { fieldSelector }),
  }
}

export function isNotFound(error: unknown): boolean {
  return (error as { reason?: string }).reason === 'NotFound'
}
