/** What a role or binding lacks, and how it gets it (`k8s.io/component-helpers/auth/rbac/reconciliation`). */
import { ApiError, UsageError } from '../../../api/contract/errors.js'
import type { KubeObject } from '../../../model/objects/object.js'
import { uncovered } from '../../../model/objects/policy-rules.js'
import type { PolicyRule, Subject } from '../../../model/objects/types.js'
import { deepEqual } from '../../../model/values/json-values.js'
import type { Context } from '../../command.js'
import { withoutNulls } from '../../requests/sent-objects.js'
import { findResource } from '../../resources/of-object.js'

export interface Plan {
  readonly operation: 'none' | 'create' | 'update' | 'recreate'
  /** The object as it is to be. */
  readonly object: KubeObject
  /** As it is, if there is one. */
  readonly existing?: KubeObject
  /** The object does not want to be changed. */
  readonly isProtected: boolean
  readonly missing: readonly (PolicyRule | Subject)[]
  readonly extra: readonly (PolicyRule | Subject)[]
}

/** `removes`: what is too much goes. Throws the server's errors but NotFound. */
export async function planFor(
  expected: KubeObject,
  grants: 'rules' | 'subjects',
  removes: boolean,
  { client }: Context,
): Promise<Plan> {
  const { name, namespace = '' } = expected.metadata
  const resource = await findResource(expected, client)
  const existing = await client.get({ resource, namespace, name }).catch(unlessNotFound)
  if (existing === undefined) {
    const missing = (expected[grants] ?? []) as Plan['missing']
    return { operation: 'create', object: expected, isProtected: false, missing, extra: [] }
  }
  const isProtected = existing.metadata.annotations?.['rbac.authorization.kubernetes.io/autoupdate'] === 'false'
  if (grants === 'rules') return { existing, isProtected, ...rolePlan(existing, expected, removes) }
  if (!deepEqual(existing.roleRef, expected.roleRef)) {
    return { operation: 'recreate', object: expected, existing, isProtected, missing: [], extra: [] }
  }
  return { existing, isProtected, ...bindingPlan(existing, expected, removes) }
}

function unlessNotFound(error: unknown): undefined {
  if (!(error instanceof ApiError) || error.reason !== 'NotFound') throw error
}

type Changes = Pick<Plan, 'operation' | 'object' | 'missing' | 'extra'>

const changed = (object: KubeObject, existing: KubeObject, missing: Plan['missing'], extra: Plan['extra']): Changes => {
  const operation = deepEqual(object, existing) ? 'none' : 'update'
  return { operation, object: operation === 'none' ? existing : object, missing, extra }
}

function rolePlan(existing: KubeObject, expected: KubeObject, removes: boolean): Changes {
  const [has, wants] = [existing, expected].map(({ rules }) => (rules ?? []) as PolicyRule[]) as [
    PolicyRule[],
    PolicyRule[],
  ]
  const gathers = expected.aggregationRule != null && existing.aggregationRule != null
  const missing = uncovered(has, wants)
  const extra = gathers ? [] : uncovered(wants, has)
  const object: KubeObject = { ...existing, metadata: mergedMetadata(existing, expected) }
  if (removes && missing.length + extra.length > 0) object.rules = wants
  if (!removes && missing.length > 0) object.rules = [...has, ...missing]
  return changed({ ...object, ...aggregation(existing, expected, removes) }, existing, missing, extra)
}

/** Selectors of the roles that a role gathers; a role that is not to gather any has none. */
function aggregation(existing: KubeObject, expected: KubeObject, removes: boolean): object {
  const selectors = ({ aggregationRule }: KubeObject) => (aggregationRule?.clusterRoleSelectors ?? []) as object[]
  const [has, wants] = [selectors(existing), selectors(expected)]
  if (expected.aggregationRule == null) return { aggregationRule: undefined }
  const lacking = (from: object[], all: object[]) => from.filter((one) => !all.some((other) => deepEqual(one, other)))
  const missing = lacking(wants, has)
  if (!removes && missing.length > 0) return { aggregationRule: { clusterRoleSelectors: [...has, ...missing] } }
  const differs = missing.length + lacking(has, wants).length > 0
  return removes && differs ? { aggregationRule: expected.aggregationRule } : {}
}

function bindingPlan(existing: KubeObject, expected: KubeObject, removes: boolean): Changes {
  const [has, wants] = [existing, expected].map(({ subjects }) => (subjects ?? []) as Subject[]) as [
    Subject[],
    Subject[],
  ]
  const missing = lackingSubjects(wants, has)
  const extra = lackingSubjects(has, wants)
  const object: KubeObject = { ...existing, metadata: mergedMetadata(existing, expected) }
  if (removes && missing.length + extra.length > 0) object.subjects = wants
  if (!removes && missing.length > 0) object.subjects = [...has, ...missing]
  return changed(object, existing, missing, extra)
}

/** Those of a list that another has not got, each once. */
export function lackingSubjects(from: readonly Subject[], all: readonly Subject[]): Subject[] {
  const lacking = new Map(from.map((subject) => [subjectKey(subject), subject]))
  for (const subject of all) lacking.delete(subjectKey(subject))
  return [...lacking.values()]
}

const subjectKey = ({ kind, apiGroup = '', name, namespace = '' }: Subject) =>
  JSON.stringify([kind, apiGroup, name, namespace])

/** Labels and annotations that are missing are added; those that are there stay as they are. */
function mergedMetadata({ metadata }: KubeObject, expected: KubeObject): KubeObject['metadata'] {
  const { labels, annotations } = expected.metadata
  return {
    ...metadata,
    ...(labels == null ? {} : { labels: { ...labels, ...metadata.labels } }),
    ...(annotations == null ? {} : { annotations: { ...annotations, ...metadata.annotations } }),
  }
}

/** Does what is planned; resolves to the object as the server has it then. */
export async function carryOut({ operation, object, existing }: Plan, context: Context): Promise<KubeObject> {
  const { client } = context
  const { name, namespace = '', uid } = existing?.metadata ?? object.metadata
  const resource = await findResource(object, client)
  if (operation === 'none') return object
  if (operation === 'update') return client.update({ resource, namespace, name }, object)
  if (operation === 'recreate') {
    const options = uid === undefined ? {} : { preconditions: { uid } }
    await client.delete({ resource, namespace, name }, options).catch(unlessNotFound)
  }
  if (resource.namespaced) await ensureNamespace(namespace, context)
  return client.create(resource, namespace, withoutNulls(object))
}

/** Namespaces are made when they are missing; whoever may not look or make finds out later. */
async function ensureNamespace(name: string, { client }: Context): Promise<void> {
  if (name === '') throw new UsageError('resource name may not be empty')
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } } as KubeObject
  const resource = await findResource(namespace, client)
  try {
    const found = await client.get({ resource, namespace: '', name }).catch(unlessNotFound)
    if (found === undefined) await client.create(resource, '', namespace)
  } catch (error) {
    if (!(error instanceof ApiError) || !['AlreadyExists', 'Forbidden'].includes(error.reason)) throw error
  }
}
