import { UsageError } from '../../api/contract/errors.js'
import type { ResourceInfo } from '../../api/contract/names.js'
import { compareKeys } from '../../model/values/order.js'
import { documentNames } from '../../printers/formats.js'
import { noPrinter, printObject } from '../../printers/index.js'
import { alignLines, tableAlignment } from '../../printers/tabwriter.js'
import type { Command, FlagValues } from '../command.js'
import { outputFlagOf } from '../output/result.js'
import { groupResource } from '../resources/look-up.js'
import { apiVersionOf } from '../resources/of-object.js'

interface Request {
  readonly format: string
  readonly headers: boolean
  readonly sortBy: string
  /** Each resource that is listed passes all of them. */
  readonly filters: readonly ((resource: ResourceInfo) => boolean)[]
}

const formats = [...documentNames, 'name', 'wide']

/** `api-resources` (kubectl `pkg/cmd/apiresources/apiresources.go`). */
export const command: Command<Request> = {
  description: 'Print the resource types that the cluster serves.',
  examples: `
# All of them, with their verbs
kubectl api-resources -o wide

# Those of one group
kubectl api-resources --api-group=apps`,
  usage: '',
  flags: [
    { name: 'api-group', type: 'string', description: 'Limit to resources in the specified API group.' },
    { name: 'cached', type: 'bool', default: 'false', description: 'Accepted for compatibility.' },
    { name: 'categories', type: 'strings', description: 'Limit to resources that belong to the specified categories.' },
    {
      name: 'namespaced',
      type: 'bool',
      default: 'true',
      description: 'If false, non-namespaced resources; if true, namespaced ones. All without it.',
    },
    { name: 'no-headers', type: 'bool', default: 'false', description: "Don't print headers." },
    outputFlagOf(formats),
    { name: 'sort-by', type: 'string', description: "Sort by this field: 'name' or 'kind'." },
    { name: 'verbs', type: 'strings', description: 'Limit to resources that support the specified verbs.' },
  ],
  parse: ({ positional }, flags) => {
    if (positional.length > 0) throw new UsageError(`unexpected arguments: [${positional.join(' ')}]`, true)
    const format = flags.string('output')
    if (format !== '' && !formats.includes(format)) throw noPrinter(format, formats)
    const sortBy = flags.string('sort-by')
    if (!['', 'name', 'kind'].includes(sortBy)) throw new UsageError('--sort-by accepts only name or kind')
    return { format, headers: !flags.bool('no-headers'), sortBy, filters: filtersOf(flags) }
  },
  run: async ({ format, headers, sortBy, filters }, { client, io }) => {
    const preferred = onePerKind(await client.resources())
    const shown = preferred.filter((resource) => filters.every((passes) => passes(resource))).sort(by(sortBy))
    if (documentNames.includes(format)) return io.out(await printObject(resourceList(shown), format, true))
    if (format === 'name') return io.out(shown.map((resource) => `${groupResource(resource)}\n`).join(''))
    const wide = format === 'wide'
    const head = ['NAME', 'SHORTNAMES', 'APIVERSION', 'NAMESPACED', 'KIND', ...(wide ? ['VERBS', 'CATEGORIES'] : [])]
    const rows = shown.map((resource) => row(resource, wide))
    io.out(alignLines(headers ? [head, ...rows] : rows, tableAlignment))
  },
}

/** What discovery says, as one document (`APIResourceList`), its fields in the order of the Go structs. */
function resourceList(resources: readonly ResourceInfo[]): object {
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: '',
    resources: resources.map(({ plural, singular, namespaced, group, version, kind, verbs, short, categories }) => ({
      name: plural,
      singularName: singular,
      namespaced,
      ...(group === '' ? {} : { group }),
      version,
      kind,
      verbs: [...verbs].sort(compareKeys),
      ...(short.length === 0 ? {} : { shortNames: short }),
      ...(categories.length === 0 ? {} : { categories }),
    })),
  }
}

function filtersOf(flags: FlagValues): Request['filters'] {
  const list = (name: string) => flags.strings(name).flatMap((words) => words.split(','))
  const verbs = list('verbs')
  const categories = list('categories')
  return [
    ...(flags.changed('api-group') ? [({ group }: ResourceInfo) => group === flags.string('api-group')] : []),
    ...(flags.changed('namespaced') ? [({ namespaced }: ResourceInfo) => namespaced === flags.bool('namespaced')] : []),
    (resource) => verbs.every((verb) => resource.verbs.includes(verb)),
    (resource) => categories.every((category) => resource.categories.includes(category)),
  ]
}

/** Discovery's preferred versions: the first of each group. */
function onePerKind(resources: readonly ResourceInfo[]): readonly ResourceInfo[] {
  const seen = new Set<string>()
  return resources.filter((resource) => {
    const known = seen.has(groupResource(resource))
    seen.add(groupResource(resource))
    return !known
  })
}

function by(field: string): (a: ResourceInfo, b: ResourceInfo) => number {
  const key = (resource: ResourceInfo) =>
    field === 'name' ? resource.plural : field === 'kind' ? resource.kind : resource.group
  return (a, b) => compareKeys(key(a), key(b)) || compareKeys(a.plural, b.plural)
}

function row(resource: ResourceInfo, wide: boolean): string[] {
  const { plural, short, namespaced, kind, verbs, categories } = resource
  const cells = [plural, short.join(','), apiVersionOf(resource), String(namespaced), kind]
  return wide ? [...cells, verbs.join(','), categories.join(',')] : cells
}
