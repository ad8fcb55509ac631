/**
 * The roles and bindings of a new cluster, read from a notation that says each in a few words:
 *
 * - A role is its name on a line, and below it a rule a line: `VERBS GROUPS: RESOURCES [= NAMES]`, or `VERBS /: PATHS`.
 *   `read`, `write` and `all` are the usual verbs, `core` is the group without a name, `events` the rule that lets a
 *   component tell what it does. Behind the name: `> x`, it is gathered into the role x; `< x`, it gathers those.
 * - A binding is `NAME [-> ROLE]: SUBJECTS`.
 */
import type { KubeObject } from '../../model/objects/object.js'
import type { PolicyRule, Subject } from '../../model/objects/types.js'
import { clusterRoles, kubeadmClusterRoles } from './cluster-roles.js'
import { controllerRoles } from './controller-roles.js'
import type { BootstrapObject } from './machines.js'
import * as roles from './roles.js'

const group = 'rbac.authorization.k8s.io'
const aggregate = (role: string) => ({ [`${group}/aggregate-to-${role}`]: 'true' })

/** Cluster roles, roles and their bindings: those that every API server makes, and those that kubeadm adds. */
export function policy(): readonly BootstrapObject[] {
  const controllers = paragraphs(controllerRoles)
  const controllerBindings = controllers.map(
    ([name]) => `system:controller:${name} -> system:controller:${name}: account:${name}`,
  )
  return [
    ...paragraphs(clusterRoles).map((role) => clusterRole(role, true)),
    ...controllers.map(([name, ...rules]) => clusterRole([`system:controller:${name}`, ...rules], true)),
    ...paragraphs(kubeadmClusterRoles).map((role) => clusterRole(role, false)),
    ...paragraphs(roles.defaultRoles).map((role) => namespacedRole(role, true)),
    ...paragraphs(roles.kubeadmRoles).map((role) => namespacedRole(role, false)),
    ...linesOf(roles.defaultClusterRoleBindings).map((line) => binding(line, true)),
    ...controllerBindings.map((line) => binding(line, true)),
    ...linesOf(roles.kubeadmClusterRoleBindings).map((line) => binding(line, false)),
    ...linesOf(roles.defaultRoleBindings).map((line) => binding(line, true)),
    ...linesOf(roles.kubeadmRoleBindings).map((line) => binding(line, false)),
  ]
}

const linesOf = (text: string) => text.trim().split('\n')
const paragraphs = (text: string): [string, ...string[]][] =>
  text
    .trim()
    .split('\n\n')
    .flatMap((paragraph) =>
      /\n /.test(paragraph) ? [paragraph.split('\n')] : paragraph.split('\n').map((line) => [line]),
    )
    .map(([name = '', ...rules]) => [name, ...rules.map((rule) => rule.trim())])

interface Names {
  readonly name: string
  readonly namespace?: string
}

const namesOf = (text: string): Names => {
  const [, namespace, name = text] = /^([^/]+)\/(.*)$/.exec(text) ?? []
  return namespace === undefined ? { name } : { name, namespace }
}

/** Those of the API server are kept as they are by each new release. */
const usualMetadata = (names: Names, builtIn: boolean, labels: Record<string, string> = {}) => ({
  ...names,
  ...(builtIn ? { annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'true' } } : {}),
  ...(builtIn ? { labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults', ...labels } } : {}),
})

const object = (resource: string, kind: string, rest: object): BootstrapObject => ({
  resource,
  object: { apiVersion: `${group}/v1`, kind, ...rest } as KubeObject,
})

function clusterRole([heading, ...rules]: readonly [string, ...string[]], builtIn: boolean): BootstrapObject {
  const [, name = '', into, from] = /^(\S+)(?: > (\S+))?(?: < (\S+))?$/.exec(heading) ?? []
  const metadata = usualMetadata({ name }, builtIn, into === undefined ? {} : aggregate(into))
  if (from === undefined) return object('clusterroles', 'ClusterRole', { metadata, rules: rules.map(ruleOf) })
  const aggregationRule = { clusterRoleSelectors: [{ matchLabels: aggregate(from) }] }
  return object('clusterroles', 'ClusterRole', { metadata, aggregationRule })
}

function namespacedRole([heading, ...rules]: readonly [string, ...string[]], builtIn: boolean): BootstrapObject {
  return object('roles', 'Role', { metadata: usualMetadata(namesOf(heading), builtIn), rules: rules.map(ruleOf) })
}

const verbs: Readonly<Record<string, readonly string[]>> = {
  read: ['get', 'list', 'watch'],
  write: ['create', 'delete', 'deletecollection', 'patch', 'update'],
  all: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
}

function ruleOf(text: string): PolicyRule {
  if (text === 'events') return ruleOf('create,patch,update core,events.k8s.io: events')
  const [, verb = '', groups = '', resources = '', names] = /^(\S+) (\S+): ([^=]+)(?: = (.*))?$/.exec(text) ?? []
  const named = { verbs: [...(verbs[verb] ?? verb.split(','))] }
  const list = resources.trim().split(' ')
  if (groups === '/') return { nonResourceURLs: list, ...named }
  return {
    apiGroups: groups.split(',').map((each) => (each === 'core' ? '' : each)),
    ...(names === undefined ? {} : { resourceNames: names.split(' ') }),
    resources: list,
    ...named,
  }
}

function binding(line: string, builtIn: boolean): BootstrapObject {
  const [, heading = '', other, subjects = ''] = /^(\S+?)(?: -> (\S+))?:(?: (.*))?$/.exec(line) ?? []
  const names = namesOf(heading)
  const namespaced = names.namespace !== undefined
  const roleRef = { apiGroup: group, kind: namespaced ? 'Role' : 'ClusterRole', name: other ?? names.name }
  const list = subjects.split(' ').filter((text) => text !== '')
  return object(
    namespaced ? 'rolebindings' : 'clusterrolebindings',
    namespaced ? 'RoleBinding' : 'ClusterRoleBinding',
    {
      metadata: usualMetadata(names, builtIn),
      roleRef,
      ...(list.length === 0 ? {} : { subjects: list.map(subjectOf) }),
    },
  )
}

function subjectOf(text: string): Subject {
  const [, kind, name = ''] = /^(\w+):(.*)$/.exec(text) ?? []
  if (kind === 'account') return { kind: 'ServiceAccount', name, namespace: 'kube-system' }
  return { apiGroup: group, kind: kind === 'user' ? 'User' : 'Group', name }
}
