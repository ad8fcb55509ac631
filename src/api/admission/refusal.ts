import type { KubeObject } from '../../model/objects/object.js'
import type { PluginAdmission } from '../contract/admission.js'
import type { ApiError, StatusDetails } from '../contract/errors.js'
import { forbidden } from '../contract/status-errors.js'

/**
 * What a plugin says no with (`admission.NewForbidden`): of an object whose name the server makes up it knows no more than
 * the beginning.
 */
export function refusal(
  { request: { resource, name } }: PluginAdmission,
  { metadata }: KubeObject,
  why: string,
  causes?: StatusDetails['causes'],
): ApiError {
  const known = name || metadata.generateName || metadata.name
  return forbidden({ group: resource.group, resource: resource.plural }, known, why, causes)
}
