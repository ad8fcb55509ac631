/** `create rolebinding` and `create clusterrolebinding` (kubectl `pkg/cmd/create/create_rolebinding.go`). */
import { UsageError } from '../../../api/contract/errors.js'
import type { KubeObject } from '../../../model/objects/object.js'
import type { Flag, FlagValues } from '../../command.js'
import { generatorCommand } from './generator.js'

const group = 'rbac.authorization.k8s.io'

const subjectFlags: readonly Flag[] = [
  {
    name: 'group',
    type: 'strings',
    description: 'Groups to bind to the role. The flag can be repeated to add multiple groups.',
  },
  {
    name: 'serviceaccount',
    type: 'strings',
    description:
      'Service accounts to bind to the role, in the format <namespace>:<name>. The flag can be repeated to add multiple service accounts.',
  },
  {
    name: 'user',
    type: 'strings',
    description: 'Usernames to bind to the role. The flag can be repeated to add multiple users.',
  },
]

export const roleBinding = generatorCommand({
  description: 'Give users, groups and service accounts the rights of a role, or of a cluster role, in a namespace.',
  examples: `
# Let two users and a group administer the namespace
kubectl create rolebinding admin --clusterrole=admin --user=user1 --user=user2 --group=group1

# A service account
kubectl create rolebinding admin-binding --role=admin --serviceaccount=monitoring:sa-dev`,
  usage:
    'NAME --clusterrole=NAME|--role=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]',
  failure: 'failed to create rolebinding:',
  flags: [
    { name: 'clusterrole', type: 'string', description: 'ClusterRole this RoleBinding should reference' },
    { name: 'role', type: 'string', description: 'Role this RoleBinding should reference' },
    ...subjectFlags,
  ],
  check(flags) {
    if ((flags.string('clusterrole') === '') === (flags.string('role') === '')) {
      throw new UsageError('exactly one of clusterrole or role must be specified')
    }
  },
  build({ name, flags }) {
    const role = flags.string('role')
    const roleRef = {
      apiGroup: group,
      kind: role === '' ? 'ClusterRole' : 'Role',
      name: role || flags.string('clusterrole'),
    }
    return bindingOf('RoleBinding', name, flags, roleRef)
  },
})

export const clusterRoleBinding = generatorCommand({
  description: 'Give users, groups and service accounts the rights of a cluster role, in the whole cluster.',
  examples: `
# Make two users and a group administrators
kubectl create clusterrolebinding cluster-admin --clusterrole=cluster-admin --user=user1 --user=user2 --group=group1`,
  usage:
    'NAME --clusterrole=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]',
  failure: 'failed to create clusterrolebinding:',
  flags: [
    {
      name: 'clusterrole',
      type: 'string',
      required: true,
      description: 'ClusterRole this ClusterRoleBinding should reference',
    },
    ...subjectFlags,
  ],
  build: ({ name, flags }) =>
    bindingOf('ClusterRoleBinding', name, flags, {
      apiGroup: group,
      kind: 'ClusterRole',
      name: flags.string('clusterrole'),
    }),
})

function bindingOf(kind: string, name: string, flags: FlagValues, roleRef: object): KubeObject {
  const subjects = [
    ...flags.strings('user').map((each) => ({ kind: 'User', apiGroup: group, name: each })),
    ...flags.strings('group').map((each) => ({ kind: 'Group', apiGroup: group, name: each })),
    ...flags.strings('serviceaccount').map(accountSubject),
  ]
  return {
    kind,
    apiVersion: `${group}/v1`,
    metadata: { name },
    ...(subjects.length === 0 ? {} : { subjects }),
    roleRef,
  } as unknown as KubeObject
}

function accountSubject(text: string) {
  const [namespace = '', name = '', ...more] = text.split(':')
  if (namespace === '' || name === '' || more.length > 0) {
    throw new UsageError('serviceaccount must be <namespace>:<name>')
  }
  return { kind: 'ServiceAccount', name, namespace }
}
