/** `set subject` (kubectl `pkg/cmd/set/set_subject.go`). */
import { ApiError, UsageError } from '../../../api/contract/errors.js'
import type { Subject } from '../../../model/objects/types.js'
import { compareKeys } from '../../../model/values/order.js'
import { lackingSubjects } from '../../client/auth/reconciliation.js'
import { asTyped } from '../../client/auth/typed.js'
import type { Command, Context, Flag } from '../../command.js'
import { dryRunFlag } from '../../output/dry-run.js'
import { outputFlags, type ResultPrinter, resultPrinter } from '../../output/result.js'
import { patchBetween } from '../../requests/patch-between.js'
import { fieldManagerFlag } from '../../requests/write-flags.js'
import { capabilitiesOf } from '../../resources/kinds.js'
import { throwAll } from '../../selection/items-and-errors.js'
import type { Selected } from '../../selection/query.js'
import { allFlag, fileFlags, selectorFlag } from '../../selection/resource-flags.js'
import { localFlag, objectName, type SetRequest, selectAll, setRequest } from './pod-specs.js'

interface Request extends SetRequest {
  readonly users: readonly string[]
  readonly groups: readonly string[]
  readonly accounts: readonly string[]
}

const subjectFlags: readonly Flag[] = [
  { name: 'user', type: 'strings', description: 'Usernames to bind to the role' },
  { name: 'group', type: 'strings', description: 'Groups to bind to the role' },
  { name: 'serviceaccount', type: 'strings', description: 'Service accounts to bind to the role' },
]

export const command: Command<Request> = {
  description: 'Give users, groups and service accounts the rights of a binding that is there.',
  examples: `
# A service account
kubectl set subject clusterrolebinding admin --serviceaccount=namespace:serviceaccount1

# Two users and a group
kubectl set subject rolebinding admin --user=user1 --user=user2 --group=group1`,
  usage:
    '(-f FILENAME | TYPE NAME) [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run]',
  flags: [
    ...outputFlags,
    ...fileFlags,
    allFlag,
    selectorFlag,
    localFlag,
    dryRunFlag,
    fieldManagerFlag('kubectl-set'),
    ...subjectFlags,
  ],
  parse: ({ positional }, flags) => ({
    ...setRequest(positional, flags, undefined),
    users: flags.strings('user'),
    groups: flags.strings('group'),
    accounts: flags.strings('serviceaccount'),
  }),
  async run(request, context) {
    const { all, selector } = request
    if (all && selector !== '') throw new UsageError('cannot set --all and --selector at the same time')
    const items = await selectAll(request, context)
    checkSubjects(request, items)
    const wanted = subjectsOf(request, context.namespace)
    const errors: unknown[] = []
    for (const item of items) {
      const error = await problemOf(item, request)
      if (error !== undefined) errors.push(error)
    }
    const print = await resultPrinter({ ...request.output, keepOrder: true }, request.dryRun, context)
    for (const item of items) {
      if (!(await grantsSubjects(item))) continue
      const failure = await addTo(item, wanted, print, request, context)
      if (failure !== undefined) errors.push(failure)
    }
    throwAll(errors)
  },
}

const grantsSubjects = async ({ resource }: Selected) => (await capabilitiesOf(resource)).grants === 'subjects'

async function problemOf(item: Selected, { local }: Request): Promise<UsageError | undefined> {
  if (await grantsSubjects(item)) return undefined
  const why = 'setting subjects is only supported for RoleBinding/ClusterRoleBinding'
  return new UsageError(`error: ${objectName(item, local)} ${why}\n`)
}

function checkSubjects({ users, groups, accounts }: Request, items: readonly Selected[]): void {
  if (users.length + groups.length + accounts.length === 0) {
    throw new UsageError('you must specify at least one value of user, group or serviceaccount')
  }
  for (const account of accounts) {
    const [namespace = '', name = '', ...more] = account.split(':')
    if (name === '' || more.length > 0) throw new UsageError('serviceaccount must be <namespace>:<name>')
    if (namespace === '' && items.some(({ object }) => object.kind === 'ClusterRoleBinding')) {
      throw new UsageError('serviceaccount must be <namespace>:<name>, namespace must be specified')
    }
  }
}

/** Each once, in the order of their names. */
function subjectsOf({ users, groups, accounts }: Request, home: string): Subject[] {
  const apiGroup = 'rbac.authorization.k8s.io'
  const sorted = (names: readonly string[]) => [...new Set(names)].sort(compareKeys)
  return [
    ...sorted(users).map((name) => ({ kind: 'User', apiGroup, name })),
    ...sorted(groups).map((name) => ({ kind: 'Group', apiGroup, name })),
    ...sorted(accounts).map((account) => {
      const [namespace = '', name = ''] = account.split(':')
      return { kind: 'ServiceAccount', name, namespace: namespace || home }
    }),
  ]
}

/** Resolves to what the server has against it. */
async function addTo(
  item: Selected,
  wanted: readonly Subject[],
  print: ResultPrinter,
  request: Request,
  context: Context,
) {
  const { resource, namespace, name, object } = item
  const has = (object.subjects ?? []) as readonly Subject[]
  const missing = lackingSubjects(wanted, has)
  if (missing.length === 0) return undefined
  const after = { ...object, subjects: [...has, ...missing] }
  if (request.local || request.dryRun === 'client') {
    print(asTyped(after, 'subjects'), 'subjects updated')
    return undefined
  }
  const patch = (await patchBetween(object, after, resource)) ?? { type: 'merge' as const, body: {} }
  try {
    const options = { dryRun: request.dryRun === 'server', fieldManager: request.fieldManager }
    print(
      asTyped(await context.client.patch({ resource, namespace, name }, patch, options), 'subjects'),
      'subjects updated',
    )
    return undefined
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return new UsageError(`failed to patch subjects to rolebinding: ${error.message}`)
  }
}
