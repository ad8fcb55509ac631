/** `-o name` (cli-runtime `pkg/printers/name.go`). */
import type { KubeObject } from '../model/objects/object.js'
import { listItems } from './lists.js'

/** `pod/web-1`, `deployment.apps/web`; a list gives a line for each of its objects. */
export function printName(object: KubeObject): string {
  const items = listItems(object)
  if (items !== undefined) return items.map((item) => printName(item as KubeObject)).join('')
  const slash = object.apiVersion.indexOf('/')
  const group = slash < 0 ? '' : `.${object.apiVersion.slice(0, slash)}`
  const name = object.metadata?.name
  return `${object.kind.toLowerCase()}${group}/${name === undefined || name === '' ? '<unknown>' : name}\n`
}
