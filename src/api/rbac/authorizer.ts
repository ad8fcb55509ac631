import { goQuote } from '../../model/go/quote.js'
import { objectKey } from '../../model/objects/object.js'
import {
  allowsPath,
  allowsResource,
  compacted,
  compactText,
  goQuotedStrings,
  type ResourceRequest,
  uncovered,
} from '../../model/objects/policy-rules.js'
import type {
  ClusterRole,
  ClusterRoleBinding,
  PolicyRule,
  Role,
  RoleBinding,
  Subject,
} from '../../model/objects/types.js'
import type { Reader } from '../../store/store.js'
import type { ApiError } from '../contract/errors.js'
import { forbidden, type GroupResource } from '../contract/status-errors.js'
import type { User } from '../contract/user.js'

/** What somebody wants to do: something to a resource, or to read a path that names none. */
export type Attributes = ResourceAttributes | PathAttributes

export interface ResourceAttributes extends ResourceRequest {
  /** Empty at the cluster scope and across all namespaces. */
  readonly namespace: string
}

export interface PathAttributes {
  /** The method in small letters. */
  readonly verb: string
  readonly path: string
}

export interface Decision {
  readonly allowed: boolean
  /** Which binding allows it, or why not all bindings could be asked; may be empty. */
  readonly reason: string
}

/** Members may do everything, whatever the roles say. */
const privilegedGroup = 'system:masters'

export const isPrivileged = (user: User): boolean => user.groups.includes(privilegedGroup)

/** Asks the roles of the cluster (`plugin/pkg/auth/authorizer/rbac`). */
export function authorize(reader: Reader, user: User, wanted: Attributes): Decision {
  if (isPrivileged(user)) return { allowed: true, reason: '' }
  const namespace = 'path' in wanted ? '' : wanted.namespace
  const problems: string[] = []
  for (const grant of grantsOf(reader, user, namespace)) {
    if (grant.problem !== undefined) problems.push(grant.problem)
    if (grant.rules.some((rule) => allows(rule, wanted))) {
      return { allowed: true, reason: `RBAC: allowed by ${describe(grant)}` }
    }
  }
  return { allowed: false, reason: problems.length === 0 ? '' : `RBAC: ${aggregate(problems)}` }
}

const allows = (rule: PolicyRule, wanted: Attributes) =>
  'path' in wanted ? allowsPath(rule, wanted.verb, wanted.path) : allowsResource(rule, wanted)

const aggregate = (problems: readonly string[]) => {
  const different = [...new Set(problems)]
  return different.length === 1 ? different[0]! : `[${different.join(', ')}]`
}

/** Refuses what the roles do not allow, as the API server does (`responsewriters.ForbiddenStatusError`). */
export function checkAuthorized(reader: Reader, user: User, wanted: Attributes): void {
  const { allowed, reason } = authorize(reader, user, wanted)
  if (!allowed) throw forbiddenRequest(user, wanted, reason)
}

/**
 * Refuses whoever may connect to something and not create it as well, which is what a connection from end to end asks for, by
 * whatever method it is opened (`ensureAuthorizedForVerb` of `pkg/registry/core/pod/rest`).
 */
export function checkMayConnect(reader: Reader, user: User, connect: ResourceAttributes): void {
  if (connect.verb === 'create') return
  const { allowed, reason } = authorize(reader, user, { ...connect, verb: 'create' })
  const { group, resource, name } = connect
  if (!allowed) throw forbidden({ group, resource }, name, reason)
}

function forbiddenRequest({ name }: User, wanted: Attributes, reason: string): ApiError {
  const because = reason === '' ? '' : `: ${reason}`
  const { verb } = wanted
  if ('path' in wanted) {
    return forbidden(
      { group: '', resource: '' },
      '',
      `${safe(`User ${goQuote(name)} cannot ${verb} path ${goQuote(wanted.path)}`)}${because}`,
    )
  }
  const { group, resource, subresource, namespace } = wanted
  const what = subresource === '' ? resource : `${resource}/${subresource}`
  const where = namespace === '' ? 'at the cluster scope' : `in the namespace ${goQuote(namespace)}`
  const text = `User ${goQuote(name)} cannot ${verb} resource ${goQuote(what)} in API group ${goQuote(group)} ${where}`
  return forbidden({ group, resource }, wanted.name, `${safe(text)}${because}`)
}

