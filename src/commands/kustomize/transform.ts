/** What a kustomization does to the objects it lists, once they are generated and patched. */
import { UsageError } from '../../api/contract/errors.js'
import type { KubeObject } from '../../model/objects/object.js'
import { isPlainObject, ownField, setField } from '../../model/values/json-values.js'
import { type Item, isCalled, isNamespaced, type Labels, rename } from './item.js'
import type { Kustomization } from './kustomization.js'

export function transform(items: readonly Item[], kustomization: Kustomization): void {
  for (const { name = '', count = 0 } of kustomization.replicas ?? []) scale(items, name, count)
  for (const { object } of items) addMetadata(object, kustomization)
  for (const { object } of items) replaceImages(object, kustomization.images ?? [])
  renameAll(items, kustomization)
  if (!kustomization.namespace) return
  for (const item of items) {
    if (isNamespaced(item.object)) item.object.metadata.namespace = kustomization.namespace
    else if (item.object.kind === 'Namespace') item.object.metadata.name = kustomization.namespace
  }
}

function scale(items: readonly Item[], name: string, count: number): void {
  const found = items.filter((item) => isCalled(item, name) && hasReplicas(item.object))
  for (const { object } of found) object.spec = { ...object.spec, replicas: count }
  if (found.length > 0) return
  const kinds = ['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController']
  const all = kinds.map((kind) => `${kind}.[noVer].[noGrp]`).join(' ')
  throw new UsageError(`resource with name ${name} does not match a config with the following GVK [${all}]`)
}

function hasReplicas(object: KubeObject): boolean {
  const ofApps = object.apiVersion?.startsWith('apps/') && at(object, 'spec.template') !== undefined
  return ofApps || at(object, 'spec.replicas') !== undefined
}

/** Where labels are selected by, and where the selected carry them; only the former are made when missing. */
const selectors = ['spec.selector', 'spec.selector.matchLabels']
const templates = [
  'spec.template.metadata.labels',
  'spec.jobTemplate.metadata.labels',
  'spec.jobTemplate.spec.template.metadata.labels',
]
const templateAnnotations = [
  'spec.template.metadata.annotations',
  'spec.jobTemplate.spec.template.metadata.annotations',
]

function addMetadata(draft: KubeObject, kustomization: Kustomization): void {
  const all = [
    { pairs: kustomization.commonLabels ?? {}, includeSelectors: true, includeTemplates: true },
    ...(kustomization.labels ?? []),
  ]
  for (const { pairs = {}, includeSelectors = false, includeTemplates = false } of all) {
    if (Object.keys(pairs).length === 0) continue
    merge(draft, 'metadata.labels', pairs)
    if (includeSelectors) selectBy(draft, pairs)
    if (includeSelectors || includeTemplates) mergeIntoTemplates(draft, templates, pairs)
  }
  const annotations = kustomization.commonAnnotations ?? {}
  if (Object.keys(annotations).length === 0) return
  merge(draft, 'metadata.annotations', annotations)
  mergeIntoTemplates(draft, templateAnnotations, annotations)
}

/** A selector is a map of labels, or holds one among other things. */
function selectBy(draft: KubeObject, pairs: Labels): void {
  const selector = at(draft, 'spec.selector')
  const [flat = '', nested = ''] = selectors
  if (isPlainObject(selector)) {
    const hasParts = 'matchLabels' in selector || 'matchExpressions' in selector
    merge(draft, hasParts ? nested : flat, pairs)
  } else if (at(draft, 'spec.template') !== undefined && draft.apiVersion?.startsWith('apps/')) {
    merge(draft, nested, pairs)
  }
}

function mergeIntoTemplates(draft: KubeObject, paths: readonly string[], pairs: Labels): void {
  for (const path of paths) {
    const owner = path.split('.').slice(0, -2).join('.')
    if (isPlainObject(at(draft, owner))) merge(draft, path, pairs)
  }
}

function at(object: unknown, path: string): unknown {
  return path.split('.').reduce((value, field) => (isPlainObject(value) ? ownField(value, field) : undefined), object)
}

