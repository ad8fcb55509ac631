/** What may stand in a kustomization (sigs.k8s.io/kustomize `api/types`), and how one is read. */
import { UsageError } from '../../api/contract/errors.js'
import type { SchemaSource } from '../../api/schema/contract.js'
import { DecodingError, decode } from '../../api/schema/decoder.js'
import { structureOf } from '../../api/schema/structure.js'
import { jsonType } from '../../model/json/json-type.js'
import { isPlainObject } from '../../model/values/json-values.js'
import type { Context } from '../command.js'
import { join } from '../manifests/paths.js'
import type { Generator, GeneratorOptions } from './generate.js'
import type { Labels } from './item.js'
import { contentIn, type Root } from './loading.js'
import type { KustomizePatch, PatchTarget } from './patch.js'

export interface Kustomization {
  readonly resources?: readonly string[]
  readonly bases?: readonly string[]
  readonly namePrefix?: string
  readonly nameSuffix?: string
  readonly namespace?: string
  readonly commonLabels?: Labels
  readonly labels?: readonly {
    readonly pairs?: Labels
    readonly includeSelectors?: boolean
    readonly includeTemplates?: boolean
  }[]
  readonly commonAnnotations?: Labels
  readonly images?: readonly {
    readonly name?: string
    readonly newName?: string
    readonly newTag?: string
    readonly digest?: string
  }[]
  readonly replicas?: readonly { readonly name?: string; readonly count?: number }[]
  readonly configMapGenerator?: readonly Generator[]
  readonly secretGenerator?: readonly Generator[]
  readonly generatorOptions?: GeneratorOptions
  readonly patches?: readonly KustomizePatch[]
  readonly patchesStrategicMerge?: readonly string[]
  readonly patchesJson6902?: readonly (KustomizePatch & { readonly target?: PatchTarget })[]
}

/** What kustomize knows, and this does not. */
const leftOut =
  'buildMetadata components configurations crds generators helmChartInflationGenerator helmCharts helmGlobals imageTags openapi replacements sortOptions transformers validators vars'.split(
    ' ',
  )

const generatorFields =
  'name:s namespace:s behavior:s literals:[s files:[s envs:[s env:s options:@kustomize.types.GeneratorOptions'

/** In the notation of `api/schema/structure.ts`; what says nothing is kept where it tells an empty file from one that says so. */
const definitions: SchemaSource['definitions'] = {
  'kustomize.types.Kustomization':
    'apiVersion:s kind:s metadata:@kustomize.types.ObjectMeta namePrefix:s nameSuffix:s namespace:s resources?:[s bases?:[s ' +
    'commonLabels?:{s commonAnnotations?:{s labels?:[@kustomize.types.Label images?:[@kustomize.types.Image ' +
    'replicas?:[@kustomize.types.Replica configMapGenerator?:[@kustomize.types.ConfigMapArgs ' +
    'secretGenerator?:[@kustomize.types.SecretArgs generatorOptions:@kustomize.types.GeneratorOptions ' +
    'patches?:[@kustomize.types.Patch patchesJson6902?:[@kustomize.types.Patch ' +
    `patchesStrategicMerge?:[s ${leftOut.map((field) => `${field}:o`).join(' ')}`,
  'kustomize.types.ObjectMeta': 'name:s namespace:s labels:{s annotations:{s',
  'kustomize.types.Label': 'pairs:{s includeSelectors:b includeTemplates:b fields:o',
  'kustomize.types.Image': 'name:s newName:s tagSuffix:s newTag:s digest:s',
  'kustomize.types.Replica': 'name:s count:l',
  'kustomize.types.GeneratorOptions': 'labels:{s annotations:{s disableNameSuffixHash:b immutable:b',
  'kustomize.types.ConfigMapArgs': generatorFields,
  'kustomize.types.SecretArgs': `${generatorFields} type:s`,
  'kustomize.types.Patch': 'path:s patch:s target:@kustomize.types.Selector options:{b',
  'kustomize.types.Selector': 'group:s version:s kind:s name:s namespace:s labelSelector:s annotationSelector:s',
}
const source: SchemaSource = { definitions }

const fileNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization']

/** What to write instead of fields that have had their day. */
const successors: Readonly<Record<string, string>> = {
  bases: 'resources',
  commonLabels: 'labels',
  patchesJson6902: 'patches',
  patchesStrategicMerge: 'patches',
}

const kustomizeVersions = ['', 'kustomize.config.k8s.io/v1beta1']

/** The kustomization of a root (`target.KustTarget.Load`). */
export async function readKustomization(root: Root, context: Context): Promise<Kustomization> {
  const { parseYaml } = await import('../../model/yaml/reader.js')
  const texts: string[] = []
  for (const name of fileNames) {
    const text = await contentIn(root, name, context.files).catch(() => undefined)
    if (text !== undefined) texts.push(text)
  }
  if (texts.length > 1) throw new UsageError(`Found multiple kustomization files under: ${root.path}\n`)
  const [text] = texts
  if (text === undefined) {
    const names = "'kustomization.yaml', 'kustomization.yml' or 'Kustomization'"
    throw new UsageError(`unable to find one of ${names} in directory '${root.path}'`)
  }
  const content = text.trim() === '' ? undefined : parsed(() => parseYaml(text))
  const kustomization = decoded(content ?? {})
  const { apiVersion = '', kind = '', ...fields } = kustomization
  if (Object.keys(fields).length === 0) throw new UsageError('kustomization.yaml is empty')
  const lacked = Object.keys(fields).filter((field) => leftOut.includes(field))
  if (lacked.length > 0) {
    const path = join(root.path, fileNames[0]!)
    throw new UsageError(`the fields ${lacked.join(', ')} of ${path} are not supported; apply the output of kustomize`)
  }
  const wrong: string[] = []
  if (!['', 'Kustomization', 'Component'].includes(String(kind)))
    wrong.push('kind should be Kustomization or Component')
  if (kind !== 'Component' && !kustomizeVersions.includes(String(apiVersion))) {
    wrong.push('apiVersion for Kustomization should be kustomize.config.k8s.io/v1beta1')
  }
  if (wrong.length > 0) {
    throw new UsageError(`Failed to read kustomization file under ${root.path}:\n${wrong.join('\n')}`)
  }
  for (const field of Object.keys(fields)
    .filter((each) => Object.hasOwn(successors, each))
    .sort()) {
    context.io.err(
      `# Warning: '${field}' is deprecated. Please use '${successors[field]}' instead. Run 'kustomize edit fix' to update your Kustomization automatically.\n`,
    )
  }
  return fields as Kustomization
}

function decoded(content: unknown): Record<string, unknown> {
  const refused = (why: string) => new UsageError(`invalid Kustomization: ${why}`)
  if (!isPlainObject(content)) {
    throw refused(`json: cannot unmarshal ${jsonType(content)} into Go value of type types.Kustomization`)
  }
  const structure = structureOf(source, 'kustomize.types.Kustomization')!
  try {
    const { value, unknownFields } = decode(source, structure, content, 'path')
    const [unknown] = unknownFields
    if (unknown === undefined) return value
    throw refused(`json: unknown field "${unknown.slice(unknown.lastIndexOf('.') + 1)}"`)
  } catch (error) {
    if (!(error instanceof DecodingError)) throw error
    throw refused(
      error.message.replace(/(\.patchesStrategicMerge\b.* of type (?:\[\])?)string$/, '$1types.PatchStrategicMerge'),
    )
  }
}

function parsed(parse: () => unknown): unknown {
  try {
    return parse()
  } catch (error) {
    const { message } = error as Error
    throw new UsageError(`invalid Kustomization: ${message.replace(/^error converting YAML to JSON: /, '')}`)
  }
}
