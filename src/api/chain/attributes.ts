import { isPathSegmentName } from '../../model/objects/names.js'
import { parseFieldSelector } from '../../model/selectors/field-selectors.js'
import type { Request, ResourceRequest } from '../contract/request.js'
import type { Attributes, ResourceAttributes } from '../rbac/authorizer.js'

/** Verbs that are about whatever a selector lets through. */
const ofMany = ['list', 'watch', 'deletecollection']

/** What a request wants to do, as roles are asked of it. */
export function attributesOf(request: ResourceRequest): ResourceAttributes
export function attributesOf(request: Request): Attributes
export function attributesOf(request: Request): Attributes {
  const { verb } = request
  if ('path' in request) return { verb, path: request.path }
  const { resource, subresource, namespace, name } = request
  const { group, plural } = resource
  // A namespace is in itself.
  const isNamespace = plural === 'namespaces' && namespace === '' && !ofMany.includes(verb)
  return { verb, group, resource: plural, subresource, namespace: isNamespace ? name : namespace, name }
}

/** The one name that a field selector lets through, which then is what a request is about (`RequestInfoFactory`). */
export function selectedName(fieldSelector: string): string {
  if (!fieldSelector.includes('metadata.name')) return ''
  try {
    const found = parseFieldSelector(fieldSelector).find(
      ({ field, operator }) => field === 'metadata.name' && operator !== '!=',
    )
    return found !== undefined && isPathSegmentName(found.value).length === 0 ? found.value : ''
  } catch {
    return ''
  }
}
