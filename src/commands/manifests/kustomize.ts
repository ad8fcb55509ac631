/**
 * `-k`: kustomizations of resources with common names, namespaces, labels, annotations, images and replica counts.
 * Generators, patches and the rest are refused by name, so that nothing is applied that was not meant.
 */
import type { ResourceInfo } from '../../api/client.js'
import { UsageError } from '../../api/errors.js'
import type { KubeObject } from '../../model/object.js'
import { isPlainObject } from '../../model/paths.js'
import type { Context } from '../command.js'
import type { Manifest } from './index.js'
import { type Kustomization, kustomizationFields, transform } from './kustomize-transform.js'
import { join } from './paths.js'

const fileNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization']
const maxDepth = 50

/** The objects of a kustomization directory, in the order in which they are applied. */
export async function kustomized(directory: string, context: Context): Promise<Manifest[]> {
  await refuseMissing(directory, context)
  const objects = await build(directory, context, await context.client.resources(), 0)
  return objects.sort(compareObjects).map((object) => ({ object, source: directory }))
}

async function refuseMissing(directory: string, { files }: Context): Promise<void> {
  const absolute = files.absolute(directory)
  const found = await files.isDirectory(directory).catch(() => {
    throw new UsageError(
      `must build at directory: not a valid directory: evalsymlink failure on '${directory}' : lstat ${absolute}: no such file or directory`,
    )
  })
  if (!found) throw new UsageError(`must build at directory: '${directory}': file is not directory`)
}

async function build(
  directory: string,
  context: Context,
  resources: readonly ResourceInfo[],
  depth: number,
): Promise<KubeObject[]> {
  if (depth > maxDepth) throw new UsageError(`cycle detected: candidate root '${directory}' contains itself`)
  const kustomization = await readKustomization(directory, context)
  const objects: KubeObject[] = []
  for (const resource of [...(kustomization.bases ?? []), ...(kustomization.resources ?? [])]) {
    objects.push(...(await accumulate(directory, String(resource), context, resources, depth)))
  }
  return transform(objects, kustomization, resources)
}

async function accumulate(
  directory: string,
  resource: string,
  context: Context,
  resources: readonly ResourceInfo[],
  depth: number,
): Promise<KubeObject[]> {
  const { openManifests } = await import('./index.js')
  const isUrl = /^https?:\/\//.test(resource)
  const path = isUrl ? resource : join(directory, resource)
  if (!isUrl && (await isDirectory(path, context))) return build(path, context, resources, depth + 1)
  const objects: KubeObject[] = []
  const manifests = await openManifests({ filenames: [path], kustomize: '', recursive: false }, context)
  for await (const next of manifests.documents()) {
    if ('error' in next) throw next.error
    objects.push(next.object)
  }
  return objects
}

async function isDirectory(path: string, context: Context): Promise<boolean> {
  try {
    return await context.files.isDirectory(path)
  } catch {
    throw new UsageError(
      `accumulating resources: accumulation err='accumulating resources from '${path}': no such file`,
    )
  }
}

async function readKustomization(directory: string, context: Context): Promise<Kustomization> {
  const { parseYaml } = await import('./yaml.js')
  for (const name of fileNames) {
    const path = join(directory, name)
    const text = await context.files.read(path).catch(() => undefined)
    if (text === undefined) continue
    const content = text.trim() === '' ? {} : parseOrFail(() => parseYaml(text), path)
    if (!isPlainObject(content)) throw new UsageError(`invalid Kustomization: ${path} is not an object`)
    const unknown = Object.keys(content).filter((field) => !kustomizationFields.has(field))
    if (unknown.length > 0) {
      throw new UsageError(
        `the fields ${unknown.join(', ')} of ${path} are not supported; apply the output of kustomize`,
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
