import { UsageError } from '../../api/contract/errors.js'
import type { ResourceInfo } from '../../api/contract/names.js'
import { goQuote } from '../../model/go/quote.js'
import { refuseLackedResource } from './lacked.js'
import { lookUpResource } from './look-up.js'

/** The resource of that name; throws `the server doesn't have a resource type "foo"`, or that kubesim lacks it. */
export function resourceNamed(word: string, resources: readonly ResourceInfo[]): ResourceInfo {
  const found = lookUpResource(word, resources)
  if (found !== undefined) return found
  refuseLackedResource(word)
  throw new UsageError(`the server doesn't have a resource type ${goQuote(word.split('.')[0] ?? '')}`)
}
