/** What kinds and resources are called. */
export interface KindNames {
  /** Empty for the core group. */
  readonly group: string
  readonly version: string
  readonly kind: string
  readonly plural: string
  readonly singular: string
  readonly short: readonly string[]
  readonly categories?: readonly string[]
}

/** A resource as discovery lists it. */
export interface ResourceInfo {
  readonly group: string
  readonly version: string
  readonly kind: string
  readonly plural: string
  readonly singular: string
  readonly short: readonly string[]
  readonly categories: readonly string[]
  readonly namespaced: boolean
  readonly verbs: readonly string[]
}

/** A subresource as discovery lists it. */
export interface SubresourceInfo {
  /** `status` */
  readonly name: string
  /** What it takes and gives, where that is of another kind than the resource. */
  readonly type?: { readonly group: string; readonly version: string; readonly kind: string }
  readonly verbs: readonly string[]
  /** A stream to or from the object, or requests that are passed on to it. */
  readonly streams?: true
  /** What is created there is answered, and not merely done. */
  readonly asks?: true
}

/** Whether it is a part of the object that is read and written apart, and not something that is done with the object. */
export const isPart = ({ verbs }: SubresourceInfo): boolean =>
  verbs.includes('get') && verbs.includes('update') && !verbs.includes('create')

/** `apps/v1`, and `v1` in the core group. */
export const apiVersionOf = (info: { readonly group: string; readonly version: string }): string =>
  info.group === '' ? info.version : `${info.group}/${info.version}`

/** The resource of a manifest: `apps/v1`, `Deployment`. */
export function findByKind(resources: readonly ResourceInfo[], apiVersion: string, kind: string) {
  return resources.find((info) => info.kind === kind && apiVersionOf(info) === apiVersion)
}
