/** The patch that leads from an object as it was read to an object as it shall be. */
import type { Patch } from '../../api/contract/client.js'
import type { ResourceInfo } from '../../api/contract/names.js'
import type { KubeObject } from '../../model/objects/object.js'
import { kindOf } from '../resources/kinds.js'

/** A strategic merge patch where the fields of the kind are known, else a merge patch; undefined when nothing changed. */
export async function patchBetween(
  before: KubeObject,
  after: KubeObject,
  resource: ResourceInfo,
): Promise<Patch | undefined> {
  const { createMergePatch, patchSchemaOf, strategicDiff } = await import('../../api/patches/index.js')
  const { loadSchemas } = await import('../../kinds/index.js')
  const definition = (await kindOf(resource))?.definition
  const schema = definition === undefined ? undefined : patchSchemaOf(await loadSchemas(), definition)
  if (schema === undefined) {
    const body = createMergePatch(before, after)
    return body === undefined ? undefined : { type: 'merge', body }
  }
  const body = strategicDiff(before, after, schema)
  return Object.keys(body).length === 0 ? undefined : { type: 'strategic', body }
}
