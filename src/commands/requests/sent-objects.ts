/** What objects leave behind before they are sent, and what is said of the one that was refused. */
import { ApiError, UsageError } from '../../api/contract/errors.js'
import { goQuote } from '../../model/go/quote.js'
import type { KubeObject } from '../../model/objects/object.js'

/** `error when creating "x.yaml": …` (kubectl's `AddSourceToErr`). */
export function addSource(verb: string, source: string, error: unknown): unknown {
  if (error instanceof ApiError) {
    const { code, reason, message, details } = error.status
    return new ApiError(code ?? 500, reason ?? '', `error when ${verb} ${goQuote(source)}: ${message}`, details)
  }
  return error instanceof UsageError ? new UsageError(`error when ${verb} ${goQuote(source)}: ${error.message}`) : error
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
