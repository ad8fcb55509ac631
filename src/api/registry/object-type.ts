import { writeJson } from '../../model/json/exact-json.js'
import { jsonType } from '../../model/json/json-type.js'
import type { KubeObject } from '../../model/objects/object.js'
import { isPlainObject, ownField } from '../../model/values/json-values.js'
import { apiVersionOf, findByKind } from '../contract/names.js'
import { badRequest } from '../contract/status-errors.js'
import type { Registry, ServedResource } from './resources.js'

/** Where a real API server registers its kinds, as its message says. */
const scheme = 'k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:30'
const typeMeta =
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }'
const summaryLength = 30

type Known = Pick<Registry, 'infos' | 'find'>

/** Whether the object says that it is what the request is about; what it does not say is taken for granted. */
export function checkType(resource: ServedResource, object: unknown, known: Known): void {
  const problem = typeProblem(object)
  if (problem !== undefined) throw unrecognized(resource, object, problem)
  const why = conversionProblem(resource, object as Partial<KubeObject>, known)
  if (why !== undefined) throw badRequest(`${cannotBeHandled(resource, object as Partial<KubeObject>)}: ${why}`)
  const expected = apiVersionOf(resource.info)
  const { apiVersion } = object as Partial<KubeObject>
  if (!apiVersion || apiVersion === expected) return
  throw badRequest(`the API version in the data (${apiVersion}) does not match the expected API version (${expected})`)
}

/**
 * Why an object cannot become one of the resource's kind: another kind would have to be converted, one that nobody serves
 * is not known. Undefined when it can.
 */
export function conversionProblem(
  resource: ServedResource,
  { apiVersion, kind }: Partial<KubeObject>,
  known: Known,
): string | undefined {
  const { info } = resource
  const expected = apiVersionOf(info)
  const said = { apiVersion: apiVersion || expected, kind: kind || info.kind }
  if (said.apiVersion === expected && said.kind === info.kind) return undefined
  const found = findByKind(known.infos, said.apiVersion, said.kind)
  if (found !== undefined && known.find(found)?.storage === resource.storage) return undefined
  return foreignType(said.apiVersion, said.kind, internalName(resource), known)
}

/** What is said of an object of another kind than one can be made of. */
export function foreignType(apiVersion: string, kind: string, internal: string, known: Pick<Known, 'infos'>): string {
  const found = findByKind(known.infos, apiVersion, kind)
  if (found !== undefined) return `converting (${found.version}.${found.kind}) to (${internal}): unknown conversion`
  return `no kind "${kind}" is registered for version "${apiVersion}" in scheme "${scheme}"`
}

/** `core.Pod`, `apps.Deployment`: the Go type of the internal version. */
function internalName({ kind }: ServedResource): string {
  const { group, kind: name } = kind.names
  return `${group === '' ? 'core' : group.split('.')[0]}.${name}`
}

/** `Pod in version "v1" cannot be handled as a Pod`, how the server begins when it cannot decode a body. */
export function cannotBeHandled(resource: ServedResource, object: Partial<KubeObject>): string {
  const { kind, version } = resource.info
  const given = object.apiVersion || version
  return `${object.kind || kind} in version "${given.slice(given.indexOf('/') + 1)}" cannot be handled as a ${kind}`
}

/** What keeps a value from telling its type, in the words of `SimpleMetaFactory.Interpret`; undefined when nothing does. */
export function typeProblem(value: unknown): string | undefined {
  const problem = (found: unknown, target: string) =>
    `couldn't get version/kind; json parse error: json: cannot unmarshal ${jsonType(found)} into Go ${target}`
  if (!isPlainObject(value)) return problem(value, `value of type ${typeMeta}`)
  for (const field of ['apiVersion', 'kind']) {
    const found = ownField(value, field)
    if (found !== undefined && found !== null && typeof found !== 'string') {
      return problem(found, `struct field .${field} of type string`)
    }
  }
  const apiVersion = ownField(value, 'apiVersion')
  if (typeof apiVersion !== 'string' || apiVersion.split('/').length <= 2) return undefined
  return `unexpected GroupVersion string: ${apiVersion}`
}

function unrecognized(resource: ServedResource, object: unknown, why: string) {
  const body = writeJson(object) ?? ''
  const summary = body.length > summaryLength ? `${body.slice(0, summaryLength)} ...` : body
  return badRequest(`the object provided is unrecognized (must be of type ${resource.info.kind}): ${why} (${summary})`)
}
