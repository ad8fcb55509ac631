import { goQuote } from '../../model/go/quote.js'
import { compareKeys } from '../../model/values/order.js'
import type { Reader } from '../../store/store.js'
import type { ApiError } from '../contract/errors.js'
import { badRequest } from '../contract/status-errors.js'
import { anonymous, type Impersonation, type User } from '../contract/user.js'
import { checkAuthorized } from './authorizer.js'

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

/** In the words in which Go prints who was asked for (`%#v` of a `user.DefaultInfo`). */
function withoutUser({ groups, uid, extra }: Impersonation): ApiError {
  const list = (values: readonly string[]) => `[]string{${values.map(goQuote).join(', ')}}`
  const keys = Object.keys(extra).sort(compareKeys)
  const shown = keys.map((key) => `${goQuote(key)}:${list(extra[key]!)}`)
  const fields = [
    'Name:""',
    `UID:${goQuote(uid)}`,
    `Groups:${groups.length === 0 ? '[]string(nil)' : list(groups)}`,
    `Extra:map[string][]string${keys.length === 0 ? '(nil)' : `{${shown.join(', ')}}`}`,
  ]
  return badRequest(`requested &user.DefaultInfo{${fields.join(', ')}} without impersonating a user name`)
}
