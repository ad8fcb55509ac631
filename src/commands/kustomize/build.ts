/**
 * `-k`: kustomizations of resources, generated config maps and secrets, patches, and common names, namespaces, labels,
 * annotations, images and replica counts. The rest is refused by name, so that nothing is applied that was not meant.
 */
import { UsageError } from '../../api/contract/errors.js'
import type { KubeObject } from '../../model/objects/object.js'
import { deepClone, isPlainObject } from '../../model/values/json-values.js'
import type { Context } from '../command.js'
import type { Manifest } from '../manifests/manifest.js'
import { join } from '../manifests/paths.js'
import type { Item } from './item.js'
import { type Kustomization, kustomizationFields, renameSome, transform } from './transform.js'

const fileNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization']
const maxDepth = 50

/** The objects of a kustomization directory, in the order in which they are applied. */
export async function kustomized(directory: string, context: Context): Promise<Manifest[]> {
  await refuseMissing(directory, context)
  const items = await build(directory, context, 0)
  await addHashes(items)
  const objects = items.map(({ object }) => object)
  return objects.sort(compareObjects).map((object) => ({ object, source: directory }))
}

/** Puts a hash of what they hold behind the names of generated objects (kustomize's `HashTransformer`). */
async function addHashes(items: readonly Item[]): Promise<void> {
  if (!items.some(({ hashed }) => hashed)) return
  const { nameHash } = await import('../manifests/name-hash.js')
  const names = new Map<Item, string>()
  for (const item of items) {
    if (!item.hashed) continue
    const { kind, metadata, data = '', binaryData, type, stringData } = item.object as Generated
    const more = kind === 'Secret' ? { stringData, type } : { binaryData }
    names.set(item, `${metadata.name}-${await nameHash({ data, kind, name: '', ...more })}`)
  }
  renameSome(items, (item) => names.get(item))
}

type Generated = KubeObject & { data?: unknown; binaryData?: unknown; type?: unknown; stringData?: unknown }

async function refuseMissing(directory: string, { files }: Context): Promise<void> {
  const absolute = files.absolute(directory)
  const found = await files.isDirectory(directory).catch(() => {
    throw new UsageError(
      `must build at directory: not a valid directory: evalsymlink failure on '${directory}' : lstat ${absolute}: no such file or directory`,
    )
  })
  if (!found) throw new UsageError(`must build at directory: '${directory}': file is not directory`)
}

async function build(directory: string, context: Context, depth: number): Promise<Item[]> {
  if (depth > maxDepth) throw new UsageError(`cycle detected: candidate root '${directory}' contains itself`)
  const kustomization = await readKustomization(directory, context)
  const items: Item[] = []
  for (const resource of [...(kustomization.bases ?? []), ...(kustomization.resources ?? [])]) {
    items.push(...(await accumulate(directory, String(resource), context, depth)))
  }
  await generateAll(directory, kustomization, items, context)
  await patchAll(directory, kustomization, items, context)
  transform(items, kustomization)
  return items
}

async function generateAll(directory: string, kustomization: Kustomization, items: Item[], context: Context) {
  const { configMapGenerator = [], secretGenerator = [], generatorOptions = {} } = kustomization
  if (configMapGenerator.length + secretGenerator.length === 0) return
  const { generate } = await import('./generate.js')
  for (const each of configMapGenerator) await generate('ConfigMap', each, generatorOptions, items, directory, context)
  for (const each of secretGenerator) await generate('Secret', each, generatorOptions, items, directory, context)
}

async function patchAll(directory: string, kustomization: Kustomization, items: Item[], context: Context) {
  const merges = (kustomization.patchesStrategicMerge ?? []).map((text) =>
    /[:\n]/.test(text) ? { patch: text } : { path: text },
  )
  const all = [...merges, ...(kustomization.patches ?? []), ...(kustomization.patchesJson6902 ?? [])]
  if (all.length === 0) return
  const { applyPatch } = await import('./patch.js')
  for (const each of all) await applyPatch(each, items, directory, context)
}

