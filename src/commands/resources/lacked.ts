import type { ResourceInfo } from '../../api/contract/names.js'
/** What is said of kinds that Kubernetes has and this cluster has not. Whoever calls has looked in the cluster before. */

import { LackError } from '../../api/contract/errors.js'
import { kindOf } from './kinds.js'
import { kubernetesResources } from './kubernetes-resources.js'
import { lookUpResource } from './look-up.js'

/** The resource that a word on the command line means in Kubernetes; undefined when it means none there either. */
export function lackedResource(word: string): ResourceInfo | undefined {
  return lookUpResource(word, discovered())
}

/** Refuses a word that means a resource of Kubernetes; returns when it means none. */
export function refuseLackedResource(word: string): void {
  const lacked = lackedResource(word)
  if (lacked !== undefined) throw lackOfKind(lacked.kind)
}

/** The same where nobody has looked: a kind that is built in is not lacked, though a command for it may be. */
export async function refuseLackedKind(word: string): Promise<void> {
  const lacked = lackedResource(word)
  if (lacked !== undefined && (await kindOf(lacked)) === undefined) throw lackOfKind(lacked.kind)
}

/** Refuses an object's type when Kubernetes has it; returns when it has not. */
export function refuseLackedType(apiVersion: string, kind: string): void {
  if (isKubernetesType(apiVersion, kind)) throw lackOfKind(kind)
}

/** Whether it is a type of Kubernetes, be it served here or not. */
export const isKubernetesType = (apiVersion: string, kind: string): boolean =>
  discovered().some(
    (each) => each.kind === kind && (each.group === '' ? '' : `${each.group}/`) + each.version === apiVersion,
  )

const lackOfKind = (kind: string) => new LackError(`kind "${kind}"`)

/** As discovery would list them. */
function discovered(): readonly ResourceInfo[] {
  return kubernetesResources().flatMap(({ group, versions, namespaced, kind, plural, shortNames }) =>
    versions.map((version) => ({
      group,
      version,
      kind,
      plural,
      singular: kind.toLowerCase(),
      short: shortNames,
      categories: [],
      namespaced,
      verbs: [],
      subresources: [],
    })),
  )
}
