/** The operations of the OpenAPI documents: what may be asked of the paths of a resource, and with what parameters. */
import type { ResourceInfo } from '../../api/contract/names.js'
import { mediaTypes } from '../exchange/negotiation.js'
import type { Discoverable } from './discovery.js'

type Json = Record<string, unknown>

interface Action {
  /** As `x-kubernetes-action` calls it. */
  readonly action: string
  /** How its operationId begins. */
  readonly verb: string
  readonly parameters: readonly string[]
  /** Media types of its body; none without one. */
  readonly takes: readonly string[]
  /** With what it is answered beside 200. */
  readonly codes?: readonly (201 | 202)[]
}

const anything = ['*/*']
/** Kinds that the cluster defines know no strategic merge; kubectl reads here whether it may ask for one. */
const customPatches = ['application/apply-patch+yaml', 'application/json-patch+json', 'application/merge-patch+json']
const patches = [...customPatches, 'application/strategic-merge-patch+json']
const selection = [
  'continue',
  'fieldSelector',
  'labelSelector',
  'limit',
  'resourceVersion',
  'resourceVersionMatch',
  'sendInitialEvents',
  'timeoutSeconds',
]
const writing = ['dryRun', 'fieldManager', 'fieldValidation']
const deleting = ['dryRun', 'gracePeriodSeconds', 'orphanDependents', 'propagationPolicy']

const list = { action: 'list', verb: 'list', parameters: ['allowWatchBookmarks', ...selection, 'watch'], takes: [] }
const create: Action = { action: 'post', verb: 'create', parameters: writing, takes: anything, codes: [201, 202] }
const read: Action = { action: 'get', verb: 'read', parameters: [], takes: [] }
const replace: Action = { action: 'put', verb: 'replace', parameters: writing, takes: anything, codes: [201] }
const patch: Action = {
  action: 'patch',
  verb: 'patch',
  parameters: [...writing, 'force'],
  takes: patches,
  codes: [201],
}
const remove: Action = { action: 'delete', verb: 'delete', parameters: deleting, takes: anything, codes: [202] }
const removeAll: Action = {
  action: 'deletecollection',
  verb: 'deleteCollection',
  parameters: [...new Set([...selection, ...deleting])],
  takes: anything,
}

const collection = { get: list, post: create, delete: removeAll }
const builtIn = { get: read, put: replace, patch, delete: remove }
/** By the verbs of discovery. */
const verbsOf: Readonly<Record<string, string>> = {
  list: 'list',
  create: 'create',
  removeAll: 'deletecollection',
  read: 'get',
  replace: 'update',
  patch: 'patch',
  remove: 'delete',
}

/** What can be asked of a resource: path → method → operation. `root` is `apis/apps/v1`, `schema` refers to the object. */
export function openApiPaths(info: Discoverable, root: string, schema: Json, custom = false): Json {
  const object = custom ? { ...builtIn, patch: { ...patch, takes: customPatches } } : builtIn
  const base = `/${root}${info.namespaced ? '/namespaces/{namespace}' : ''}/${info.plural}`
  const has = (action: Action, name: string) => info.verbs.includes(verbsOf[name] ?? action.action)
  const some = (actions: Readonly<Record<string, Action>>, names: readonly string[]) =>
    Object.fromEntries(Object.entries(actions).filter(([, action], at) => has(action, names[at]!)))
  const paths: Json = {
    [base]: operations(info, some(collection, ['list', 'create', 'removeAll']), schema, { custom }),
    [`${base}/{name}`]: operations(info, some(object, ['read', 'replace', 'patch', 'remove']), schema, {
      named: true,
      custom,
    }),
  }
  if (info.namespaced) {
    paths[`/${root}/${info.plural}`] = operations(info, some({ get: list }, ['list']), schema, {
      everywhere: true,
      custom,
    })
  }
  for (const { name, verbs, type: as } of info.subresources) {
    const actions = Object.fromEntries(
      Object.entries({ ...object, post: create }).filter(([, action]) =>
        verbs.includes(subresourceVerbs[action.verb]!),
      ),
    )
    const about = as === undefined ? { schema } : { schema: { type: 'object' }, as }
    paths[`${base}/{name}/${name}`] = operations(info, actions, about.schema, {
      named: true,
      subresource: name,
      as,
      custom,
    })
  }
  return Object.fromEntries(Object.entries(paths).filter(([, operations]) => operations !== undefined))
}

