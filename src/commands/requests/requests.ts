/** Flags and rules of requests that commands share: which resource an object belongs to, validation, field managers. */

import type { Client, ResourceInfo, WriteOptions } from '../../api/contract/client.js'
import { ApiError, UsageError } from '../../api/contract/errors.js'
import type { KubeObject } from '../../model/objects/object.js'
import type { Flag, FlagValues } from '../command.js'
import { refuseLackedType } from '../lacking/kinds.js'

export const lastAppliedAnnotation = 'kubectl.kubernetes.io/last-applied-configuration'

export const validateFlag: Flag = {
  name: 'validate',
  type: 'string',
  default: 'strict',
  bare: 'strict',
  description:
    'Must be one of: strict (or true), warn, ignore (or false). What to do about unknown or duplicate fields: refuse them, warn of them, or drop them silently.',
}

export function fieldManagerFlag(manager: string): Flag {
  return {
    name: 'field-manager',
    type: 'string',
    default: manager,
    description: 'Name of the manager used to track field ownership.',
  }
}

/** kubectl's `GetValidationDirective`. */
export function validationOf(flags: FlagValues): NonNullable<WriteOptions['fieldValidation']> {
  const value = flags.string('validate')
  if (value === 'strict' || value === 'true') return 'Strict'
  if (value === 'warn') return 'Warn'
  if (value === 'ignore' || value === 'false') return 'Ignore'
  throw new UsageError(
    `invalid - validate option "${value}"; must be one of: strict (or true), warn, ignore (or false)`,
  )
}

/** The resource that serves an object's apiVersion and kind; throws kubectl's "no matches for kind", or that kubesim lacks it. */
export async function findResource(object: KubeObject, client: Client, source?: string): Promise<ResourceInfo> {
  const resources = await client.resources()
  // Discovery knows kinds in small letters too; what the server makes of them is its business.
  const names = (each: ResourceInfo) => each.kind === object.kind || each.kind.toLowerCase() === object.kind
  const found = resources.find((each) => names(each) && apiVersionOf(each) === object.apiVersion)
  if (found !== undefined) return found
  refuseLackedType(String(object.apiVersion), object.kind)
  const other = resources.find((each) => each.kind === object.kind)
  const hint = other === undefined ? '' : `\nhint: this cluster serves ${object.kind} as ${apiVersionOf(other)}`
  throw new UsageError(
    `resource mapping not found for name: "${object.metadata?.name ?? ''}" namespace: "${object.metadata?.namespace ?? ''}"${
      source === undefined ? '' : ` from "${source}"`
    }: no matches for kind "${object.kind}" in version "${object.apiVersion}"\nensure CRDs are installed first${hint}`,
  )
}

export function apiVersionOf(resource: Pick<ResourceInfo, 'group' | 'version'>): string {
  return resource.group === '' ? resource.version : `${resource.group}/${resource.version}`
}

/** `error when creating "x.yaml": …` (kubectl's `AddSourceToErr`). */
export function addSource(verb: string, source: string, error: unknown): unknown {
  if (error instanceof ApiError) {
    const { code, reason, message, details } = error.status
    return new ApiError(code ?? 500, reason ?? '', `error when ${verb} "${source}": ${message}`, details)
  }
  return error instanceof UsageError ? new UsageError(`error when ${verb} "${source}": ${error.message}`) : error
}

/** What is created has no revision yet, whatever the manifest says (cli-runtime's `Helper.Create`). */
export function withoutRevision(object: KubeObject): KubeObject {
  if (object.metadata?.resourceVersion === undefined) return object
  const { resourceVersion: _, ...metadata } = object.metadata
  return { ...object, metadata }
}

/** Drops nulls: Go's zero values that JSON shows as null (`creationTimestamp: null`) are absent for the server. */
export function withoutNulls<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withoutNulls) as T
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).flatMap(([key, each]) => (each === null ? [] : [[key, withoutNulls(each)]]))
  return Object.fromEntries(kept) as T
}
