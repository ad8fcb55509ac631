import { jsonLength } from '../../model/json/json-length.js'
import type { KubeObject, ObjectKey } from '../../model/objects/object.js'
import { ApiError } from '../contract/errors.js'
import type { Core } from '../registry/core.js'
import type { ServedResource } from '../registry/resources.js'

/** What etcd takes in one request (`DefaultMaxRequestBytes` of etcd's `server/embed/config.go`). */
export const mostStored = 1.5 * 1024 * 1024

/** Keeps an object; an error in etcd's words where it is larger than etcd keeps. */
export function keep(core: Core, { kind }: ServedResource, key: ObjectKey, object: KubeObject): KubeObject {
  const limited = kind.served !== false && mayExceed(object, mostStored)
  if (limited && storedSize(object, kind.schema !== undefined) > mostStored) throw requestTooLarge()
  return core.store.put(key, object)
}

/** The API server passes on what etcd says. */
const requestTooLarge = () => new ApiError(500, '', 'etcdserver: request is too large')

/** A code unit of a text takes at most so many bytes in UTF-8. */
const mostBytesOfUnit = 3
/** What JSON or protobuf has around a value, and a number itself, is no longer than that. */
const mostAround = 24

/** Whether a value could take more bytes than that: all but a few are found to be smaller without their being counted. */
const mayExceed = (value: unknown, bytes: number): boolean => leftOf(value, bytes) < 0

/** What is left of so many bytes behind a value; negative as soon as nothing is. */
function leftOf(value: unknown, bytes: number): number {
  let left = bytes - mostAround
  if (typeof value === 'string') return left - mostBytesOfUnit * value.length
  if (typeof value !== 'object' || value === null) return left
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length && left >= 0; at++) left = leftOf(value[at], left)
    return left
  }
  for (const key in value) {
    if (left < 0) return left
    left = leftOf((value as Record<string, unknown>)[key], left - mostBytesOfUnit * key.length)
  }
  return left
}

/**
 * How many bytes etcd has of an object, to within a few in a hundred: custom resources are kept as JSON, all others as
 * protobuf, which has no names of fields and two bytes before each value.
 */
const storedSize = (object: KubeObject, asJson: boolean): number =>
  asJson ? jsonLength(object, mostStored) : binaryLength(object)

function binaryLength(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value) + 2
  if (typeof value !== 'object' || value === null) return 2
  let length = 2
  for (const key in value) length += binaryLength((value as Record<string, unknown>)[key])
  return length
}
