/**
 * Objects of files as kubectl's own types have them (`resource.Builder.WithScheme`): what is absent has its zero value, and a
 * wrong type is refused in the words of Go's decoder before anybody looks into the object.
 */
import { UsageError } from '../../api/contract/errors.js'
import { DecodingError, decode } from '../../api/schema/decoder.js'
import { structureOf } from '../../api/schema/structure.js'
import { goQuote } from '../../model/go/quote.js'
import { formatJson } from '../../model/json/json.js'
import { groupVersionOf, type KubeObject } from '../../model/objects/object.js'
import { isPlainObject, ownField } from '../../model/values/json-values.js'
import { isKubernetesType } from '../resources/lacked.js'
import { ofList } from './decode.js'
import type { Manifest } from './manifest.js'

/** Where kubectl registers the types that it knows, as its message says. */
const scheme = 'pkg/scheme/scheme.go:28'

/** The object as its type has it; throws what `infoForData` and `FlattenListVisitor` say of one that does not fit. */
export async function typedObject({ object, source, inList }: Manifest): Promise<KubeObject> {
  try {
    return await decoded(object)
  } catch (error) {
    if (!(error instanceof DecodingError)) throw error
    throw inList ? ofList(error.message) : new UsageError(`unable to decode ${goQuote(source)}: ${error.message}`)
  }
}

/** What patching has left of an object of kubectl's own, as its type has it (`Overrider.Apply`). */
export async function typedAgain(patched: unknown): Promise<KubeObject> {
  const { typeProblem } = await import('../../api/registry/object-type.js')
  const problem = typeProblem(patched)
  if (problem !== undefined) throw new UsageError(problem)
  const object = patched as KubeObject
  for (const [field, said] of [
    ['kind', 'Kind'],
    ['apiVersion', 'apiVersion'],
  ] as const) {
    if (!object[field]) throw new UsageError(`Object '${said}' is missing in '${formatJson(object)}'`)
  }
  try {
    return await decoded(object)
  } catch (error) {
    throw error instanceof DecodingError ? new UsageError(error.message) : error
  }
}

async function decoded(object: KubeObject): Promise<KubeObject> {
  const { builtIn, loadSchemas } = await import('../../kinds/index.js')
  const { apiVersion, kind } = object
  const { group, version } = groupVersionOf(String(apiVersion))
  const found = builtIn().findKind({ group, kind })
  const names = found === undefined ? [] : [found.kind.names, ...(found.kind.versions ?? [])]
  const served = names.find((each) => each.group === group && each.version === version)
  const definition = (served as { definition?: string } | undefined)?.definition ?? found?.kind.definition
  const schemas = await loadSchemas()
  const structure = definition === undefined || served === undefined ? undefined : structureOf(schemas, definition)
  if (structure !== undefined && group !== 'apiextensions.k8s.io') {
    return decode(schemas, structure, object).value as KubeObject
  }
  if (!isKubernetesType(String(apiVersion), kind)) {
    throw new DecodingError(
      `no kind ${goQuote(kind)} is registered for version ${goQuote(String(apiVersion))} in scheme ${goQuote(scheme)}`,
    )
  }
  return withTypedParts(object, (part, value) => decode(schemas, structureOf(schemas, part)!, value).value)
}

/** Where pod templates lie in the kinds that kubectl knows and kubesim does not serve. */
const templates = ['spec.template.spec', 'spec.jobTemplate.spec.template.spec', 'template.spec']

/** Of a kind whose fields are not known: its metadata and its pod template, which commands look into, have their types. */
function withTypedParts(object: KubeObject, typed: (definition: string, value: unknown) => unknown): KubeObject {
  const metadata = typed('meta.v1.ObjectMeta', object.metadata ?? {})
  return templates.reduce<KubeObject>(
    (whole, path) => replaced(whole, path.split('.'), (spec) => typed('core.v1.PodSpec', spec)) as KubeObject,
    { ...object, metadata } as KubeObject,
  )
}

function replaced(value: unknown, [field, ...rest]: readonly string[], change: (value: unknown) => unknown): unknown {
  if (field === undefined) return change(value)
  const inner = isPlainObject(value) ? ownField(value, field) : undefined
  if (!isPlainObject(value) || inner === undefined || inner === null) return value
  return { ...value, [field]: replaced(inner, rest, change) }
}
