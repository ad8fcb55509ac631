import type { ResourceInfo } from '../../api/contract/names.js'
/**
 * What the arguments of a command name, before anything is asked of a server: types, names, or pairs of both. The rules
 * and messages of cli-runtime's `resource.Builder` (`pkg/resource/builder.go`).
 */

import { UsageError } from '../../api/contract/errors.js'
import { expandCategories } from '../resources/look-up.js'

export interface ResourceArguments {
  /** Types alone (`pods,services`), or the type that the names belong to. */
  readonly types: readonly string[]
  readonly names: readonly string[]
  /** `type/name` pairs. */
  readonly pairs: readonly { readonly type: string; readonly name: string }[]
}

export const missingResource = `You must provide one or more resources by argument or filename.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'
   '<resource> <name>'
   '<resource>'`

export const missingLocalResource = `error: you must specify resources by --filename when --local is set.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'`

/** `TYPE[,TYPE…] [NAME…]` or `TYPE/NAME…`; `program` is named in a message. */
export function readResourceArguments(
  args: readonly string[],
  resources: readonly ResourceInfo[],
  program: string,
): ResourceArguments {
  const words = combineTypesAndNames(args)
  const slashes = words.filter((word) => word.includes('/')).length
  if (slashes > 0 && slashes < words.length) {
    throw new UsageError(
      `there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. '${program} get resource/<resource_name>' instead of '${program} get resource resource/<resource_name>'`,
    )
  }
  if (slashes > 0) return { types: [], names: [], pairs: words.map(typeAndName) }
  const [first, ...names] = words
  if (first === undefined) return { types: [], names: [], pairs: [] }
  return { types: unique(expandCategories(first, resources)), names, pairs: [] }
}

/** Whether the arguments name single objects (`resource.HasNames`). */
export function hasNames(args: readonly string[]): boolean {
  const words = combineTypesAndNames(args)
  return words.length > 1 || words.some((word) => word.includes('/'))
}

/** `a,b c` means `a/c b/c`. */
function combineTypesAndNames(args: readonly string[]): readonly string[] {
  const [first = '', ...names] = args
  const types = unique(first)
  if (names.length === 0 || types.length < 2) return args
  return types.flatMap((type) => names.map((name) => `${type}/${name}`))
}

export function typeAndName(word: string): { type: string; name: string } {
  const [type = '', name = '', ...more] = word.split('/')
  if (more.length > 0) throw new UsageError('arguments in resource/name form may not have more than one slash')
  if (type === '' || name === '' || unique(type).length !== 1) {
    throw new UsageError('arguments in resource/name form must have a single resource and name')
  }
  return { type, name }
}

function unique(list: string): string[] {
  return [...new Set(list.split(','))]
}
