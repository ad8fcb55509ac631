import type { DescribeView, Line } from '../../api/contract/description.js'
import { goText } from '../../model/go/format.js'
import type { KubeObject } from '../../model/objects/object.js'
import { isPlainObject } from '../../model/values/json-values.js'
import { compareKeys } from '../../model/values/order.js'
import { eventLines } from './events.js'
import { lines } from './lines.js'
import { annotationLines, labelLines } from './metadata.js'

/** How kubectl describes kinds that it knows nothing of: every field, in key order (`genericDescriber`). */
export async function describeGeneric(object: KubeObject, view: DescribeView): Promise<Line[]> {
  const { name, namespace = '', labels, annotations } = object.metadata
  return [
    ...lines(0, `Name:\t${name}\nNamespace:\t${namespace}`),
    ...labelLines('Labels', labels),
    ...annotationLines('Annotations', annotations),
    ...fieldLines(object, 0, ''),
    ...(await eventLines(object, view)),
  ]
}

/** Fields that stand above the others already. */
const shownAbove = new Set(
  ['managedFields', 'name', 'namespace', 'labels', 'annotations'].map((field) => `.metadata.${field}`),
)

function fieldLines(content: Readonly<Record<string, unknown>>, level: number, path: string): Line[] {
  return Object.keys(content)
    .filter((field) => content[field] !== undefined && !shownAbove.has(`${path}.${field}`))
    .sort(compareKeys)
    .flatMap((field) => {
      const value = content[field]
      const below = `${path}.${field}`
      const title = lines(level, `${titleOf(field)}:`)
      if (isPlainObject(value)) return [...title, ...fieldLines(value, level + 1, below)]
      if (!Array.isArray(value)) return lines(level, `${titleOf(field)}:\t${goText(value)}`)
      const items = value.flatMap((item) =>
        isPlainObject(item) ? fieldLines(item, level + 1, below) : lines(level + 1, goText(item)),
      )
      return [...title, ...items]
    })
}

/** `firstTimestamp` → `First Timestamp`, `uid` → `UID` (`smartLabelFor`). */
function titleOf(field: string): string {
  if (!/^[\p{L}-]+$/u.test(field)) return field
  const words = field.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^A-Za-z]+/g) ?? [field]
  return words.map(titleWord).join(' ')
}

const acronyms = new Set(['API', 'URL', 'UID', 'OSB', 'GUID'])

function titleWord(word: string): string {
  const upper = word.toUpperCase()
  return acronyms.has(upper) ? upper : word.charAt(0).toUpperCase() + word.slice(1)
}
