import type { KubeObject, ObjectMeta } from '../../../model/objects/object.js'
import type { PolicyRule, Subject } from '../../../model/objects/types.js'
import { compareKeys } from '../../../model/values/order.js'

const metadataFields =
  'name generateName namespace uid resourceVersion generation creationTimestamp deletionTimestamp ' +
  'deletionGracePeriodSeconds labels annotations ownerReferences finalizers managedFields'
const ruleFields = 'verbs apiGroups resources resourceNames nonResourceURLs'
const subjectFields = 'kind apiGroup name namespace'

/** A role or binding with its fields as Go's types have them, which kubectl prints here: their order, and rules that are null. */
export function asTyped(object: KubeObject, grants: 'rules' | 'subjects'): KubeObject {
  const { kind, apiVersion, metadata, rules, aggregationRule, subjects, roleRef } = object as Grant
  const { labels, annotations } = metadata
  const maps = { labels: sorted(labels), annotations: sorted(annotations) }
  const meta = ordered({ ...metadata, ...maps }, metadataFields)
  const own =
    grants === 'rules'
      ? {
          rules: rules?.map((rule) => ordered(rule, ruleFields)) ?? null,
          ...(aggregationRule == null ? {} : { aggregationRule }),
        }
      : {
          ...(subjects?.length ? { subjects: subjects.map((one) => ordered(one, subjectFields)) } : {}),
          roleRef: { apiGroup: '', kind: '', name: '', ...ordered(roleRef ?? {}, 'apiGroup kind name') },
        }
  return { kind, apiVersion, metadata: meta, ...own } as unknown as KubeObject
}

interface Grant extends KubeObject {
  readonly rules?: readonly PolicyRule[]
  readonly aggregationRule?: object
  readonly subjects?: readonly Subject[]
  readonly roleRef?: object
}

/** The fields that there are, in an order; what is empty Go leaves out. */
function ordered(value: object | ObjectMeta, names: string): object {
  const from = value as Readonly<Record<string, unknown>>
  const known = names.split(' ').filter((name) => from[name] !== undefined && from[name] !== '')
  return Object.fromEntries(known.map((name) => [name, from[name]]))
}

const sorted = (map: Readonly<Record<string, string>> | null | undefined) =>
  map == null ? undefined : Object.fromEntries(Object.entries(map).sort(([a], [b]) => compareKeys(a, b)))
