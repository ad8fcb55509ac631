import { goQuote } from '../../model/go/quote.js'
import { compareKeys } from '../../model/values/order.js'
import { ApiError } from '../contract/errors.js'
import { difference, type FieldSet, pathsOf } from './field-set.js'
import type { Owner } from './owners.js'
import { pathText } from './path-element.js'

export interface Conflict {
  readonly identifier: string
  readonly owner: Owner
  readonly fields: FieldSet
}

/** An apply would change what others own. */
export class Conflicts extends Error {
  readonly conflicts: readonly Conflict[]

  constructor(conflicts: readonly Conflict[]) {
    super('conflicts')
    this.conflicts = conflicts.toSorted((a, b) => compareKeys(a.identifier, b.identifier))
  }

  /** Undefined when nothing is left of them. */
  without(fields: FieldSet): Conflicts | undefined {
    const left = this.conflicts.flatMap((conflict) => {
      const rest = difference(conflict.fields, fields)
      return rest.size === 0 ? [] : [{ ...conflict, fields: rest }]
    })
    return left.length === 0 ? undefined : new Conflicts(left)
  }

  /** As the server tells them (apimachinery `managedfields/internal/conflict.go`). */
  answer(): ApiError {
    const conflicting = this.conflicts.flatMap(({ owner, fields }) =>
      [...pathsOf(fields)].map((path) => ({ owner: ownerText(owner), path: pathText(path) })),
    )
    const causes = conflicting.map(({ owner, path }) => ({
      reason: 'FieldManagerConflict',
      message: `conflict with ${owner}`,
      field: path,
    }))
    return new ApiError(409, 'Conflict', this.#message(conflicting), { causes })
  }

  #message(conflicting: readonly { readonly owner: string; readonly path: string }[]): string {
    const [first] = conflicting
    if (conflicting.length === 1) return `Apply failed with 1 conflict: conflict with ${first!.owner}: ${first!.path}`
    const lines = this.conflicts.flatMap(({ owner, fields }) => [
      `conflicts with ${ownerText(owner)}:`,
      ...[...pathsOf(fields)].map((path) => `- ${pathText(path)}`),
    ])
    return `Apply failed with ${conflicting.length} conflicts: ${lines.join('\n')}`
  }
}

/** `"kubectl-edit" with subresource "scale" using apps/v1`. */
function ownerText({ manager, operation, apiVersion, subresource }: Owner): string {
  const through = subresource === '' ? '' : ` with subresource ${goQuote(subresource)}`
  const using = operation === 'Update' ? ` using ${apiVersion}` : ''
  return `${goQuote(manager)}${through}${using}`
}
