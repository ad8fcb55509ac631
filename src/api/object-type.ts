import type { KubeObject } from '../model/object.js'
import { isPlainObject, ownField } from '../model/paths.js'
import { apiVersionOf, type ServedResource } from './resources.js'
import { badRequest } from './status-errors.js'

/** Where a real API server registers its kinds, as its message says. */
const scheme = 'k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:30'
const typeMeta =
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }'
const summaryLength = 30

/** Whether the object says that it is what the request is about; what it does not say is taken for granted. */
export function checkType(resource: ServedResource, object: unknown): void {
  const apiVersion = typeField(resource, object, 'apiVersion')
  const kind = typeField(resource, object, 'kind')
  const expected = apiVersionOf(resource.info)
  if (apiVersion !== undefined && apiVersion.split('/').length > 2) {
    throw unrecognized(resource, object, `unexpected GroupVersion string: ${apiVersion}`)
  }
  if (kind !== undefined && kind !== resource.info.kind) {
    const why = `no kind "${kind}" is registered for version "${apiVersion ?? expected}" in scheme "${scheme}"`
    throw badRequest(`${cannotBeHandled(resource, object as KubeObject)}: ${why}`)
  }
  if (apiVersion === undefined || apiVersion === expected) return
  throw badRequest(`the API version in the data (${apiVersion}) does not match the expected API version (${expected})`)
}

/** `Pod in version "v1" cannot be handled as a Pod`, how the server begins when it cannot decode a body. */
export function cannotBeHandled(resource: ServedResource, object: Partial<KubeObject>): string {
  const { kind, version } = resource.info
  const given = object.apiVersion || version
  return `${object.kind || kind} in version "${given.slice(given.indexOf('/') + 1)}" cannot be handled as a ${kind}`
}

function typeField(resource: ServedResource, object: unknown, field: 'apiVersion' | 'kind'): string | undefined {
  const value = isPlainObject(object) ? ownField(object, field) : object
  if (isPlainObject(object)) {
    if (value === undefined || value === null || value === '') return undefined
    if (typeof value === 'string') return value
  }
  const target = isPlainObject(object) ? `struct field .${field} of type string` : `value of type ${typeMeta}`
  const why = `couldn't get version/kind; json parse error: json: cannot unmarshal ${jsonType(value)} into Go ${target}`
  throw unrecognized(resource, object, why)
}

export function jsonType(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (Array.isArray(value)) return 'array'
  return typeof value === 'boolean' ? 'bool' : typeof value
}

function unrecognized(resource: ServedResource, object: unknown, why: string) {
  const body = JSON.stringify(object) ?? ''
  const summary = body.length > summaryLength ? `${body.slice(0, summaryLength)} ...` : body
  return badRequest(`the object provided is unrecognized (must be of type ${resource.info.kind}): ${why} (${summary})`)
}
