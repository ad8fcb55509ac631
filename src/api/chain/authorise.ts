import type { Link, Request } from '../contract/request.js'
import { attributesOf } from './attributes.js'
import type { Look } from './impersonate.js'

/**
 * Refuses what the roles do not allow the user (`k8s.io/apiserver/pkg/endpoints/filters/authorization.go`). Whoever holds
 * the state file could write it as well.
 */
export const authorise =
  (look: Look): Link =>
  (next) =>
  (request) =>
    request.trusted === true ? next(request) : check(request, look).then(() => next(request))

async function check(request: Request, look: Look): Promise<void> {
  const { checkAuthorized } = await import('../rbac/authorizer.js')
  await look((reader) => checkAuthorized(reader, request.user, attributesOf(request)))
}
