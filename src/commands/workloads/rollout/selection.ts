/** What the `rollout` commands work on, and what their kinds can do. */

import type { Rollout } from '../../../api/contract/capabilities.js'
import { UsageError } from '../../../api/contract/errors.js'
import type { Context, Flag, FlagValues } from '../../command.js'
import type { FileOptions } from '../../manifests/manifest.js'
import { capabilitiesOf } from '../../resources/kinds.js'
import type { Selected, Selection } from '../../selection/query.js'
import { selectResources } from '../../selection/resource-builder.js'
import { fileFlags, filesOf, selectorFlag } from '../../selection/resource-flags.js'

export const rolloutFlags: readonly Flag[] = [...fileFlags, selectorFlag]

export interface RolloutRequest {
  readonly args: readonly string[]
  readonly files: FileOptions
  readonly selector: string
}

export function rolloutRequest(args: readonly string[], flags: FlagValues): RolloutRequest {
  const files = filesOf(flags)
  if (args.length === 0 && files.filenames.length === 0 && files.kustomize === '') {
    throw new UsageError('required resource not specified')
  }
  return { args, files, selector: flags.string('selector') }
}

/** `--revision` and `--to-revision` count from 1; 0 means the last. */
export function revisionOf(flags: FlagValues): number | bigint {
  const revision = flags.int64('revision')
  if (revision < 0) throw new UsageError(`revision must be a positive integer: ${revision}`)
  return revision
}

export function selectRollouts({ args, files, selector }: RolloutRequest, context: Context): Promise<Selection> {
  return selectResources(
    { args, files, labelSelector: selector, typeMeansAll: true, continueOnError: true, typed: true, latest: true },
    context,
  )
}

export interface Capable {
  readonly rollout: Rollout | undefined
  /** Whether it is one of the kinds that run pods, as kubectl's visitors tell them apart from all others. */
  readonly isWorkload: boolean
}

export async function rolloutOf({ resource }: Selected): Promise<Capable> {
  const capabilities = await capabilitiesOf(resource)
  return { rollout: capabilities.rollout, isWorkload: capabilities.podTemplate !== undefined }
}

/** `ReplicaSet.apps`, as Go prints a GroupKind. */
export function groupKindText({ resource }: Selected): string {
  return resource.group === '' ? resource.kind : `${resource.kind}.${resource.group}`
}

/** The rollout of a kind that has one; kubectl's words when it has none. */
export async function requiredRollout(selected: Selected, what: 'history' | 'rollbacker'): Promise<Rollout> {
  const { rollout, isWorkload } = await rolloutOf(selected)
  if (rollout !== undefined) {
    if (selected.name !== '') return rollout
    // Both look at the object anew.
    const { singular, kind } = selected.resource
    throw new UsageError(`failed to retrieve ${what === 'history' ? singular : kind} : resource name may not be empty`)
  }
  const kind = groupKindText(selected)
  if (isWorkload) {
    const missing = what === 'history' ? 'history viewer' : 'rollbacker'
    throw new UsageError(`no ${missing} has been implemented for "${kind}"`)
  }
  const { group } = selected.resource
  throw new UsageError(
    `error retrieving ${what} for "${kind}", no visitor method exists for {${group} ${selected.resource.kind}}`,
  )
}
