/** Columns that a definition declares, as JSONPath (`pkg/registry/customresource/tableconvertor`). */
import type { Column, ColumnDefinition } from '../../../api/contract/table.js'
import { JsonPath, resultText } from '../../../model/jsonpath/jsonpath.js'
import type { Instant, KubeObject } from '../../../model/objects/object.js'
import { instantOf } from '../../../model/objects/time.js'
import { ageText, nameColumn } from '../../columns.js'
import type { PrinterColumn } from '../customresourcedefinition/types.js'

const defaultColumns: readonly PrinterColumn[] = [
  {
    name: 'Age',
    type: 'date',
    jsonPath: '.metadata.creationTimestamp',
    description:
      'CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata',
  },
]

/** NAME, then the declared columns, or AGE where there are none. `served`: an object as this version shows it. */
export function customColumns(
  declared: readonly PrinterColumn[] = [],
  served: (object: KubeObject) => KubeObject,
): Column[] {
  const columns = (declared.length === 0 ? defaultColumns : declared).map((column): Column => {
    const path = pathOf(column.jsonPath)
    return {
      name: column.name,
      type: column.type as ColumnDefinition['type'],
      format: column.format ?? '',
      description: column.description || `Custom resource definition column (in JSONPath format): ${column.jsonPath}`,
      wide: (column.priority ?? 0) > 0,
      value: (object, { now }) => cell(column.type, firstResult(path, served(object)), now),
    }
  })
  return [nameColumn, ...columns]
}

export function pathOf(jsonPath: string): JsonPath | undefined {
  try {
    return new JsonPath(`{${jsonPath}}`)
  } catch {
    return undefined
  }
}

/** The first thing that a path finds; undefined when there is none. */
export function firstResult(path: JsonPath | undefined, object: KubeObject): unknown {
  try {
    return path?.find(object)[0]?.[0]
  } catch {
    return undefined
  }
}

function cell(type: string, value: unknown, now: Instant): ReturnType<Column['value']> {
  if (value === undefined || value === null) return null
  if (type === 'string') return resultText(value)
  if (typeof value === 'bigint' && (type === 'integer' || type === 'number')) return value
  if (type === 'integer') return typeof value === 'number' ? Math.trunc(value) : null
  if (type === 'number') return typeof value === 'number' ? value : null
  if (type === 'boolean') return typeof value === 'boolean' ? value : null
  if (type !== 'date' || typeof value !== 'string') return null
  return value !== '' && Number.isNaN(instantOf(value)) ? '<invalid>' : ageText(value, now)
}
