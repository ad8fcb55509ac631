/** Rules of roles from flags (kubectl `pkg/cmd/create/create_role.go`). */

import { UsageError } from '../../../api/contract/errors.js'
import type { ResourceInfo } from '../../../api/contract/names.js'
import { goQuote } from '../../../model/go/quote.js'
import { compareKeys } from '../../../model/values/order.js'
import { type Context, ExitCode, type Flag, type FlagValues } from '../../command.js'
import { lackedResource } from '../../resources/lacked.js'
import { lookUpResource } from '../../resources/look-up.js'

export const verbFlag: Flag = {
  name: 'verb',
  type: 'list',
  description: 'Verb that applies to the resources contained in the rule',
}

export const resourceFlags: readonly Flag[] = [
  { name: 'resource', type: 'list', description: 'Resource that the rule applies to' },
  {
    name: 'resource-name',
    type: 'strings',
    description: 'Resource in the white list that the rule applies to, repeat this flag for multiple items',
  },
]

const standardVerbs = new Set(
  '* get delete list create update patch watch proxy deletecollection use bind escalate impersonate'.split(' '),
)

const rbac = 'rbac.authorization.k8s.io'
const ofRoles = [`roles.${rbac}`, `clusterroles.${rbac}`]

/** Verbs that mean something for these resources alone. */
const specialVerbs: Readonly<Record<string, readonly string[]>> = {
  use: ['podsecuritypolicies.policy', 'podsecuritypolicies.extensions'],
  bind: ofRoles,
  escalate: ofRoles,
  impersonate: ['users.', 'serviceaccounts.', 'groups.', 'userextras.authentication.k8s.io'],
}

/** The verbs, each once; `*` stands for all others. */
export function verbsOf(flags: FlagValues): string[] {
  const verbs = flags.strings('verb')
  return verbs.includes('*') ? ['*'] : [...new Set(verbs)]
}

interface Wanted {
  readonly group: string
  readonly resource: string
  readonly subresource: string
}

/** `deployments.apps/scale`; all behind a lone `*` is left out. */
export function wantedResources(flags: FlagValues): Wanted[] {
  const texts = flags.strings('resource')
  const star = texts.indexOf('*')
  const kept = star < 0 ? texts : ['*']
  return kept.map((text) => {
    const [name = '', subresource = ''] = splitOnce(text, '/')
    const [resource = '', group = ''] = splitOnce(name, '.')
    return { group, resource, subresource }
  })
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator)
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}

/** The rules for resources, one a group; refuses resources that the server does not have. */
export async function resourceRules(flags: FlagValues, { client, io }: Context): Promise<object[]> {
  const verbs = verbsOf(flags)
  for (const verb of verbs) {
    if (!standardVerbs.has(verb)) io.err(`Warning: '${verb}' is not a standard resource verb\n`)
  }
  const known = await client.resources()
  const names = [...new Set(flags.strings('resource-name'))]
  const groups = new Map<string, Set<string>>()
  for (const wanted of wantedResources(flags)) {
    const found = resolved(wanted, verbs, known, io)
    const list = groups.get(found.group) ?? new Set()
    groups.set(found.group, list.add(`${found.resource}${wanted.subresource === '' ? '' : `/${wanted.subresource}`}`))
  }
  return [...groups]
    .sort(([a], [b]) => compareKeys(a, b))
    .map(([group, resources]) => ({
      verbs,
      apiGroups: [group],
      resources: [...resources],
      ...(names.length === 0 ? {} : { resourceNames: names }),
    }))
}

function resolved(wanted: Wanted, verbs: readonly string[], known: readonly ResourceInfo[], io: Context['io']) {
  const { group, resource } = wanted
  if (resource === '') throw new UsageError('resource must be specified if apiGroup/subresource specified')
  if (resource === '*') return wanted
  const word = group === '' ? resource : `${resource}.${group}`
  // A rule may speak of what this cluster does not have.
  const info = lookUpResource(word, known) ?? lackedResource(word)
  const found = info === undefined ? wanted : { group: info.group, resource: info.plural }
  const special = verbs.filter((verb) => Object.hasOwn(specialVerbs, verb))
  for (const verb of special) {
    if (specialVerbs[verb]?.includes(`${found.resource}.${found.group}`)) continue
    throw new UsageError(`can not perform '${verb}' on '${found.resource}' in group '${found.group}'`)
  }
  if (info === undefined && special.length === 0) {
    io.err(
      `the server doesn't have a resource type ${goQuote(resource)}${group === '' ? '' : ` in group ${goQuote(group)}`}\n`,
    )
    throw new ExitCode(1)
  }
  return found
}
