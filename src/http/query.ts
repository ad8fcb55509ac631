import type { DeleteOptions, ListQuery, ResourceInfo, WriteOptions } from '../api/client.js'
import type { FieldError } from '../api/errors.js'
import { forbiddenField, invalidValue } from '../api/field-errors.js'
import { badRequest, invalid } from '../api/status-errors.js'
import { goQuote } from '../model/quote.js'

/** Go's `strconv.ParseBool`, as query parameters are read: present and not false is true. */
export function flag(query: URLSearchParams, name: string): boolean {
  const value = query.get(name)
  return value !== null && !/^(0|f|false)$/i.test(value)
}

/** A whole number; BadRequest in Go's words for anything else. */
export function integer(query: URLSearchParams, name: string): number | undefined {
  const value = query.get(name)
  if (value === null || value === '') return undefined
  if (/^[-+]?\d{1,15}$/.test(value)) return Number(value)
  throw badRequest(`strconv.ParseInt: parsing ${goQuote(value)}: invalid syntax`)
}

const refused = (options: string, error: FieldError) => invalid({ group: 'meta.k8s.io', kind: options }, '', [error])

/** Options of `create`, `update` and `patch`; where the client says nothing unknown fields are warned of. */
export function writeOptions(query: URLSearchParams, kind: string): WriteOptions {
  const fieldManager = query.get('fieldManager') ?? ''
  return {
    ...dryRunOption(query.getAll('dryRun'), kind),
    ...(fieldManager === '' ? {} : { fieldManager }),
    fieldValidation: fieldValidationOption(query.get('fieldValidation') ?? '', kind),
  }
}

function dryRunOption(values: readonly string[], kind: string): { dryRun?: boolean } {
  const given = values.filter((value) => value !== '')
  const wrong = given.find((value) => value !== 'All')
  if (wrong === undefined) return given.length === 0 ? {} : { dryRun: true }
  throw refused(kind, { field: 'dryRun', type: 'NotSupported', value: given, supported: ['All'] })
}

function fieldValidationOption(value: string, kind: string): NonNullable<WriteOptions['fieldValidation']> {
  if (value === '') return 'Warn'
  if (value === 'Strict' || value === 'Warn' || value === 'Ignore') return value
  const supported = ['', 'Ignore', 'Strict', 'Warn']
  throw refused(kind, { field: 'fieldValidation', type: 'NotSupported', value, supported })
}

/** Options of a deletion, from the body (`DeleteOptions`) or else from the query. */
export function deleteOptions(query: URLSearchParams, body: unknown): DeleteOptions {
  const sent = (body ?? {}) as Record<string, unknown>
  const dryRun = Array.isArray(sent.dryRun) ? sent.dryRun.map(String) : query.getAll('dryRun')
  const grace =
    typeof sent.gracePeriodSeconds === 'number' ? sent.gracePeriodSeconds : integer(query, 'gracePeriodSeconds')
  const propagation = propagationOption(sent.propagationPolicy ?? query.get('propagationPolicy') ?? '', sent, query)
  const { uid, resourceVersion } = (sent.preconditions ?? {}) as Record<string, unknown>
  const preconditions = {
    ...(typeof uid === 'string' ? { uid } : {}),
    ...(typeof resourceVersion === 'string' ? { resourceVersion } : {}),
  }
  return {
    ...dryRunOption(dryRun, 'DeleteOptions'),
    ...(grace === undefined ? {} : { gracePeriodSeconds: grace }),
    ...(propagation === undefined ? {} : { propagation }),
    ...(Object.keys(preconditions).length === 0 ? {} : { preconditions }),
  }
}

function propagationOption(
  policy: unknown,
  sent: Record<string, unknown>,
  query: URLSearchParams,
): DeleteOptions['propagation'] {
  if (policy === 'Background' || policy === 'Foreground' || policy === 'Orphan') return policy
  if (policy === '') {
    const orphan =
      sent.orphanDependents ?? (query.has('orphanDependents') ? flag(query, 'orphanDependents') : undefined)
    return orphan === undefined ? undefined : orphan === true ? 'Orphan' : 'Background'
  }
  const supported = ['Background', 'Foreground', 'Orphan']
  throw refused('DeleteOptions', { field: 'propagationPolicy', type: 'NotSupported', value: policy, supported })
}

/** What a list or a watch selects. */
export function listQuery(query: URLSearchParams, resource: ResourceInfo, namespace: string, name?: string): ListQuery {
  const labelSelector = query.get('labelSelector') ?? ''
  const fieldSelector = query.get('fieldSelector') ?? ''
  const limit = integer(query, 'limit') ?? 0
  const token = query.get('continue') ?? ''
  return {
    resource,
    namespace,
    ...(name === undefined ? {} : { name }),
    ...(labelSelector === '' ? {} : { labelSelector }),
    ...(fieldSelector === '' ? {} : { fieldSelector }),
    ...(limit <= 0 ? {} : { limit }),
    ...(token === '' ? {} : { continue: token }),
  }
}

/** A resourceVersion of the query as a number; undefined without one (`ValidateListOptions`). */
export function revisionOption(query: URLSearchParams): number | undefined {
  const text = query.get('resourceVersion') ?? ''
  const match = query.get('resourceVersionMatch') ?? ''
  const problem = (field: string, why: string) => refused('ListOptions', forbiddenField(field, why))
  if (match !== '' && !flag(query, 'sendInitialEvents')) {
    if (flag(query, 'watch')) {
      throw problem(
        'resourceVersionMatch',
        'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided',
      )
    }
    if (text === '') {
      throw problem('resourceVersionMatch', 'resourceVersionMatch is forbidden unless resourceVersion is provided')
    }
    if (match === 'Exact' && text === '0') {
      throw problem('resourceVersionMatch', 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"')
    }
    if (match !== 'Exact' && match !== 'NotOlderThan') {
      const supported = ['', 'Exact', 'NotOlderThan']
      throw refused('ListOptions', { field: 'resourceVersionMatch', type: 'NotSupported', value: match, supported })
    }
  }
  if (text === '') return undefined
  if (/^\d{1,15}$/.test(text)) return Number(text)
  const why = `strconv.ParseUint: parsing ${goQuote(text)}: invalid syntax`
  throw invalid({ group: '', kind: '' }, '', [invalidValue('resourceVersion', text, why)])
}
