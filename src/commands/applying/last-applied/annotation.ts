/** The annotation in which `apply` keeps what it has applied. */
import type { Patch } from '../../../api/contract/client.js'
import { formatJson } from '../../../model/json/json.js'
import type { KubeObject } from '../../../model/objects/object.js'
import { lastAppliedAnnotation } from '../../requests/saved-config.js'

/** The text of the annotation; undefined without one. */
export const lastAppliedOf = ({ metadata }: KubeObject) => metadata?.annotations?.[lastAppliedAnnotation]

/** The patch that makes an object remember this configuration (kubectl's `GetApplyPatch`). */
export function annotationPatch(configuration: KubeObject): Patch {
  const annotations = { [lastAppliedAnnotation]: `${formatJson(configuration)}\n` }
  return { type: 'merge', body: { metadata: { annotations } } }
}
