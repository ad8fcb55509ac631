/** `-o name` (cli-runtime `pkg/printers/name.go`). */
import type { KubeObject } from '../model/objects/object.js'
import type { MakePrinter } from './contract.js'
import { listItems } from './lists.js'

export const printer: MakePrinter = () => (object) => nameLines(object as KubeObject)

/** A list gives a line for each of its objects. */
function nameLines(object: KubeObject): string {
  const items = listItems(object)
  return items === undefined ? `${nameOf(object)}\n` : items.map((item) => nameLines(item as KubeObject)).join('')
}

/** `pod/web-1`, `deployment.apps/web`. */
export function nameOf(object: KubeObject): string {
  const slash = object.apiVersion.indexOf('/')
  const group = slash < 0 ? '' : `.${object.apiVersion.slice(0, slash)}`
  return `${object.kind.toLowerCase()}${group}/${object.metadata?.name || '<unknown>'}`
}
