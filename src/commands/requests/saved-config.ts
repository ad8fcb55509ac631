import { formatJson } from '../../model/json/json.js'
import type { KubeObject } from '../../model/objects/object.js'
import type { Flag } from '../command.js'

export const lastAppliedAnnotation = 'kubectl.kubernetes.io/last-applied-configuration'

export const saveConfigFlag: Flag = {
  name: 'save-config',
  type: 'bool',
  default: 'false',
  description: 'Save the configuration of the object in its annotation, for a later `apply`.',
}

/** The object with its own configuration in the annotation that `apply` compares with (kubectl `pkg/util/apply.go`). */
export function withConfig(object: KubeObject): KubeObject {
  return annotated(object, configOf(object))
}

/** The same for an object that the command has made: its fields in the order in which they were set. */
export function withMadeConfig(object: KubeObject): KubeObject {
  return annotated(object, `${formatJson(object, { indent: '', keepOrder: true })}\n`)
}

function annotated(object: KubeObject, config: string): KubeObject {
  const annotations = { ...annotationsOf(object), [lastAppliedAnnotation]: config }
  return { ...object, metadata: { ...object.metadata, annotations } }
}

/** As a map of texts, in which there is no null. */
function annotationsOf({ metadata }: KubeObject): Record<string, string> {
  const entries: [string, string | null][] = Object.entries(metadata?.annotations ?? {})
  return Object.fromEntries(entries.map(([key, value]) => [key, value ?? '']))
}

/** The object without that annotation. */
export function withoutConfig(object: KubeObject): KubeObject {
  const { [lastAppliedAnnotation]: _, ...annotations } = annotationsOf(object)
  return { ...object, metadata: { ...object.metadata, annotations } }
}

/** JSON of the object without that annotation, with the newline that kubectl's encoder leaves. */
const configOf = (object: KubeObject) => `${formatJson(withoutConfig(object))}\n`
