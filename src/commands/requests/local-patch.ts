/** Patches applied without asking the server (kubectl `pkg/cmd/patch/patch.go`, getPatchedJSON). */
import type { Patch } from '../../api/contract/client.js'
import { UsageError } from '../../api/contract/errors.js'
import type { ResourceInfo } from '../../api/contract/names.js'
import type { KubeObject } from '../../model/objects/object.js'
import { isPlainObject } from '../../model/values/json-values.js'
import { kindOf } from '../resources/kinds.js'
import { apiVersionOf } from '../resources/of-object.js'

/** The object as the patch leaves it: nothing is defaulted and nothing validated. */
export async function patchedLocally(object: KubeObject, patch: Patch, resource: ResourceInfo): Promise<KubeObject> {
  const { applyJsonPatch, applyMergePatch, InapplicablePatch, MalformedPatch, PatchError } = await import(
    '../../api/patches/index.js'
  )
  try {
    if (patch.type === 'json') return applyJsonPatch(object, patch.body as readonly unknown[]) as KubeObject
    if (!isPlainObject(patch.body)) throw new MalformedPatch('invalid JSON document')
    if (patch.type === 'merge') return applyMergePatch(object, patch.body) as KubeObject
    return await strategically(object, patch.body, resource)
  } catch (error) {
    const refused = error instanceof MalformedPatch || error instanceof InapplicablePatch || error instanceof PatchError
    throw refused ? new UsageError(error.message) : error
  }
}

async function strategically(
  object: KubeObject,
  patch: Record<string, unknown>,
  resource: ResourceInfo,
): Promise<KubeObject> {
  const { patchSchemaOf, strategicMerge } = await import('../../api/patches/index.js')
  const { loadSchemas } = await import('../../kinds/index.js')
  const definition = (await kindOf(resource))?.definition
  const schema = definition === undefined ? undefined : patchSchemaOf(await loadSchemas(), definition)
  if (schema === undefined) {
    throw new UsageError(
      `strategic merge patch is not supported for ${apiVersionOf(resource)}, Kind=${resource.kind} locally, try --type merge`,
    )
  }
  return strategicMerge(object, patch, schema) as KubeObject
}