function merge(draft: KubeObject, path: string, pairs: Labels): void {
  let target: object = draft
  for (const field of path.split('.')) {
    const next = ownField(target, field)
    const map = isPlainObject(next) ? next : {}
    setField(target, field, map)
    target = map
  }
  for (const [key, value] of Object.entries(pairs)) setField(target, key, value)
}

/** Visits every object within a value, the value included. */
function visit(value: unknown, each: (object: Record<string, unknown>) => void): void {
  if (Array.isArray(value)) for (const item of value) visit(item, each)
  if (!isPlainObject(value)) return
  each(value)
  for (const field of Object.values(value)) visit(field, each)
}

function replaceImages(draft: KubeObject, images: NonNullable<Kustomization['images']>): void {
  if (images.length === 0) return
  visit(draft, (object) => {
    for (const list of [object.containers, object.initContainers]) {
      if (!Array.isArray(list)) continue
      for (const container of list) {
        if (isPlainObject(container) && typeof container.image === 'string') {
          container.image = replacedImage(container.image, images)
        }
      }
    }
  })
}

function replacedImage(image: string, images: NonNullable<Kustomization['images']>): string {
  const [, name = image, tag = '', digest = ''] = /^(.*?)(:[^:/@]+)?(@.+)?$/s.exec(image) ?? []
  const rule = images.find((each) => each.name === name)
  if (rule === undefined) return image
  const version = rule.digest ? `@${rule.digest}` : rule.newTag ? `:${rule.newTag}` : tag + digest
  return `${rule.newName || name}${version}`
}

/** Fields that name another object, by the kind they name: within any object of this field, or as this field itself. */
const references: readonly (readonly [kind: string, field: string, nameField: string])[] = [
  ['ConfigMap', 'configMapRef', 'name'],
  ['ConfigMap', 'configMapKeyRef', 'name'],
  ['ConfigMap', 'configMap', 'name'],
  ['Secret', 'secretRef', 'name'],
  ['Secret', 'secretKeyRef', 'name'],
  ['Secret', 'secret', 'secretName'],
  ['Secret', 'secret', 'name'],
  ['PersistentVolumeClaim', 'persistentVolumeClaim', 'claimName'],
  ['Service', 'service', 'name'],
]
const ownReferences: readonly (readonly [kind: string, field: string])[] = [
  ['ServiceAccount', 'serviceAccountName'],
  ['Service', 'serviceName'],
]

/** Puts prefix and suffix on names, and on what names the renamed. */
function renameAll(items: readonly Item[], { namePrefix = '', nameSuffix = '' }: Kustomization): void {
  if (namePrefix === '' && nameSuffix === '') return
  const fixed = ['Namespace', 'CustomResourceDefinition']
  renameSome(items, ({ object: { kind, metadata } }) =>
    fixed.includes(kind) ? undefined : `${namePrefix}${metadata.name}${nameSuffix}`,
  )
}

/** Gives objects other names, where there is one, and lets those that refer to them follow. */
export function renameSome(items: readonly Item[], nameFor: (item: Item) => string | undefined): void {
  const renamed = new Map<string, string>()
  for (const item of items) {
    const name = nameFor(item)
    if (name === undefined) continue
    renamed.set(`${item.object.kind}/${item.object.metadata.name}`, name)
    rename(item, name)
  }
  for (const { object } of items) visit(object, (each) => renameReferences(each, renamed))
}

function renameReferences(object: Record<string, unknown>, renamed: ReadonlyMap<string, string>): void {
  const replace = (holder: Record<string, unknown>, field: string, kind: string) => {
    const name = renamed.get(`${kind}/${String(holder[field])}`)
    if (name !== undefined) holder[field] = name
  }
  for (const [kind, field, nameField] of references) {
    const holder = object[field]
    if (isPlainObject(holder)) replace(holder, nameField, kind)
  }
  for (const [kind, field] of ownReferences) replace(object, field, kind)
  // scaleTargetRef and its like say the kind themselves.
  if (typeof object.kind === 'string' && object.metadata === undefined) replace(object, 'name', object.kind)
}