const subresourceVerbs: Readonly<Record<string, string>> = {
  read: 'get',
  replace: 'update',
  patch: 'patch',
  delete: 'delete',
  create: 'create',
}

interface Place {
  readonly named?: true
  /** Across all namespaces. */
  readonly everywhere?: true
  readonly subresource?: string
  /** Of a kind that the cluster defines. */
  readonly custom?: boolean
  /** What the subresource speaks, where it is not the object. */
  readonly as?: { readonly group: string; readonly version: string; readonly kind: string } | undefined
}

function operations(
  info: ResourceInfo,
  actions: Readonly<Record<string, Action>>,
  schema: Json,
  place: Place,
): Json | undefined {
  const inPath = [...(place.named ? ['name'] : []), ...(info.namespaced && !place.everywhere ? ['namespace'] : [])]
  const shared = [
    ...inPath.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string', uniqueItems: true } })),
    queryParameter('pretty'),
  ]
  const methods = Object.entries(actions).map(([method, action]) => [method, operation(info, action, schema, place)])
  return methods.length === 0 ? undefined : { ...Object.fromEntries(methods), parameters: shared }
}

function operation(info: ResourceInfo, asked: Action, schema: Json, place: Place): Json {
  const { action, verb, parameters, takes, codes = [] } = asked
  const { group, version, kind } = place.as ?? info
  const content = Object.fromEntries(takes.map((type) => [type, { schema }]))
  const produces = place.custom ? textTypes : [...textTypes, mediaTypes.protobuf]
  const answers = [200, ...codes].map((code) => [code, answerOf(descriptions[code]!, produces, schema)] as const)
  const body = { content, ...(action === 'delete' || action === 'deletecollection' ? {} : { required: true }) }
  return {
    tags: [`${info.group === '' ? 'core' : words(info.group).join('').replace(/^./, lower)}_${info.version}`],
    operationId: operationId(info, verb, place),
    parameters: parameters.map(queryParameter),
    ...(takes.length === 0 ? {} : { requestBody: body }),
    responses: { ...Object.fromEntries(answers), 401: { description: 'Unauthorized' } },
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': { group, version, kind },
  }
}

const textTypes = [mediaTypes.json, mediaTypes.yaml]
const descriptions: Readonly<Record<number, string>> = { 200: 'OK', 201: 'Created', 202: 'Accepted' }

const answerOf = (description: string, produces: readonly string[], schema: Json): Json => ({
  description,
  content: Object.fromEntries(produces.map((type) => [type, { schema }])),
})

const types: Readonly<Record<string, string>> = {
  limit: 'integer',
  timeoutSeconds: 'integer',
  gracePeriodSeconds: 'integer',
  watch: 'boolean',
  force: 'boolean',
  orphanDependents: 'boolean',
  allowWatchBookmarks: 'boolean',
  sendInitialEvents: 'boolean',
}

const queryParameter = (name: string): Json => ({
  name,
  in: 'query',
  schema: { type: types[name] ?? 'string', uniqueItems: true },
})

/** `listCoreV1NamespacedPod`, `readAppsV1NamespacedDeploymentStatus`, `listCoreV1PodForAllNamespaces` */
function operationId({ group, version, kind, namespaced }: ResourceInfo, verb: string, place: Place): string {
  const where = group === '' ? 'Core' : words(group).join('')
  const scope = namespaced && !place.everywhere ? 'Namespaced' : ''
  const part = place.subresource === undefined ? '' : place.subresource.replace(/^./, upper)
  // What is done to all of them is named after them (`deleteCoreV1CollectionNamespacedPod`).
  const [begin, whole] = verb === 'deleteCollection' ? ['delete', 'Collection'] : [verb, '']
  return `${begin}${where}${version.replace(/^./, upper)}${whole}${scope}${kind}${part}${place.everywhere ? 'ForAllNamespaces' : ''}`
}

const upper = (letter: string) => letter.toUpperCase()
const lower = (letter: string) => letter.toLowerCase()
/** `rbac.authorization.k8s.io` → `Rbac`, `Authorization` */
const words = (group: string) =>
  group
    .replace(/\.k8s\.io$/, '')
    .split('.')
    .map((word) => word.replace(/^./, upper))