/** Nothing that a browser could take for a page. */
const safe = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** The rules that apply to a user in a namespace (empty: at the cluster scope), and what kept others from being found. */
export function rulesFor(reader: Reader, user: User, namespace: string): { rules: PolicyRule[]; problems: string[] } {
  const grants = [...grantsOf(reader, user, namespace)]
  return {
    rules: grants.flatMap(({ rules }) => rules),
    problems: grants.flatMap(({ problem }) => (problem === undefined ? [] : [problem])),
  }
}

/** What one binding gives a user. */
interface Grant {
  readonly binding: Binding
  readonly subject: Subject
  readonly rules: readonly PolicyRule[]
  /** Why the role's rules are not known. */
  readonly problem?: string
}

type Binding = RoleBinding | ClusterRoleBinding

function* grantsOf(reader: Reader, user: User, namespace: string): Generator<Grant> {
  for (const binding of reader.list<ClusterRoleBinding>('clusterrolebindings')) yield* grants(reader, user, binding, '')
  if (namespace === '') return
  for (const binding of reader.list<RoleBinding>('rolebindings', namespace))
    yield* grants(reader, user, binding, namespace)
}

function* grants(reader: Reader, user: User, binding: Binding, namespace: string): Generator<Grant> {
  const subject = binding.subjects?.find((one) => isMeant(one, user, namespace))
  if (subject === undefined) return
  const found = rulesOf(reader, binding.roleRef, namespace)
  yield typeof found === 'string' ? { binding, subject, rules: [], problem: found } : { binding, subject, rules: found }
}

/** Accounts without a namespace are those of the binding's. */
function isMeant(subject: Subject, user: User, namespace: string): boolean {
  if (subject.kind === 'User') return user.name === subject.name
  if (subject.kind === 'Group') return user.groups.includes(subject.name)
  const home = subject.namespace || namespace
  return subject.kind === 'ServiceAccount' && home !== '' && user.name === accountName(home, subject.name)
}

/** Whom a service account is to the API server. */
export const accountName = (namespace: string, name: string) => `system:serviceaccount:${namespace}:${name}`

export type RoleReference = Pick<Binding['roleRef'], 'kind' | 'name'>

/** The rules of the role that a binding refers to; a text when there is none (the words of client-go's listers). */
export function rulesOf(
  reader: Reader,
  { kind, name }: RoleReference,
  namespace: string,
): readonly PolicyRule[] | string {
  const cluster = kind === 'ClusterRole'
  const key = cluster ? objectKey('clusterroles', '', name) : objectKey('roles', namespace, name)
  const role = reader.get<Role | ClusterRole>(key)
  return (
    role?.rules ??
    (role === undefined ? `${kind.toLowerCase()}.rbac.authorization.k8s.io ${goQuote(name)} not found` : [])
  )
}

/** `ClusterRoleBinding "cluster-admin" of ClusterRole "cluster-admin" to Group "system:masters"` */
function describe({ binding: { metadata, roleRef }, subject }: Grant): string {
  const { name, namespace = '' } = metadata
  const kind = namespace === '' ? 'ClusterRoleBinding' : 'RoleBinding'
  const self = namespace === '' ? name : `${name}/${namespace}`
  const who = subject.kind === 'ServiceAccount' ? `${subject.name}/${subject.namespace || namespace}` : subject.name
  return `${kind} ${goQuote(self)} of ${roleRef.kind} ${goQuote(roleRef.name)} to ${subject.kind} ${goQuote(who)}`
}

/**
 * Nobody gives others rights that they have not got themselves (`ConfirmNoEscalation`): says what is missing, or undefined.
 * `namespace`: where the rules are to apply, empty: everywhere.
 */
export function escalation(
  reader: Reader,
  user: User,
  namespace: string,
  rules: readonly PolicyRule[],
): string | undefined {
  const held = rulesFor(reader, user, namespace)
  const missing = uncovered(held.rules, rules)
  if (missing.length === 0) return undefined
  const texts = [...new Set(compacted(missing).map(compactText))].sort()
  const who = `user ${goQuote(user.name)} (groups=${goQuotedStrings(user.groups)})`
  const problems = held.problems.length === 0 ? '' : `; resolution errors: [${aggregate(held.problems)}]`
  return `${who} is attempting to grant RBAC permissions not currently held:\n${texts.join('\n')}${problems}`
}

export const rbacGroup = 'rbac.authorization.k8s.io'
export const inRbac = (resource: string): GroupResource => ({ group: rbacGroup, resource })
