import type { ListQuery, WriteOptions } from '../../api/contract/client.js'
import { ApiError, type FieldError } from '../../api/contract/errors.js'
import { forbiddenField, notSupported, required } from '../../api/contract/field-errors.js'
import { badRequest, invalid } from '../../api/contract/status-errors.js'
import { goQuote } from '../../model/go/quote.js'
import { parseGoDuration } from '../../model/objects/duration.js'
import { releaseNumber } from '../../model/objects/release.js'
import { fieldManagerErrors } from './field-manager.js'

/** `Convert_Slice_string_To_bool`: present and not said to be false is true. */
export function flag(query: URLSearchParams, name: string): boolean {
  const value = query.get(name)
  return value !== null && !/^(0|false)$/i.test(value)
}

/** A whole number; BadRequest in Go's words for anything else. */
export function integer(query: URLSearchParams, name: string): number | undefined {
  const value = query.get(name)
  if (value === null) return undefined
  const problem = integerProblem(value)
  if (problem === undefined) return Number(value)
  throw badRequest(`strconv.ParseInt: parsing ${goQuote(value)}: ${problem}`)
}

/** No number of 64 bits has more. */
const mostDigits = 20

function integerProblem(text: string, most = 2n ** 63n): string | undefined {
  if (!/^[-+]?\d+$/.test(text)) return 'invalid syntax'
  if (text.replace(/^[-+]?0*/, '').length > mostDigits) return 'value out of range'
  const value = BigInt(text.replace('+', ''))
  return value >= most || value < -most ? 'value out of range' : undefined
}

/** What `NewInvalid` says of options; nothing is thrown without errors. */
export function refuse(options: string, errors: readonly FieldError[]): void {
  if (errors.length > 0) throw invalid({ group: 'meta.k8s.io', kind: options }, '', errors)
}

/**
 * Options of `create`, `update` and `patch` (`ValidateCreateOptions` and its like); where the client says nothing unknown
 * fields are warned of. Only an apply can be forced, and it must say who applies.
 */
export function writeOptions(query: URLSearchParams, kind: string, apply = false): WriteOptions {
  const fieldManager = query.get('fieldManager') ?? ''
  const fieldValidation = query.get('fieldValidation') ?? ''
  const dryRun = query.getAll('dryRun')
  const force = kind === 'PatchOptions' && query.has('force')
  refuse(kind, [
    ...(force && !apply ? [forbiddenField('force', 'may not be specified for non-apply patch')] : []),
    ...(apply && fieldManager === '' ? [required('fieldManager', 'is required for apply patch')] : []),
    ...fieldManagerErrors(fieldManager),
    ...dryRunErrors(dryRun),
    ...(validations.includes(fieldValidation) ? [] : [notSupported('fieldValidation', fieldValidation, validations)]),
  ])
  return {
    ...(dryRun.length === 0 ? {} : { dryRun: true }),
    ...(fieldManager === '' ? {} : { fieldManager }),
    ...(apply && flag(query, 'force') ? { force: true } : {}),
    fieldValidation: (fieldValidation || 'Warn') as NonNullable<WriteOptions['fieldValidation']>,
  }
}

const validations = ['', 'Ignore', 'Strict', 'Warn']

/** What is wrong with the values of `dryRun`. */
export const dryRunErrors = (values: readonly string[]): FieldError[] =>
  values.every((value) => value === 'All') ? [] : [notSupported('dryRun', values, ['All'])]

type Selection = Pick<ListQuery, 'labelSelector' | 'fieldSelector' | 'limit' | 'continue' | 'revision'>

/** What a list or a watch selects, and at which of its revisions. */
export function listQuery(query: URLSearchParams): Selection {
  const labelSelector = query.get('labelSelector') ?? ''
  const fieldSelector = query.get('fieldSelector') ?? ''
  const version = query.get('resourceVersion') ?? ''
  const match = query.get('resourceVersionMatch') ?? ''
  const asked = integer(query, 'limit') ?? 0
  // From its cache a server tells everything at once.
  const limit = version === '0' ? 0 : asked
  const token = query.get('continue') ?? ''
  integer(query, 'timeoutSeconds')
  // A list in pieces is of the revision that it names (`ValidateListOptions` of `pkg/storage`).
  const exactly = token === '' && (match === 'Exact' || (match === '' && limit > 0)) && Number(version) > 0
  return {
    ...(labelSelector === '' ? {} : { labelSelector }),
    ...(fieldSelector === '' ? {} : { fieldSelector }),
    ...(limit <= 0 ? {} : { limit }),
    ...(token === '' ? {} : { continue: token }),
    ...(exactly ? { revision: Number(version) } : {}),
  }
}

