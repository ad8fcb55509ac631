import type { KubeObject } from '../../model/objects/object.js'
import { parseFieldSelector } from '../../model/selectors/field-selectors.js'
import { matchesLabels, parseLabelSelector } from '../../model/selectors/label-selectors.js'
import type { ListQuery } from '../contract/client.js'
import type { Kind } from '../contract/kind.js'
import { badRequest } from '../contract/status-errors.js'
import type { ServedResource } from '../registry/resources.js'

export type Matcher = (object: KubeObject) => boolean

/** Whether an object is what a query's name and selectors ask for; also what a watch filters by. */
export function matcherOf(
  { kind, version }: ServedResource,
  query: Pick<ListQuery, 'labelSelector' | 'fieldSelector' | 'name'>,
): Matcher {
  const tests: Matcher[] = []
  if (query.name !== undefined) tests.push((object) => object.metadata.name === query.name)
  if (query.labelSelector) {
    const selector = understood(query.labelSelector, parseLabelSelector)
    tests.push((object) => matchesLabels(selector, object.metadata.labels))
  }
  for (const { field, operator, value } of understood(query.fieldSelector ?? '', parseFieldSelector)) {
    const read = fieldReader(version?.selectableFields ?? kind.selectableFields, field)
    tests.push((object) => (read(object) === value) === (operator === '='))
  }
  return (object) => tests.every((test) => test(object))
}

function understood<T>(text: string, parse: (text: string) => T): T {
  try {
    return parse(text)
  } catch (error) {
    throw badRequest((error as Error).message)
  }
}

const ownFields: Readonly<Record<string, (object: KubeObject) => string>> = {
  'metadata.name': (object) => object.metadata.name,
  'metadata.namespace': (object) => object.metadata.namespace ?? '',
}

function fieldReader(special: Kind['selectableFields'], field: string): (object: KubeObject) => string {
  const read = Object.hasOwn(ownFields, field)
    ? ownFields[field]
    : special !== undefined && Object.hasOwn(special, field)
      ? special[field]
      : undefined
  if (read !== undefined) return read
  // Kinds with a conversion function of their own say less (`pkg/apis/core/v1/conversion.go`).
  if (special !== undefined) throw badRequest(`field label not supported: ${field}`)
  throw badRequest(`"${field}" is not a known field selector: only "metadata.name", "metadata.namespace"`)
}
