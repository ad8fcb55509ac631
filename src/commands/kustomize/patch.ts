/** `patches` of a kustomization: strategic merges as kustomize does them, and JSON patches. */
import { UsageError } from '../../api/contract/errors.js'
import {
  applyJsonPatch,
  InapplicablePatch,
  MalformedPatch,
  type PatchSchema,
  patchSchemaOf,
} from '../../api/patches/index.js'
import { goQuote } from '../../model/go/quote.js'
import { matchesRegexp } from '../../model/go/regexp.js'
import { RegexpError } from '../../model/go/regexp-error.js'
import { groupOf, groupVersionOf, type KubeObject } from '../../model/objects/object.js'
import { matchesLabels, parseLabelSelector } from '../../model/selectors/label-selectors.js'
import { isPlainObject } from '../../model/values/json-values.js'
import { parseYaml } from '../../model/yaml/reader.js'
import { printYaml } from '../../printers/yaml.js'
import type { Context } from '../command.js'
import { kindOf } from '../resources/kinds.js'
import { type Item, isCalled } from './item.js'
import { contentIn, type Root } from './loading.js'

export interface PatchTarget {
  readonly group?: string
  readonly version?: string
  readonly kind?: string
  /** Regular expressions. */
  readonly name?: string
  readonly namespace?: string
  readonly labelSelector?: string
  readonly annotationSelector?: string
}

export interface KustomizePatch {
  readonly path?: string
  readonly patch?: string
  readonly target?: PatchTarget
}

type Fields = Record<string, unknown>

interface Operation {
  readonly op: string
  readonly path: string
}

/** Changes the objects that a patch is for (kustomize's `PatchTransformer`). */
export async function applyPatch(config: KustomizePatch, items: Item[], root: Root, context: Context): Promise<void> {
  const { path = '', patch = '', target } = config
  const refused = (why: string) =>
    new UsageError(`trouble configuring builtin PatchTransformer with config: \`\n${printYaml(config)}\`: ${why}`)
  if (path === '' && patch === '') throw refused(`must specify one of patch and path in\n${printYaml(config)}`)
  if (path !== '' && patch !== '') throw refused(`patch and path can't be set at the same time\n${printYaml(config)}`)
  const text =
    path === ''
      ? patch
      : await contentIn(root, path, context.files).catch((error: Error) => {
          throw refused(`failed to get the patch file from path(${path}): ${error.message}`)
        })
  const documents = documentsOf(text, target)
  if (documents === undefined) {
    const shown = path === '' ? `patch: ${goQuote(text)}` : `path: ${goQuote(path)}`
    throw refused(`unable to parse SM or JSON patch from [${shown}]`)
  }
  for (const value of documents) {
    if (!Array.isArray(value)) await mergeInto(value as Fields, target, items)
    else if (value.length > 0) await change(items, target, (item) => operate(item, value))
  }
}

/** The merges of a patch, or its operations; undefined when it is neither. */
function documentsOf(
  text: string,
  target: PatchTarget | undefined,
): readonly (Fields | readonly Operation[])[] | undefined {
  try {
    for (const selector of [target?.labelSelector, target?.annotationSelector]) parseLabelSelector(selector ?? '')
    const values = text.split(/^---.*$/m).map((document): unknown => parseYaml(document))
    const documents = values.filter((value) => value !== undefined && value !== null)
    return documents.every(isPatch) ? documents : undefined
  } catch {
    return undefined
  }
}

/** A merge says its kind and a name, though it may have a target; operations say what they do where. */
function isPatch(value: unknown): value is Fields | readonly Operation[] {
  if (Array.isArray(value)) return value.every(isOperation)
  if (!isPlainObject(value)) return false
  const { kind, metadata } = value
  return typeof kind === 'string' && kind !== '' && isPlainObject(metadata) && Boolean(metadata.name)
}

function isOperation(value: unknown): boolean {
  if (!isPlainObject(value)) return false
  const { op, path, from } = value
  if (typeof path !== 'string') return false
  if (op === 'move' || op === 'copy') return typeof from === 'string'
  return op === 'remove' || ((op === 'add' || op === 'replace' || op === 'test') && 'value' in value)
}

async function change(items: readonly Item[], target: PatchTarget | undefined, act: (item: Item) => void) {
  if (target === undefined) throw new UsageError('must specify a target for JSON patch')
  const targets = items.filter((item) => {
    try {
      return isTarget(item, target)
    } catch (error) {
      throw error instanceof RegexpError ? new UsageError(error.message) : error
    }
  })
  for (const item of targets) act(item)
}

function operate(item: Item, operations: readonly Operation[]): void {
  try {
    const [astray] = operations.filter(({ path }) => path !== '' && !path.startsWith('/'))
    if (astray !== undefined) {
      const { op, path } = astray
      throw new UsageError(`${op} operation does not apply: doc is missing path: "${path}": missing value`)
    }
    item.object = objectAfter(applyJsonPatch(item.object, operations))
  } catch (error) {
    if (!(error instanceof InapplicablePatch || error instanceof MalformedPatch)) throw error
    throw new UsageError(error.message.replaceAll('"', '').replace(': Unable', ': unable'))
  }
}