/**
 * A watch that does not say where it begins is told all that is there, and when that was all (`SetListOptionsDefaults`, since
 * 1.34).
 */
export function watchDefaults(query: URLSearchParams, kubernetesVersion: string): URLSearchParams {
  const version = query.get('resourceVersion') ?? ''
  const says = query.has('sendInitialEvents') || !!query.get('resourceVersionMatch') || !/^0?$/.test(version)
  if (says || releaseNumber(kubernetesVersion) < releaseNumber('1.34')) return query
  const whole = new URLSearchParams(query)
  whole.set('sendInitialEvents', 'true')
  whole.set('resourceVersionMatch', 'NotOlderThan')
  return whole
}

/** How long a client waits for its answer, unless it watches; BadRequest for what is no time (`WithRequestDeadline`). */
export function checkTimeout(query: URLSearchParams, verb: () => string): void {
  const text = query.get('timeout')
  if (!text || verb() === 'watch') return
  try {
    parseGoDuration(text)
  } catch (error) {
    throw badRequest(`invalid timeout specified in the request URL - ${(error as Error).message}`)
  }
}

/** Which combinations of options a list or a watch may have (`ValidateListOptions`). */
export function checkListOptions(query: URLSearchParams, watches: boolean): void {
  const version = query.get('resourceVersion') ?? ''
  const match = query.get('resourceVersionMatch') ?? ''
  const initial = query.has('sendInitialEvents')
  const errors: FieldError[] = []
  const refuseMatch = (why: string) => errors.push(forbiddenField('resourceVersionMatch', why))
  if (watches && initial && match !== 'NotOlderThan') {
    refuseMatch('sendInitialEvents requires setting resourceVersionMatch to NotOlderThan')
  }
  if (match !== '') {
    if (watches && !initial)
      refuseMatch('resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided')
    if (!watches && version === '') refuseMatch('resourceVersionMatch is forbidden unless resourceVersion is provided')
    const continued = 'resourceVersionMatch is forbidden when continue is provided'
    if (!watches && query.get('continue')) refuseMatch(continued)
    const supported = watches ? ['NotOlderThan'] : ['Exact', 'NotOlderThan', '']
    if (!supported.includes(match)) errors.push(notSupported('resourceVersionMatch', match, supported))
    if (watches && query.get('continue')) refuseMatch(continued)
    if (!watches && match === 'Exact' && version === '0') {
      refuseMatch('resourceVersionMatch "exact" is forbidden for resourceVersion "0"')
    }
  }
  if (!watches && initial) errors.push(forbiddenField('sendInitialEvents', 'sendInitialEvents is forbidden for list'))
  refuse('ListOptions', errors)
}

/** A resourceVersion of the query as a number; undefined without one. Lists alone make a BadRequest of what is wrong. */
export function revisionOption(query: URLSearchParams, lists: boolean): number | undefined {
  const text = query.get('resourceVersion') ?? ''
  if (text === '') return undefined
  const problem = /^\d+$/.test(text) ? integerProblem(text, 2n ** 64n) : 'invalid syntax'
  if (problem === undefined) return Number(text)
  const why = `resourceVersion: Invalid value: ${goQuote(text)}: strconv.ParseUint: parsing ${goQuote(text)}: ${problem}`
  throw lists ? badRequest(`invalid resource version: ${why}`) : new ApiError(500, '', why)
}

/** What whoever can be told nothing without an end hears of streams that have none. */
export const streamsNothing = (): ApiError =>
  new ApiError(501, 'NotImplemented', 'kubesim streams nothing to programs in the cluster; set timeoutSeconds')
