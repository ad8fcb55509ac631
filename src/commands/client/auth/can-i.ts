/** `auth can-i` (kubectl `pkg/cmd/auth/cani.go`): the answer as a word, and as the exit code. */

import { UsageError } from '../../../api/contract/errors.js'
import type { ResourceInfo } from '../../../api/contract/names.js'
import { ruleCells, shownRules } from '../../../model/objects/policy-rules.js'
import type { PolicyRule } from '../../../model/objects/types.js'
import { alignLines, tableAlignment } from '../../../printers/tabwriter.js'
import { type Command, type Context, ExitCode, type FlagValues } from '../../command.js'
import { lackedResource } from '../../resources/lacked.js'
import { lookUpResource } from '../../resources/look-up.js'
import { ask } from './ask.js'

interface Request {
  readonly list: boolean
  readonly noHeaders: boolean
  readonly quiet: boolean
  readonly allNamespaces: boolean
  readonly subresource: string
  readonly verb: string
  /** `TYPE`, `TYPE/NAME`, or a path that begins with `/`. */
  readonly about: string
}

export const command: Command<Request> = {
  description:
    'Tell whether somebody may do something: a verb, and a resource, one object of it, or a path that begins with /.\nThe exit code is 0 for yes and 1 for no. Goes well with --as.',
  examples: `
# May I create pods in any namespace?
kubectl auth can-i create pods --all-namespaces

# May the service account "foo" of namespace "dev" list pods in the namespace "prod"?
kubectl auth can-i list pods --as=system:serviceaccount:dev:foo -n prod

# May I read the logs of pods?
kubectl auth can-i get pods --subresource=log

# All that I may do in namespace "foo"
kubectl auth can-i --list --namespace=foo`,
  usage: 'VERB [TYPE | TYPE/NAME | NONRESOURCEURL]',
  flags: [
    {
      name: 'all-namespaces',
      short: 'A',
      type: 'bool',
      default: 'false',
      description: 'If true, check the specified action in all namespaces.',
    },
    { name: 'list', type: 'bool', default: 'false', description: 'If true, prints all allowed actions.' },
    {
      name: 'no-headers',
      type: 'bool',
      default: 'false',
      description: 'If true, prints allowed actions without headers',
    },
    {
      name: 'quiet',
      short: 'q',
      type: 'bool',
      default: 'false',
      description: 'If true, suppress output and just return the exit code.',
    },
    { name: 'subresource', type: 'string', description: 'SubResource such as pod/log or deployment/scale' },
  ],
  parse: ({ positional }, flags) => requestOf(positional, flags),
  run: (request, context) => (request.list ? list(request, context) : check(request, context)),
}

function requestOf(positional: readonly string[], flags: FlagValues): Request {
  const request = {
    list: flags.bool('list'),
    noHeaders: flags.bool('no-headers'),
    quiet: flags.bool('quiet'),
    allNamespaces: flags.bool('all-namespaces'),
    subresource: flags.string('subresource'),
    verb: positional[0] ?? '',
    about: positional[1] ?? '',
  }
  if (request.list) {
    if (positional.length > 0) throw new UsageError('list option must be specified with no arguments')
    if (!request.quiet && !request.allNamespaces && request.subresource === '') return request
    throw new UsageError("list option can't be specified with neither quiet, all-namespaces nor subresource options")
  }
  if (positional.length === 2) return request
  throw new UsageError(
    'you must specify two arguments: verb resource or verb resource/resourceName.\n' +
      "See 'kubectl auth can-i -h' for help and examples.",
  )
}

const resourceVerbs = new Set(
  'get list watch create update patch delete deletecollection use bind impersonate * approve sign escalate attest'.split(
    ' ',
  ),
)
const pathVerbs = new Set('get put post head options delete patch *'.split(' '))
/** What no client can discover. */
const undiscovered = new Set(['users', 'groups'])

