/**
 * `-k`: kustomizations of resources, generated config maps and secrets, patches, and common names, namespaces, labels,
 * annotations, images and replica counts. The rest is refused by name, so that nothing is applied that was not meant.
 */
import { UsageError } from '../../api/contract/errors.js'
import { groupVersionOf, type KubeObject } from '../../model/objects/object.js'
import { deepClone } from '../../model/values/json-values.js'
import type { Context } from '../command.js'
import type { Manifest } from '../manifests/manifest.js'
import type { Item } from './item.js'
import { type Kustomization, readKustomization } from './kustomization.js'
import { contentIn, type Root, rootAt, rootBelow } from './loading.js'
import { renameSome, transform } from './transform.js'

/** The objects of a kustomization directory, in the order in which they are applied. */
export async function kustomized(directory: string, context: Context): Promise<Manifest[]> {
  const items = await build(await rootAt(directory, context.files), context)
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

async function build(root: Root, context: Context): Promise<Item[]> {
  const kustomization = await readKustomization(root, context)
  const items: Item[] = []
  for (const resource of [...(kustomization.bases ?? []), ...(kustomization.resources ?? [])]) {
    try {
      await accumulate(root, resource, items, context)
    } catch (error) {
      throw error instanceof UsageError ? new UsageError(`accumulating resources: ${error.message}`) : error
    }
  }
  await generateAll(root, kustomization, items, context)
  await patchAll(root, kustomization, items, context)
  transform(items, kustomization)
  return items
}

async function generateAll(root: Root, kustomization: Kustomization, items: Item[], context: Context) {
  const { configMapGenerator = [], secretGenerator = [], generatorOptions = {} } = kustomization
  if (configMapGenerator.length + secretGenerator.length === 0) return
  const { generate } = await import('./generate.js')
  for (const each of configMapGenerator) await generate('ConfigMap', each, generatorOptions, items, root, context)
  for (const each of secretGenerator) await generate('Secret', each, generatorOptions, items, root, context)
}

async function patchAll(root: Root, kustomization: Kustomization, items: Item[], context: Context) {
  const merges = (kustomization.patchesStrategicMerge ?? []).map((text) =>
    /[:\n]/.test(text) ? { patch: text } : { path: text },
  )
  const all = [...merges, ...(kustomization.patches ?? []), ...(kustomization.patchesJson6902 ?? [])]
  if (all.length === 0) return
  const { applyPatch } = await import('./patch.js')
  for (const each of all) await applyPatch(each, items, root, context)
}

/** Adds what a file, a URL or another kustomization has (`accumulateResources`). */
async function accumulate(root: Root, resource: string, items: Item[], context: Context): Promise<void> {
  const why = await fromFile(root, resource, items, context)
  if (why === undefined) return
  if (why.startsWith('MalformedYAMLError')) throw new UsageError(`accumulating resources from '${resource}': ${why}`)
  if (isRepository(resource)) throw new UsageError(`kubesim does not fetch repositories: ${resource}`)
  const refused = (second: string) => new UsageError(`accumulation err='${why}': ${second}`)
  const below = await rootBelow(root, resource, context.files).catch((error: Error) => {
    throw refused(error.message)
  })
  try {
    for (const item of await build(below, context)) addItem(items, item)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    throw refused(`recursed accumulation of path '${below.path}': ${error.message}`)
  }
}

/** What kustomize would have git clone, where there is no such file. */
const isRepository = (resource: string) =>
  /^(git::|git@|ssh:|https?:|file:|github\.com[/:])|\.git(\/|\?|$)|[?&]ref=/.test(resource)

/** Adds the objects of a file; returns why it cannot be one. */
async function fromFile(root: Root, resource: string, items: Item[], context: Context): Promise<string | undefined> {
  const { manifestsOf } = await import('../manifests/files.js')
  const isUrl = /^https?:\/\//.test(resource)
  let verb = 'accumulating'
  try {
    const text = isUrl ? await context.files.fetch(resource) : await contentIn(root, resource, context.files)
    const objects = await objectsOf(manifestsOf(text, resource))
    verb = 'merging'
    for (const object of objects) addItem(items, { object: deepClone(object), formerNames: [], hashed: false })
    return undefined
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    const [, yaml] = /^error parsing .*: error converting YAML to JSON: (yaml: .*)$/s.exec(error.message) ?? []
    if (yaml !== undefined) return `MalformedYAMLError: ${yaml} in File: ${resource}`
    return `${verb} resources from '${resource}': ${error.message}`
  }
}

async function objectsOf(documents: AsyncIterable<Manifest | { readonly error: unknown }>): Promise<KubeObject[]> {
  const objects: KubeObject[] = []
  for await (const next of documents) {
    if ('error' in next) throw next.error instanceof AggregateError ? next.error.errors[0] : next.error
    const { apiVersion, kind, metadata } = next.object
    if (!metadata.name) {
      throw new UsageError(`missing metadata.name in object {{${apiVersion} ${kind}} {{ } map[] map[]}}`)
    }
    objects.push(next.object)
  }
  return objects
}

function addItem(items: Item[], item: Item): void {
  const id = idOf(item.object)
  if (items.some(({ object }) => idOf(object) === id)) {
    throw new UsageError(`may not add resource with an already registered id: ${id}`)
  }
  items.push(item)
}

/** `Deployment.v1.apps/web.default`. */
function idOf({ apiVersion, kind, metadata }: KubeObject): string {
  const { group, version } = groupVersionOf(apiVersion)
  return `${kind}.${version || '[noVer]'}.${group || '[noGrp]'}/${metadata.name}.${metadata.namespace || '[noNs]'}`
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
