import type { Reader } from '../../store/store.js'
import type { Link } from '../contract/request.js'
import type { Impersonation, User } from '../contract/user.js'

/** Looks at the cluster as it is. */
export type Look = <T>(look: (reader: Reader) => T) => Promise<T>

/**
 * Whom a request is answered as: who makes it, or whom it asks to be taken for, if the roles allow that
 * (`k8s.io/apiserver/pkg/endpoints/filters/impersonation.go`).
 */
export const impersonate =
  (look: Look): Link =>
  (next) =>
  (request) => {
    const { impersonate: wish, trusted, ...rest } = request
    if (wish === undefined) return next(request)
    return userFor(wish, trusted === true ? undefined : request.user, look).then((user) => next({ ...rest, user }))
  }

/** `requester`: absent: somebody who need not ask. */
async function userFor(wish: Impersonation, requester: User | undefined, look: Look): Promise<User> {
  const { impersonated, impersonatedUser } = await import('../rbac/impersonation.js')
  return requester === undefined ? impersonatedUser(wish) : look((reader) => impersonated(reader, requester, wish))
}
