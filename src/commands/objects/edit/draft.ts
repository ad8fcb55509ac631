/** The text that an editor is given: a commented header with what was wrong last time, then objects (kubectl `pkg/cmd/util/editor`). */
import type { KubeObject } from '../../../model/objects/object.js'
import { canonicalJson } from '../../../model/values/order.js'
import { parseYaml } from '../../../model/yaml/reader.js'

/** Why a draft must be edited again. */
export interface Reason {
  readonly head: string
  readonly details: readonly string[]
}

const forObjects = `# Please edit the object below. Lines beginning with a '#' will be ignored,
# and an empty file will abort the edit. If an error occurs while saving this file will be
# reopened with the relevant failures.
#
`

const forLastApplied = `# Please edit the 'last-applied-configuration' annotations below.
# Lines beginning with a '#' will be ignored, and an empty file will abort the edit.
#
`

export function header(lastApplied: boolean, reasons: readonly Reason[]): string {
  const comments = reasons.map(({ head, details }) => {
    const lines = details.map((detail) => `# * ${commented(detail)}\n`).join('')
    return `# ${commented(head)}${details.length > 0 ? ':' : ''}\n${lines}#\n`
  })
  return `${lastApplied ? forLastApplied : forObjects}${comments.join('')}`
}

/** Lines after the first become comments too. */
const commented = (text: string) => text.replace(/\n(?=[^#])/g, '\n# ')

/** One object by itself, several in a List. */
export function inOne(objects: readonly KubeObject[]): unknown {
  if (objects.length === 1) return withoutManagedFields(objects[0]!)
  return { apiVersion: 'v1', items: objects.map(withoutManagedFields), kind: 'List', metadata: {} }
}

export function withoutManagedFields(object: KubeObject): KubeObject {
  const { managedFields: _, ...metadata } = object.metadata
  return { ...object, metadata }
}

/** The lines that are no comments. */
export function withoutComments(text: string): string {
  return text
    .split('\n')
    .filter((line) => !/^\s*#(?!!)/.test(line))
    .join('\n')
}

/** What a draft says, however it is written: two that say the same are equal. */
export function meaning(text: string): string {
  try {
    return canonicalJson(parseYaml(text) ?? null)
  } catch {
    return withoutComments(text)
  }
}

/** Whether anything is left but comments. */
export const hasContent = (text: string) => text.split('\n').some((line) => /^\s*[^\s#]/.test(line))
