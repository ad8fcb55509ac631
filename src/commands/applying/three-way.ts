/** The patch of `apply` (kubectl `pkg/cmd/apply/patcher.go`): what a manifest, its predecessor and the live object make of one another. */

import { UsageError } from '../../api/contract/errors.js'
import { readJson } from '../../model/json/exact-json.js'
import { formatJson } from '../../model/json/json.js'
import type { KubeObject } from '../../model/objects/object.js'
import { isPlainObject } from '../../model/values/json-values.js'
import type { Context } from '../command.js'
import { lastAppliedAnnotation, withConfig, withoutConfig } from '../requests/saved-config.js'
import { addSource } from '../requests/sent-objects.js'
import { kindOf } from '../resources/kinds.js'
import { apiVersionOf } from '../resources/of-object.js'
import type { Selected } from '../selection/query.js'

export interface Change {
  readonly type: 'strategic' | 'merge'
  readonly body: Readonly<Record<string, unknown>>
}

export interface ThreeWayOptions {
  /** Otherwise it is an error when others have changed the same fields. */
  readonly overwrite: boolean
  /** Whether the manifest is kept in the object's annotation. */
  readonly annotate: boolean
  /** What the patch is for, which says how it is told that there is none. */
  readonly use: 'apply' | 'rehearse' | 'compare'
}

/** What must change: from the last applied configuration and the live object to the manifest. */
export async function threeWay(
  manifest: KubeObject,
  current: KubeObject,
  item: Selected,
  { overwrite, annotate, use }: ThreeWayOptions,
  { io }: Context,
): Promise<Change> {
  const { resource } = item
  const modified = annotate ? withConfig(manifest) : withoutConfig(manifest)
  const original = originalOf(current)
  const {
    conflicts,
    createThreeWayMergePatch,
    createThreeWayPatch,
    MalformedPatch,
    PatchError,
    patchSchemaOf,
    strategicDiff,
  } = await import('../../api/patches/index.js')
  const { loadSchemas } = await import('../../kinds/index.js')
  const definition = (await kindOf(resource))?.definition
  const schema = definition === undefined ? undefined : patchSchemaOf(await loadSchemas(), definition)
  try {
    if (original === undefined) throw new MalformedPatch('invalid JSON document')
    if (schema === undefined) return { type: 'merge', body: createThreeWayMergePatch(original, modified, current) }
    const body = createThreeWayPatch({ original, modified, current }, schema)
    if (overwrite || !conflicts({ original, current }, body, schema)) return { type: 'strategic', body }
    const { printYaml } = await import('../../printers/yaml.js')
    const others = printYaml(strategicDiff(original, current, schema))
    throw new PatchError(
      `patch:\n${printYaml(body)}\nconflicts with changes made from original to current:\n${others}\n`,
    )
  } catch (error) {
    if (!(error instanceof PatchError || error instanceof MalformedPatch)) throw error
    if (schema !== undefined) {
      // kubectl tries what the server tells of the fields, in two versions, before what it knows itself (`patchSimple`).
      for (const spec of ['openapi v3', 'openapi']) {
        io.err(`warning: error calculating patch from ${spec} spec: ${error.message}\n`)
      }
    }
    throw unpatchable(item, modified, current, error.message, use)
  }
}

/** The configuration applied last; nothing when there is none, undefined when it cannot be read. */
function originalOf(current: KubeObject): Record<string, unknown> | undefined {
  try {
    const original: unknown = readJson(current.metadata.annotations?.[lastAppliedAnnotation] ?? '{}')
    return original === null ? {} : isPlainObject(original) ? original : undefined
  } catch {
    return undefined
  }
}

/** Why there is no patch, and of what it was to be made (`createPatchErrFormat`). */
function unpatchable(
  item: Selected,
  modified: KubeObject,
  current: KubeObject,
  why: string,
  use: ThreeWayOptions['use'],
): unknown {
  const { source = '' } = item
  const original = current.metadata.annotations?.[lastAppliedAnnotation] ?? ''
  const from = `original:\n${original}\nmodified:\n${formatJson(modified)}\n\ncurrent:\n${formatJson(current)}\n`
  const bare = new UsageError(`creating patch with:\n${from}\nfor: ${why}`)
  const error = use === 'rehearse' ? bare : addSource('patching', source, bare)
  if (use === 'compare') return error
  return addSource(`applying patch:\n\nto:\n${located(item)}\nfor:`, source, error)
}

/** How kubectl shows an object in messages (cli-runtime's `Info.String`). */
export function located({ resource, namespace, name }: Selected): string {
  const version = resource.group === '' ? `/${resource.version}` : apiVersionOf(resource)
  return `Resource: "${version}, Resource=${resource.plural}", GroupVersionKind: "${version}, Kind=${resource.kind}"\nName: "${name}", Namespace: "${namespace}"`
}
