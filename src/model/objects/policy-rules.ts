/**
 * The rules of roles: what they allow, which rules cover others, and the forms in which kubectl and the API server show
 * them (`k8s.io/component-helpers/auth/rbac/validation`, kubectl `pkg/util/rbac`, `pkg/apis/rbac/v1/evaluation_helpers.go`).
 */

import { goQuote } from '../go/quote.js'
import { compareKeys } from '../values/order.js'
import type { PolicyRule } from './types.js'

/** Something that is to be done to a resource. */
export interface ResourceRequest {
  readonly verb: string
  readonly group: string
  readonly resource: string
  /** Empty without one. */
  readonly subresource: string
  readonly name: string
}

const all = '*'
const has = (list: readonly string[] | undefined, item: string) => list?.includes(item) === true
const matches = (list: readonly string[] | undefined, item: string) => has(list, all) || has(list, item)

export function allowsResource(rule: PolicyRule, request: ResourceRequest): boolean {
  const { resource, subresource } = request
  const combined = subresource === '' ? resource : `${resource}/${subresource}`
  const named = (rule.resourceNames ?? []).length === 0 || has(rule.resourceNames, request.name)
  return (
    matches(rule.verbs, request.verb) &&
    matches(rule.apiGroups, request.group) &&
    (matches(rule.resources, combined) || (subresource !== '' && has(rule.resources, `*/${subresource}`))) &&
    named
  )
}

/** `path`: of a request for no resource, `/healthz`. */
export function allowsPath(rule: PolicyRule, verb: string, path: string): boolean {
  return matches(rule.verbs, verb) && (rule.nonResourceURLs ?? []).some((url) => urlCovers(url, path))
}

const urlCovers = (url: string, path: string) =>
  url === path || (url.endsWith('*') && path.startsWith(url.replace(/\*+$/, '')))

/** Equal rules of at most one verb, one resource, one name (`BreakdownRule`). */
export function brokenDown(rule: PolicyRule): PolicyRule[] {
  const { verbs = [], apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] } = rule
  const ofResources = apiGroups.flatMap((group) =>
    resources.flatMap((resource) =>
      verbs.flatMap((verb) => {
        const simple = { verbs: [verb], apiGroups: [group], resources: [resource] }
        return resourceNames.length === 0
          ? [simple]
          : resourceNames.map((name) => ({ ...simple, resourceNames: [name] }))
      }),
    ),
  )
  const ofPaths = nonResourceURLs.flatMap((url) => verbs.map((verb) => ({ verbs: [verb], nonResourceURLs: [url] })))
  return [...ofResources, ...ofPaths]
}

/** Rules that differ by their verbs alone become one, behind all others (`CompactRules`). */
export function compacted(rules: readonly PolicyRule[]): PolicyRule[] {
  const others: PolicyRule[] = []
  const simple = new Map<string, PolicyRule>()
  for (const rule of rules) {
    const key = simpleKey(rule)
    if (key === undefined) {
      others.push(rule)
      continue
    }
    const known = simple.get(key)
    simple.set(key, known === undefined ? rule : { ...known, verbs: [...new Set([...known.verbs, ...rule.verbs])] })
  }
  return [...others, ...simple.values()]
}

/** What rules of one resource are alike in; undefined for rules of several. */
function simpleKey(rule: PolicyRule): string | undefined {
  const { apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] } = rule
  if (apiGroups.length !== 1 || resources.length !== 1 || resourceNames.length > 1 || nonResourceURLs.length > 0)
    return undefined
  return JSON.stringify([apiGroups, resources, resourceNames])
}

/** As `describe` and `auth can-i --list` show rules: broken down, put together again, in the order of Go's texts. */
export function shownRules(rules: readonly PolicyRule[]): PolicyRule[] {
  const list = compacted(rules.flatMap(brokenDown))
  return list.sort((a, b) => compareKeys(sortText(a), sortText(b)))
}

/** `PolicyRule.String()`. */
function sortText({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }: PolicyRule): string {
  const parts = [
    `Verbs:${goStrings(verbs)}`,
    `APIGroups:${goStrings(apiGroups)}`,
    `Resources:${goStrings(resources)}`,
    `ResourceNames:${goStrings(resourceNames)}`,
    `NonResourceURLs:${goStrings(nonResourceURLs)}`,
  ]
  return `&PolicyRule{${parts.join(',')},}`
}

/** Go's `%v` of strings: `[get list]`. */
export const goStrings = (list: readonly string[] | null = []): string => `[${(list ?? []).join(' ')}]`

/** Go's `%q` of strings: `["get" "list"]`. */
export const goQuotedStrings = (list: readonly string[] = []): string => `[${list.map(goQuote).join(' ')}]`

/** Resources, Non-Resource URLs, Resource Names and Verbs of a rule that covers one resource. */
export function ruleCells(rule: PolicyRule): string[] {
  const { resources, apiGroups, nonResourceURLs, resourceNames, verbs } = rule
  return [resourceText(resources, apiGroups), goStrings(nonResourceURLs), goStrings(resourceNames), goStrings(verbs)]
}

/** `deployments.apps/scale` (`CombineResourceGroup`). */
function resourceText(resources: readonly string[] = [], groups: readonly string[] = []): string {
  const [resource = ''] = resources
  if (resource === '') return ''
  const slash = resource.indexOf('/')
  const plural = slash < 0 ? resource : resource.slice(0, slash)
  return `${plural}${groups[0] ? `.${groups[0]}` : ''}${slash < 0 ? '' : resource.slice(slash)}`
}

/** `{APIGroups:["apps"], Resources:["deployments"], Verbs:["get" "list"]}` (`CompactString`). */
export function compactText({ apiGroups, resources, nonResourceURLs, resourceNames, verbs }: PolicyRule): string {
  const part = (name: string, list: readonly string[] = []) =>
    list.length === 0 ? [] : [`${name}:${goQuotedStrings(list)}`]
  const parts = [
    ...part('APIGroups', apiGroups),
    ...part('Resources', resources),
    ...part('NonResourceURLs', nonResourceURLs),
    ...part('ResourceNames', resourceNames),
    ...part('Verbs', verbs),
  ]
  return `{${parts.join(', ')}}`
}

/** What of the wanted rules the rules held do not cover, broken down (`Covers`). */
export function uncovered(held: readonly PolicyRule[], wanted: readonly PolicyRule[]): PolicyRule[] {
  return wanted.flatMap(brokenDown).filter((rule) => !held.some((owned) => covers(owned, rule)))
}

/** Whether a rule allows all that a broken-down one allows. */
function covers(owned: PolicyRule, rule: PolicyRule): boolean {
  const [verb = ''] = rule.verbs
  if (!matches(owned.verbs, verb)) return false
  const [url] = rule.nonResourceURLs ?? []
  if (url !== undefined) return (owned.nonResourceURLs ?? []).some((one) => urlCovers(one, url))
  const [group = ''] = rule.apiGroups ?? []
  const [resource = ''] = rule.resources ?? []
  const [name] = rule.resourceNames ?? []
  const anyName = (owned.resourceNames ?? []).length === 0
  return (
    matches(owned.apiGroups, group) &&
    (matches(owned.resources, resource) || has(owned.resources, `*${resource.replace(/^[^/]*/, '')}`)) &&
    (anyName || (name !== undefined && has(owned.resourceNames, name)))
  )
}
