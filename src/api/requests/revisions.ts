import { goQuote } from '../../model/go/quote.js'
import { ApiError } from '../contract/errors.js'
import { type GroupResource, modifiedConflict } from '../contract/status-errors.js'

const beyondUint64 = 2n ** 64n

/** Why a text is no `uint64` to Go's `strconv.ParseUint`; undefined when it is one. */
export function uintProblem(text: string): string | undefined {
  if (!/^\d+$/.test(text)) return 'invalid syntax'
  return BigInt(text) >= beyondUint64 ? 'value out of range' : undefined
}

/** Whether a revision is none: nothing is said, or zero (`ObjectResourceVersion`). */
export const isNoRevision = (text: string | undefined): boolean => !text || /^0+$/.test(text)

/**
 * Whoever writes an object that he has read says in which revision, and is told when it has another by now. What is no
 * revision at all nobody makes a Status of.
 */
export function checkRevision(of: GroupResource, name: string, sent: string | undefined, current?: string): void {
  if (isNoRevision(sent) || sent === current) return
  const problem = uintProblem(sent!)
  if (problem !== undefined) throw new ApiError(500, '', `strconv.ParseUint: parsing ${goQuote(sent!)}: ${problem}`)
  throw modifiedConflict(of, name)
}

/** A store gives new objects their revision (`Create` of etcd3's store); what is no revision it does not take for one. */
export function checkNoRevision(sent: string | undefined): void {
  if (isNoRevision(sent) || uintProblem(sent!) !== undefined) return
  throw new ApiError(500, '', 'resourceVersion should not be set on objects to be created')
}
