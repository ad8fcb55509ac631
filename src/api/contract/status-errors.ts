import { goQuote } from '../../model/go/quote.js'
import { ApiError, type FieldError, type StatusDetails } from './errors.js'
import { fieldErrorBody, fieldErrorReason, fieldErrorsMessage } from './field-errors.js'
import type { KindNames } from './names.js'

/** `deployments.apps`, `pods`: a resource as messages name it. */
export interface GroupResource {
  readonly group: string
  readonly resource: string
}

/** `Deployment.apps`, `Pod`. */
export interface GroupKind {
  readonly group: string
  readonly kind: string
}

export const groupResourceOf = (names: Pick<KindNames, 'group' | 'plural'>): GroupResource => ({
  group: names.group,
  resource: names.plural,
})

const qualified = (name: string, group: string) => (group === '' ? name : `${name}.${group}`)

function details(of: GroupResource, name: string, more: Partial<StatusDetails> = {}): StatusDetails {
  return {
    ...(name === '' ? {} : { name }),
    ...(of.group === '' ? {} : { group: of.group }),
    ...(of.resource === '' ? {} : { kind: of.resource }),
    ...more,
  }
}

/** The messages below are those of apimachinery's `pkg/api/errors/errors.go`. */
export function notFound(of: GroupResource, name: string): ApiError {
  const message = `${qualified(of.resource, of.group)} ${goQuote(name)} not found`
  return new ApiError(404, 'NotFound', message, details(of, name))
}

/** Of what is on its way out too, as long as it is there. */
export function alreadyExists(of: GroupResource, name: string, deleted = false): ApiError {
  const what = `${qualified(of.resource, of.group)} ${goQuote(name)} already exists`
  const message = deleted ? `object is being deleted: ${what}` : what
  return new ApiError(409, 'AlreadyExists', message, details(of, name))
}

export function generateNameConflict(of: GroupResource, name: string): ApiError {
  const message =
    `${qualified(of.resource, of.group)} ${goQuote(name)} already exists, ` +
    'the server was not able to generate a unique name for the object'
  return new ApiError(409, 'AlreadyExists', message, details(of, name, { retryAfterSeconds: 1 }))
}

export function conflict(of: GroupResource, name: string, why: string): ApiError {
  const message = `Operation cannot be fulfilled on ${qualified(of.resource, of.group)} ${goQuote(name)}: ${why}`
  return new ApiError(409, 'Conflict', message, details(of, name))
}

/** Somebody else has written the object since it was read. */
export function modifiedConflict(of: GroupResource, name: string): ApiError {
  const why = 'the object has been modified; please apply your changes to the latest version and try again'
  return conflict(of, name, why)
}

export function forbidden(of: GroupResource, name: string, why: string, causes?: StatusDetails['causes']): ApiError {
  const resource = qualified(of.resource, of.group)
  const what = resource === '' ? '' : name === '' ? `${resource} is ` : `${resource} ${goQuote(name)} is `
  const more = details(of, name, causes ? { causes } : {})
  return new ApiError(403, 'Forbidden', `${what}forbidden: ${why}`, resource === '' ? {} : more)
}

/** Semantic violations, all at once: `Deployment.apps "x" is invalid: [a, b]`, each of them a cause in the details. */
export function invalid(of: GroupKind, name: string, errors: readonly FieldError[]): ApiError {
  const causes = errors.map((error) => ({
    reason: fieldErrorReason(error),
    message: fieldErrorBody(error),
    field: error.field,
  }))
  const summary = errors.length === 0 ? '' : `: ${fieldErrorsMessage(errors)}`
  const message = `${qualified(of.kind, of.group)} ${goQuote(name)} is invalid${summary}`
  return new ApiError(422, 'Invalid', message, details({ group: of.group, resource: of.kind }, name, { causes }))
}

export function badRequest(message: string): ApiError {
  return new ApiError(400, 'BadRequest', message)
}

export function unauthorized(message = 'Unauthorized'): ApiError {
  return new ApiError(401, 'Unauthorized', message)
}

export function methodNotAllowed(of: GroupResource, verb: string, why?: string): ApiError {
  const message = why ?? `${verb} is not supported on resources of kind ${goQuote(qualified(of.resource, of.group))}`
  return new ApiError(405, 'MethodNotAllowed', message, details(of, ''))
}

/** What the server answers to a method that it has for other resources. */
export const wrongMethod = (): ApiError =>
  new ApiError(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {})

export function notAcceptable(accepted: readonly string[]): ApiError {
  const message = `only the following media types are accepted: ${accepted.join(', ')}`
  return new ApiError(406, 'NotAcceptable', message)
}

/** An object was wanted and a list found, or the other way round; `type` is its Go type. */
export function notAcceptableObject(wanted: string, found: string, type: string): ApiError {
  return new ApiError(406, 'NotAcceptable', `you requested ${wanted}, but the requested object is ${found} (${type})`)
}

