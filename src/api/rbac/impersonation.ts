import type { Reader } from '../../store/store.js'
import { ApiError } from '../errors.js'
import { anonymous, type User } from '../user.js'
import { checkAuthorized } from './authorizer.js'

/** Whom somebody asks to be taken for. */
export interface Impersonation {
  /** Empty when only the rest was told, which is an error. */
  readonly user: string
  readonly groups: readonly string[]
  readonly uid: string
  readonly extra: Readonly<Record<string, readonly string[]>>
}

const authenticated = 'system:authenticated'
const unauthenticated = 'system:unauthenticated'
const authentication = 'authentication.k8s.io'

/**
 * The user that a request is answered as. Each part is asked of the roles with the verb `impersonate`; throws Forbidden
 * (`k8s.io/apiserver/pkg/endpoints/filters/impersonation.go`).
 */
export function impersonated(reader: Reader, requester: User, wish: Impersonation): User {
  const { user: name, groups, uid, extra } = wish
  if (name === '') throw withoutUser(wish)
  const account = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(name)
  const check = (
    resource: string,
    name: string,
    more: { namespace?: string; group?: string; subresource?: string } = {},
  ) =>
    checkAuthorized(reader, requester, {
      verb: 'impersonate',
      group: '',
      namespace: '',
      subresource: '',
      resource,
      name,
      ...more,
    })
  if (account === null) check('users', name)
  else check('serviceaccounts', account[2] ?? '', { namespace: account[1] ?? '' })
  for (const group of groups) check('groups', group)
  for (const [key, values] of Object.entries(extra)) {
    for (const value of values) check('userextras', value, { group: authentication, subresource: key })
  }
  if (uid !== '') check('uids', uid, { group: authentication })
  return impersonatedUser(wish)
}

/** The user that a wish describes, whoever has it. */
export function impersonatedUser({ user: name, groups, uid, extra }: Impersonation): User {
  const [, namespace] = /^system:serviceaccount:([^:]+):[^:]+$/.exec(name) ?? []
  const own =
    namespace !== undefined && groups.length === 0
      ? ['system:serviceaccounts', `system:serviceaccounts:${namespace}`]
      : groups
  return {
    name,
    groups: withUsualGroup(name, own),
    ...(uid === '' ? {} : { uid }),
    ...(Object.keys(extra).length === 0 ? {} : { extra }),
  }
}

/** Whoever has a name is authenticated, unless the groups say otherwise. */
function withUsualGroup(name: string, groups: readonly string[]): readonly string[] {
  if (groups.includes(unauthenticated)) return groups
  if (name === anonymous.name) return [...groups, unauthenticated]
  return groups.includes(authenticated) ? groups : [...groups, authenticated]
}

/** In the words in which Go prints the list of what was asked for. */
function withoutUser({ groups, uid, extra }: Impersonation): ApiError {
  const references = [
    ...groups.map((group) => `{Group  ${group}    }`),
    ...Object.entries(extra).flatMap(([key, values]) =>
      values.map((value) => `{UserExtra  ${value}  authentication.k8s.io/v1  ${key}}`),
    ),
    ...(uid === '' ? [] : [`{UID  ${uid}  authentication.k8s.io/v1  }`]),
  ]
  const message = `requested [${references.join(' ')}] without impersonating a user`
  return new ApiError(500, 'InternalError', message)
}