async function check(request: Request, context: Context): Promise<void> {
  const spec = request.about.startsWith('/') ? pathSpec(request, context) : await resourceSpec(request, context)
  if (request.noHeaders) throw new UsageError('--no-headers cannot be set without --list specified')
  const { status } = await ask('SelfSubjectAccessReview', 'authorization', spec, context)
  const {
    allowed,
    reason = '',
    evaluationError = '',
  } = status as Record<'reason' | 'evaluationError', string> & {
    allowed: boolean
  }
  const why = [reason, evaluationError].map((text) => (text === '' ? '' : ` - ${text}`)).join('')
  if (!request.quiet) context.io.out(allowed ? 'yes\n' : `no${why}\n`)
  if (!allowed) throw new ExitCode(1)
}

/** With an empty line behind it, as kubectl has it here. */
const warn = ({ io }: Context, text: string) => io.warn(`${text}\n`)

function pathSpec({ verb, about, subresource }: Request, context: Context): object {
  if (subresource !== '') throw new UsageError('--subresource can not be used with NonResourceURL')
  if (!pathVerbs.has(verb)) warn(context, `verb '${verb}' is not a known verb`)
  return { nonResourceAttributes: { verb, path: about } }
}

async function resourceSpec(request: Request, context: Context): Promise<object> {
  const { verb, about, subresource, allNamespaces } = request
  const slash = about.indexOf('/')
  const type = slash < 0 ? about : about.slice(0, slash)
  const name = slash < 0 ? '' : about.slice(slash + 1)
  const found = type === '*' ? undefined : resourceOf(type, await context.client.resources(), context)
  if (!allNamespaces) {
    if (found !== undefined && !found.namespaced) {
      const where = found.group === '' ? '' : ` in group '${found.group}'`
      warn(context, `resource '${found.plural}' is not namespace scoped${where}`)
    }
    if (!resourceVerbs.has(verb)) warn(context, `verb '${verb}' is not a known verb`)
  }
  return {
    resourceAttributes: {
      ...(allNamespaces ? {} : { namespace: context.namespace }),
      verb,
      ...(found === undefined || found.group === '' ? {} : { group: found.group }),
      resource: found?.plural ?? type,
      ...(subresource === '' ? {} : { subresource }),
      ...(name === '' ? {} : { name }),
    },
  }
}

function resourceOf(type: string, resources: readonly ResourceInfo[], context: Context): ResourceInfo | undefined {
  const found = lookUpResource(type.toLowerCase(), resources)
  if (found !== undefined || undiscovered.has(type.toLowerCase())) return found
  const lacked = lackedResource(type.toLowerCase())
  if (lacked !== undefined) {
    warn(context, `kubesim does not have kind "${lacked.kind}" yet`)
    return lacked
  }
  const [resource = '', ...group] = type.toLowerCase().split('.')
  const where = group.length === 0 ? '' : ` in group '${group.join('.')}'`
  warn(context, `the server doesn't have a resource type '${resource}'${where}`)
  return undefined
}

async function list({ noHeaders }: Request, context: Context): Promise<void> {
  const { status } = await ask('SelfSubjectRulesReview', 'authorization', { namespace: context.namespace }, context)
  const {
    resourceRules = [],
    nonResourceRules = [],
    incomplete,
    evaluationError,
  } = status as {
    readonly resourceRules?: readonly PolicyRule[]
    readonly nonResourceRules?: readonly PolicyRule[]
    readonly incomplete?: boolean
    readonly evaluationError?: string
  }
  if (incomplete === true) context.io.warn(`the list may be incomplete: ${evaluationError ?? ''}`)
  const header = ['Resources', 'Non-Resource URLs', 'Resource Names', 'Verbs']
  const rows = shownRules([...resourceRules, ...nonResourceRules]).map(ruleCells)
  context.io.out(alignLines(noHeaders ? rows : [header, ...rows], tableAlignment))
}
