/**
 * Questions to the API server about who somebody is and what they may do. They are created, answered and forgotten: no
 * other verb, nothing to list, nothing to describe.
 */

import type { Admission } from '../../api/contract/admission.js'
import type { FieldError } from '../../api/contract/errors.js'
import { invalidValue } from '../../api/contract/field-errors.js'
import { GoStruct } from '../../api/contract/go-values.js'
import { administrator, type User } from '../../api/contract/user.js'
import { type Attributes, authorize } from '../../api/rbac/index.js'
import type { KubeObject } from '../../model/objects/object.js'

/** Who asks; the cluster itself asks as its administrator. */
export const asker = ({ user = administrator }: Admission): User => user

/** A user as reviews tell it. */
export const userInfo = ({ name, uid, groups, extra }: User) => ({
  username: name,
  ...(uid === undefined ? {} : { uid }),
  groups,
  ...(extra === undefined ? {} : { extra }),
})

interface ResourceAsked {
  readonly namespace?: string
  readonly verb?: string
  readonly group?: string
  readonly resource?: string
  readonly subresource?: string
  readonly name?: string
}

interface PathAsked {
  readonly path?: string
  readonly verb?: string
}

/** The spec of an access review. */
export interface AccessSpec {
  readonly resourceAttributes?: ResourceAsked
  readonly nonResourceAttributes?: PathAsked
  readonly user?: string
  readonly groups?: readonly string[]
  readonly uid?: string
  readonly extra?: Readonly<Record<string, readonly string[]>>
}

const goPath = ({ path = '', verb = '' }: PathAsked) => new GoStruct({ Path: path, Verb: verb })

/** `ValidateSelfSubjectAccessReviewSpec`: exactly one thing is asked about. */
export function attributeErrors({ resourceAttributes, nonResourceAttributes }: AccessSpec): FieldError[] {
  if (resourceAttributes !== undefined && nonResourceAttributes !== undefined) {
    const why = 'cannot be specified in combination with resourceAttributes'
    return [invalidValue('spec.nonResourceAttributes', goPath(nonResourceAttributes), why)]
  }
  if (resourceAttributes !== undefined || nonResourceAttributes !== undefined) return []
  const why = 'exactly one of nonResourceAttributes or resourceAttributes must be specified'
  return [invalidValue('spec.resourceAttributes', null, why)]
}

/** `ValidateSubjectAccessReviewSpec`: somebody is asked about, too. */
export function subjectErrors(spec: AccessSpec): FieldError[] {
  const nobody = !spec.user && (spec.groups ?? []).length === 0
  return [
    ...attributeErrors(spec),
    ...(nobody ? [invalidValue('spec.user', spec.user ?? '', 'at least one of user or group must be specified')] : []),
  ]
}

/** Whom a subject access review asks about. */
export const subject = ({ user = '', groups = [], uid, extra }: AccessSpec): User => ({
  name: user,
  groups,
  ...(uid === undefined ? {} : { uid }),
  ...(extra === undefined ? {} : { extra }),
})

/** The review with its answer. */
export function reviewed<T extends KubeObject>(draft: T, user: User, { reader }: Admission): T {
  const { allowed, reason } = authorize(reader, user, attributesOf(draft.spec as AccessSpec))
  return { ...draft, status: { allowed, ...(reason === '' ? {} : { reason }) } }
}

function attributesOf({ resourceAttributes, nonResourceAttributes }: AccessSpec): Attributes {
  if (nonResourceAttributes !== undefined) {
    const { verb = '', path = '' } = nonResourceAttributes
    return { verb, path }
  }
  const { verb = '', group = '', resource = '', subresource = '', namespace = '', name = '' } = resourceAttributes ?? {}
  return { verb, group, resource, subresource, namespace, name }
}