async function accumulate(directory: string, resource: string, context: Context, depth: number): Promise<Item[]> {
  const { openFiles } = await import('../manifests/files.js')
  const isUrl = /^https?:\/\//.test(resource)
  const path = isUrl ? resource : join(directory, resource)
  if (!isUrl && (await isDirectory(path, resource, context))) return build(path, context, depth + 1)
  const items: Item[] = []
  const manifests = await openFiles({ filenames: [path], kustomize: '', recursive: false }, context)
  for await (const next of manifests.documents()) {
    if ('error' in next) throw next.error
    items.push({ object: deepClone(next.object), formerNames: [], hashed: false })
  }
  return items
}

async function isDirectory(path: string, resource: string, { files }: Context): Promise<boolean> {
  return files.isDirectory(path).catch(() => {
    const absolute = files.absolute(path)
    const why = `evalsymlink failure on '${absolute}' : lstat ${absolute}: no such file or directory`
    throw new UsageError(
      `accumulating resources: accumulation err='accumulating resources from '${resource}': ${why}': must build at directory: not a valid directory: ${why}`,
    )
  })
}

/** What kustomize knows, and this does not. */
const leftOut: ReadonlySet<string> = new Set(
  'buildMetadata components configurations crds generators helmChartInflationGenerator helmCharts helmGlobals imageTags openapi replacements sortOptions transformers validators vars'.split(
    ' ',
  ),
)

/** What to write instead of fields that have had their day. */
const successors: Readonly<Record<string, string>> = {
  bases: 'resources',
  commonLabels: 'labels',
  patchesJson6902: 'patches',
  patchesStrategicMerge: 'patches',
}

async function readKustomization(directory: string, context: Context): Promise<Kustomization> {
  const { parseYaml } = await import('../../model/yaml/reader.js')
  for (const name of fileNames) {
    const path = join(directory, name)
    const text = await context.files.read(path).catch(() => undefined)
    if (text === undefined) continue
    const content = text.trim() === '' ? {} : parseOrFail(() => parseYaml(text), path)
    if (!isPlainObject(content)) throw new UsageError(`invalid Kustomization: ${path} is not an object`)
    const fields = Object.keys(content)
    const strange = fields.find((field) => !kustomizationFields.has(field) && !leftOut.has(field))
    if (strange !== undefined) throw new UsageError(`invalid Kustomization: json: unknown field "${strange}"`)
    const unknown = fields.filter((field) => leftOut.has(field))
    if (unknown.length > 0) {
      throw new UsageError(
        `the fields ${unknown.join(', ')} of ${path} are not supported; apply the output of kustomize`,
      )
    }
    for (const field of fields.filter((each) => Object.hasOwn(successors, each)).sort()) {
      context.io.err(
        `# Warning: '${field}' is deprecated. Please use '${successors[field]}' instead. Run 'kustomize edit fix' to update your Kustomization automatically.\n`,
      )
    }
    return content as Kustomization
  }
  const names = "'kustomization.yaml', 'kustomization.yml' or 'Kustomization'"
  throw new UsageError(`unable to find one of ${names} in directory '${context.files.absolute(directory)}'`)
}

function parseOrFail(parse: () => unknown, path: string): unknown {
  try {
    return parse()
  } catch (error) {
    throw new UsageError(`invalid Kustomization: ${path}: ${(error as Error).message}`)
  }
}

/** Kustomize's legacy order: what others need comes first. */
const first = [
  'Namespace',
  'ResourceQuota',
  'StorageClass',
  'CustomResourceDefinition',
  'ServiceAccount',
  'PodSecurityPolicy',
  'Role',
  'ClusterRole',
  'RoleBinding',
  'ClusterRoleBinding',
  'ConfigMap',
  'Secret',
  'Endpoints',
  'Service',
  'LimitRange',
  'PriorityClass',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'Deployment',
  'StatefulSet',
  'CronJob',
  'PodDisruptionBudget',
]
const last = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration']

function compareObjects(a: KubeObject, b: KubeObject): number {
  const difference = rank(a.kind) - rank(b.kind)
  if (difference !== 0) return difference
  const left = sortKey(a)
  const right = sortKey(b)
  return left < right ? -1 : left > right ? 1 : 0
}

function rank(kind: string): number {
  if (last.includes(kind)) return first.length + 1 + last.indexOf(kind)
  return first.includes(kind) ? first.indexOf(kind) : first.length
}

function sortKey(object: KubeObject): string {
  return [object.kind, object.metadata?.namespace ?? '', object.metadata?.name ?? ''].join('\0')
}
