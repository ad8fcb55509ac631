/** From the words of a command line to resource types and names (cli-runtime `pkg/resource/builder.go`). */
import type { Client, ResourceInfo } from '../api/client.js'
import { UsageError } from '../api/errors.js'

/** What the words name: whole types, or single objects. */
export interface Words {
  readonly types: readonly string[]
  readonly names: readonly string[]
  readonly tuples: readonly { readonly type: string; readonly name: string }[]
}

export const missingResource = `You must provide one or more resources by argument or filename.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'
   '<resource> <name>'
   '<resource>'`

/** `ResourceTypeOrNameArgs`: `pods`, `pods,svc`, `pod a b`, `pod/a svc/b`, `pods,svc a b`. */
export function readWords(args: readonly string[], program: string, resources: readonly ResourceInfo[]): Words {
  const words = pairedUp(args)
  const slashes = words.filter((word) => word.includes('/')).length
  if (slashes > 0 && slashes < words.length) {
    throw new UsageError(
      `there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. '${program} get resource/<resource_name>' instead of '${program} get resource resource/<resource_name>'`,
    )
  }
  if (slashes > 0) return { types: [], names: [], tuples: words.map(tupleOf) }
  const [first, ...names] = words
  if (first === undefined) return { types: [], names: [], tuples: [] }
  return { types: typesOf(first).flatMap((type) => expandCategory(type, resources)), names, tuples: [] }
}

/** Several types with names stand for every pair: `pods,svc a` is `pods/a svc/a`. */
function pairedUp(args: readonly string[]): readonly string[] {
  if (args.length < 2) return args
  const types = typesOf(args[0]!)
  return types.length < 2 ? args : types.flatMap((type) => args.slice(1).map((name) => `${type}/${name}`))
}

function tupleOf(word: string) {
  const parts = word.split('/')
  if (parts.length !== 2) throw new UsageError('arguments in resource/name form may not have more than one slash')
  const [type = '', name = ''] = parts
  if (type === '' || name === '' || type.includes(',')) {
    throw new UsageError('arguments in resource/name form must have a single resource and name')
  }
  return { type, name }
}

const typesOf = (word: string) => word.split(',').filter((type) => type !== '')

/** Resources of `all`, in the order kubectl prints them: core first, then by group. */
function expandCategory(type: string, resources: readonly ResourceInfo[]): readonly string[] {
  const members = resources.filter((resource) => resource.categories.includes(type))
  return members.length === 0
    ? [type]
    : members.map((member) => (member.group === '' ? member.plural : `${member.plural}.${member.group}`))
}

/**
 * The resource a word means: plural, singular, short name or kind, with `.group` or `.version.group` behind it
 * (`schema.ParseResourceArg`, `KindFor`).
 */
export function findType(word: string, resources: readonly ResourceInfo[]): ResourceInfo {
  const [name = '', ...rest] = word.split('.')
  const wanted = name.toLowerCase()
  const named = resources.filter(
    (each) =>
      each.plural === wanted ||
      each.singular === wanted ||
      each.short.includes(wanted) ||
      each.kind.toLowerCase() === wanted,
  )
  const qualifier = rest.join('.')
  const found =
    qualifier === ''
      ? named[0]
      : (named.find(
          (each) => `${each.version}.${each.group}` === qualifier || (each.group === '' && each.version === qualifier),
        ) ?? named.find((each) => each.group === qualifier || each.group.startsWith(`${qualifier}.`)))
  if (found === undefined) throw new UsageError(`the server doesn't have a resource type "${name}"`)
  return found
}

/** The distinct resources that some words mean. */
export async function findTypes(words: readonly string[], client: Client): Promise<readonly ResourceInfo[]> {
  const resources = await client.resources()
  return [...new Set(words.map((word) => findType(word, resources)))]
}