/** What is left must still be an object with a type and a name. */
function objectAfter(value: unknown): KubeObject {
  const { apiVersion, kind, metadata } = (isPlainObject(value) ? value : {}) as Partial<KubeObject>
  if (typeof apiVersion === 'string' && typeof kind === 'string' && isPlainObject(metadata) && metadata.name) {
    return value as KubeObject
  }
  throw new UsageError('a patch may not take the type or the name of an object away')
}

function isTarget(item: Item, target: PatchTarget): boolean {
  const { apiVersion, kind, metadata } = item.object
  const { group, version } = groupVersionOf(apiVersion)
  if (target.kind !== undefined && target.kind !== kind) return false
  if (target.version !== undefined && target.version !== version) return false
  if (target.group !== undefined && target.group !== group) return false
  const named = (pattern: string, text: string) => matchesRegexp(`^(?:${pattern})$`, text)
  if (target.name && ![metadata.name, ...item.formerNames].some((name) => named(target.name!, name))) return false
  if (target.namespace && !named(target.namespace, metadata.namespace ?? 'default')) return false
  const selects = (text: string, labels: Record<string, string> | undefined) =>
    matchesLabels(parseLabelSelector(text), labels)
  if (target.labelSelector !== undefined && !selects(target.labelSelector, metadata.labels)) return false
  return target.annotationSelector === undefined || selects(target.annotationSelector, metadata.annotations)
}

/** Without a target the patch says itself what it is for. */
async function mergeInto(patch: Fields, target: PatchTarget | undefined, items: Item[]): Promise<void> {
  const { apiVersion, kind, metadata, ...rest } = patch
  const { name, namespace: _, ...kept } = (isPlainObject(metadata) ? metadata : {}) as Fields
  const content: Fields = { ...rest, ...(Object.keys(kept).length === 0 ? {} : { metadata: kept }) }
  const found = items.filter((item) =>
    target === undefined
      ? item.object.kind === kind && item.object.apiVersion === apiVersion && isCalled(item, String(name))
      : isTarget(item, target),
  )
  if (target === undefined && found.length === 0) {
    const { group, version } = groupVersionOf(String(apiVersion))
    const id = `${String(kind)}.${version}.${group || '[noGrp]'}/${String(name)}.[noNs]`
    throw new UsageError(
      `no resource matches strategic merge patch "${id}": no matches for Id ${id}; failed to find unique target for patch ${id}`,
    )
  }
  for (const item of found) {
    if (content.$patch === 'delete') {
      items.splice(items.indexOf(item), 1)
      continue
    }
    const { apiVersion, kind, metadata } = item.object
    const merged = merge(item.object, content, await schemaOf(item.object))
    item.object = { ...merged, apiVersion, kind, metadata: merged.metadata ?? metadata } as KubeObject
  }
}

async function schemaOf({ apiVersion, kind }: KubeObject): Promise<PatchSchema | undefined> {
  const group = groupOf(apiVersion)
  const definition = (await kindOf({ group, kind }))?.definition
  const { loadSchemas } = await import('../../kinds/index.js')
  return definition === undefined ? undefined : patchSchemaOf(await loadSchemas(), definition)
}

/** Maps are merged, null removes; lists of objects with a merge key are merged, what the patch names first. */
function merge(target: Fields, patch: Fields, schema: PatchSchema | undefined): Fields {
  const { $patch: directive, ...fields } = patch
  if (directive === 'replace') return fields
  const merged: Fields = { ...target }
  for (const [name, value] of Object.entries(fields)) {
    const field = schema?.field(name)
    const present = merged[name]
    if (value === null || (isPlainObject(value) && (value as Fields).$patch === 'delete')) delete merged[name]
    else if (isPlainObject(value)) {
      merged[name] = merge((isPlainObject(present) ? present : {}) as Fields, value as Fields, field?.schema)
    } else if (isPlainObject(present)) throw noMap(value)
    else if (Array.isArray(value) && field?.mergeKey !== undefined) {
      merged[name] = mergeLists(Array.isArray(present) ? present : [], value, field.mergeKey, field.schema)
    } else merged[name] = value
  }
  return merged
}

/** What stands where kustomize looks for a map (`yaml.ErrorIfInvalid`). */
function noMap(value: unknown): UsageError {
  const kind = Array.isArray(value) ? 'SequenceNode' : 'ScalarNode'
  return new UsageError(`wrong node kind: expected MappingNode but got ${kind}: node contents:\n${printYaml(value)}`)
}

function mergeLists(target: readonly Fields[], patch: readonly Fields[], key: string, schema: PatchSchema): Fields[] {
  for (const each of [...patch, ...target]) if (!isPlainObject(each)) throw noMap(each)
  if (patch.some(({ $patch }) => $patch === 'replace')) return patch.filter(({ $patch }) => $patch === undefined)
  const same = (a: Fields, b: Fields) => a[key] === b[key]
  const first = patch
    .filter(({ $patch }) => $patch !== 'delete')
    .map((each) => merge(target.find((other) => same(other, each)) ?? {}, each, schema))
  return [...first, ...target.filter((other) => !patch.some((each) => same(other, each)))]
}