export function unsupportedMediaType(accepted: readonly string[]): ApiError {
  const message = `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`
  return new ApiError(415, 'UnsupportedMediaType', message)
}

export function gone(message: string): ApiError {
  return new ApiError(410, 'Gone', message)
}

/** The revision asked for is no longer kept: a watcher must list again. */
export function expired(message: string): ApiError {
  return new ApiError(410, 'Expired', message)
}

/** A list read in pieces has changed meanwhile; it can be gone on with by a token all the same, without being consistent. */
export function continueExpired(token: string): ApiError {
  const message =
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without ' +
    'the continue parameter, or use the continue token in this response to retrieve the remainder of the results. ' +
    'Continuing with the provided token results in an inconsistent list - objects that were created, modified, or ' +
    'deleted between the time the first chunk was returned and now may show up in the list.'
  return new ApiError(410, 'Expired', message, undefined, { continue: token })
}

export function tooLarge(message: string): ApiError {
  return new ApiError(413, 'RequestEntityTooLarge', `Request entity too large: ${message}`)
}

/** With no time after which to come back, a client is to decide for itself. */
export function tooManyRequests(
  message: string,
  retryAfterSeconds: number,
  causes?: StatusDetails['causes'],
): ApiError {
  return new ApiError(429, 'TooManyRequests', message, {
    ...(causes === undefined ? {} : { causes }),
    ...(retryAfterSeconds === 0 ? {} : { retryAfterSeconds }),
  })
}

export function internalError(message: string): ApiError {
  return new ApiError(500, 'InternalError', `Internal error occurred: ${message}`, { causes: [{ message }] })
}

export function serverTimeout(of: GroupResource, operation: string, retryAfterSeconds: number): ApiError {
  const message = `The ${operation} operation against ${qualified(of.resource, of.group)} could not be completed at this time, please try again.`
  return new ApiError(500, 'ServerTimeout', message, details(of, operation, { retryAfterSeconds }))
}

export function serviceUnavailable(message: string): ApiError {
  return new ApiError(503, 'ServiceUnavailable', message)
}

export function timeout(message: string, retryAfterSeconds = 0): ApiError {
  const more = retryAfterSeconds === 0 ? undefined : { retryAfterSeconds }
  return new ApiError(504, 'Timeout', `Timeout: ${message}`, more)
}

/** What the server answers for a path it does not serve. */
export function unknownResource(): ApiError {
  return new ApiError(404, 'NotFound', 'the server could not find the requested resource', {})
}

/** What the server answers for a subresource that it does not serve; that of a custom resource is looked for first. */
export function unknownPart({ group, plural }: { group: string; plural: string }, name = ''): ApiError {
  const custom = group.includes('.') && !group.endsWith('.k8s.io')
  return custom && name !== '' ? notFound({ group, resource: plural }, name) : unknownResource()
}

export const isNotFound = (error: unknown): error is ApiError =>
  error instanceof ApiError && error.reason === 'NotFound'
export const isAlreadyExists = (error: unknown): error is ApiError =>
  error instanceof ApiError && error.reason === 'AlreadyExists'
export const isConflict = (error: unknown): error is ApiError =>
  error instanceof ApiError && error.reason === 'Conflict'

/** What clients make of an answer that is no Status: `code` and what stood in it (`NewGenericServerResponse`). */
export function bareRefusal(code: number, said: string): ApiError {
  const quoted = goQuote(said === '' ? 'unknown' : said)
  const known = bareRefusals[code]
  if (known !== undefined) return new ApiError(code, known[0], known[1] ?? (said === '' ? 'unknown' : said))
  if (code < 500) {
    const message = `the server responded with the status code ${code} but did not return more information`
    return new ApiError(code, '', message)
  }
  const message = `an error on the server (${quoted}) has prevented the request from succeeding`
  return new ApiError(code, 'InternalError', message)
}

const bareRefusals: Readonly<Record<number, readonly [reason: string, message?: string]>> = {
  400: ['BadRequest', 'the server rejected our request for an unknown reason'],
  401: ['Unauthorized', 'the server has asked for the client to provide credentials'],
  403: ['Forbidden'],
  404: ['NotFound', 'the server could not find the requested resource'],
  405: ['MethodNotAllowed', 'the server does not allow this method on the requested resource'],
  406: ['NotAcceptable'],
  409: ['Conflict', 'the server reported a conflict'],
  415: ['UnsupportedMediaType'],
  422: ['Invalid', 'the server rejected our request due to an error in our request'],
  429: ['TooManyRequests', 'the server has received too many requests and has asked us to try again later'],
  503: ['ServiceUnavailable', 'the server is currently unable to handle the request'],
  504: [
    'Timeout',
    'the server was unable to return a response in the time allotted, but may still be processing the request',
  ],
}
