import type { KubeObject } from '../../model/object.js'
import { canonicalJson } from '../../model/order.js'
import type { Flag } from '../command.js'
import { lastAppliedAnnotation } from '../requests.js'

export const saveConfigFlag: Flag = {
  name: 'save-config',
  type: 'bool',
  default: 'false',
  description: 'Save the configuration of the object in its annotation, for a later `apply`.',
}

/** The object with its own configuration in the annotation that `apply` compares with (kubectl `pkg/util/apply.go`). */
export function withConfig(object: KubeObject): KubeObject {
  return {
    ...object,
    metadata: {
      ...object.metadata,
      annotations: { ...object.metadata.annotations, [lastAppliedAnnotation]: configOf(object) },
    },
  }
}

/** Canonical JSON of the object without that annotation, with the newline that kubectl's encoder leaves. */
export function configOf(object: KubeObject): string {
  const { [lastAppliedAnnotation]: _, ...annotations } = object.metadata?.annotations ?? {}
  return `${canonicalJson({ ...object, metadata: { ...object.metadata, annotations } })}\n`
}
