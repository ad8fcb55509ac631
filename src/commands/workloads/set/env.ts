import { UsageError } from '../../../api/contract/errors.js'
import { goQuote } from '../../../model/go/quote.js'
import type { Container, PodSpec } from '../../../model/objects/types.js'
import { entryOf } from '../../../model/values/json-values.js'
import { compareKeys } from '../../../model/values/order.js'
import type { Command, Context, FlagValues } from '../../command.js'
import { resourceNamed } from '../../resources/named.js'
import type { Selected } from '../../selection/query.js'
import { selectResources } from '../../selection/resource-builder.js'
import { fetchObject } from '../../selection/resource-reading.js'
import {
  type EnvironmentEdits,
  overwriteError,
  parseEnvironment,
  referenceText,
  splitEnvironment,
  updatedVariables,
  type Variable,
} from './env-variables.js'
import {
  changePodSpecs,
  containersFlag,
  localServerConflict,
  objectName,
  podSpecOf,
  type SetRequest,
  selectAll,
  setFlags,
  setRequest,
  withContainers,
} from './pod-specs.js'

interface Request extends SetRequest {
  readonly pairs: readonly string[]
  readonly containers: string
  readonly from: string
  readonly prefix: string
  readonly keys: readonly string[]
  readonly list: boolean
  readonly resolve: boolean
  readonly overwrite: boolean
}

const flags = [
  ...setFlags,
  containersFlag,
  {
    name: 'env',
    short: 'e',
    type: 'strings' as const,
    description: 'Specify a key-value pair for an environment variable to set into each container.',
  },
  { name: 'from', type: 'string' as const, description: 'A config map or secret from which to take variables.' },
  { name: 'keys', type: 'strings' as const, description: 'Comma-separated list of keys to take from it.' },
  { name: 'prefix', type: 'string' as const, description: 'Prefix to put before variable names.' },
  {
    name: 'list',
    type: 'bool' as const,
    default: 'false',
    description: 'If true, display the environment and any changes in the standard format.',
  },
  {
    name: 'resolve',
    type: 'bool' as const,
    default: 'false',
    description: 'If true, show the values behind secret and config map references when listing variables.',
  },
  {
    name: 'overwrite',
    type: 'bool' as const,
    default: 'true',
    description: 'If false, reject updates that overwrite existing variables.',
  },
]

/** `set env TYPE/NAME KEY=VALUE KEY-` (kubectl `pkg/cmd/set/set_env.go`). */
export const command: Command<Request> = {
  description: 'Set, remove or list environment variables in the templates of pods. A name followed by - is removed.',
  examples: `
# Set one
kubectl set env deployment/registry STORAGE_DIR=/local

# List those of a deployment
kubectl set env deployment/registry --list

# Take them from a config map
kubectl set env --from=configmap/myconfigmap deployment/myapp`,
  usage: 'RESOURCE/NAME KEY_1=VAL_1 ... KEY_N=VAL_N',
  flags,
  parse: ({ positional }, values) => checked(parseRequest(positional, values)),
  run: async (request, context) => {
    const given = await parseEnvironment(request.pairs, () => context.io.stdin())
    const sourced = request.from === '' ? [] : await variablesFrom(request, context)
    const set = [...given.set, ...sourced].map((each) => ({ ...each, name: request.prefix + each.name }))
    const edits = { set, remove: given.remove }
    const items = await selectAll(request, context)
    if (request.list) {
      for (const item of items) await listVariables(item, edits, request, context)
      return
    }
    await changePodSpecs(
      items,
      request,
      {
        operation: 'env updated',
        failure: 'failed to patch env update to pod template:',
        change: (spec, selected, fail) => withEnvironment(spec, selected, edits, request, fail, context),
      },
      context,
    )
  },
}

function parseRequest(positional: readonly string[], values: FlagValues): Request {
  if (values.bool('all') && values.string('selector') !== '') {
    throw new UsageError('cannot set --all and --selector at the same time')
  }
  const { resources, pairs } = splitEnvironment(positional)
  return {
    ...setRequest(resources, values, undefined),
    pairs: [...values.strings('env'), ...pairs],
    containers: values.string('containers'),
    from: values.string('from'),
    prefix: values.string('prefix'),
    keys: values.strings('keys').flatMap((list) => list.split(',')),
    list: values.bool('list'),
    resolve: values.bool('resolve'),
    overwrite: values.bool('overwrite'),
  }
}

function checked(request: Request): Request {
  if (request.local && request.dryRun === 'server') throw new UsageError(localServerConflict)
  if (request.files.filenames.length === 0 && request.resources.length === 0) {
    throw new UsageError('one or more resources must be specified as <resource> <name> or <resource>/<name>')
  }
  if (request.list && request.output.format !== '') {
    throw new UsageError('--list and --output may not be specified together')
  }
  if (request.keys.length > 0 && request.from === '') {
    throw new UsageError('when specifying --keys, a configmap or secret must be provided with --from')
  }
  return request
}

/** References to the keys of a config map or secret, each under a name that a variable may have. */
async function variablesFrom({ from, keys }: Request, context: Context): Promise<Variable[]> {
  const selection = await selectResources({ args: [from], continueOnError: true }, context)
  const variables: Variable[] = []
  await selection.visit(async ({ resource, object }) => {
    const references: Readonly<Record<string, 'secretKeyRef' | 'configMapKeyRef'>> = {
      secrets: 'secretKeyRef',
      configmaps: 'configMapKeyRef',
    }
    const reference = references[resource.plural]
    if (reference === undefined) throw new UsageError('unsupported resource specified in --from')
    for (const key of Object.keys(object.data ?? {}).sort(compareKeys)) {
      if (keys.length > 0 && !keys.includes(key)) continue
      const name = key.replace(/[^a-zA-Z0-9_]/g, '_').toUpperCase()
      if (name !== key) context.io.warn(`key ${key} transferred to ${name}`)
      variables.push({ name, valueFrom: { [reference]: { name: object.metadata.name, key } } })
    }
  })
  return variables
}

function withEnvironment(
  spec: PodSpec,
  selected: Selected,
  edits: EnvironmentEdits,
  request: Request,
  fail: (message: string) => void,
  context: Context,
): PodSpec | undefined {
  let refused: string | undefined
  const changed = withContainers(spec, request.containers, (container) => {
    const existing = container.env ?? []
    if (!request.overwrite) refused ??= overwriteError(existing, edits.set)
    const { env: _, ...rest } = container
    const env = updatedVariables(existing, edits)
    return env.length === 0 ? (rest as Container) : { ...container, env }
  })
  if (refused !== undefined) {
    fail(`error: ${objectName(selected, request.local)} ${refused}\n`)
    return undefined
  }
  if (changed === undefined) warnOfNoContainers(selected, request, context)
  return changed
}

function warnOfNoContainers({ resource, name }: Selected, { containers }: Request, context: Context): void {
  context.io.warn(`${resource.kind}/${name} does not have any containers matching ${goQuote(containers)}`)
}

async function listVariables(
  selected: Selected,
  edits: EnvironmentEdits,
  request: Request,
  context: Context,
): Promise<void> {
  const access = await podSpecOf(selected)
  if (access === undefined) return
  const found: Container[] = []
  withContainers(access.spec, request.containers, (container) => {
    found.push(container)
    return container
  })
  if (found.length === 0) warnOfNoContainers(selected, request, context)
  for (const container of found) {
    context.io.out(`# ${selected.resource.kind} ${selected.name}, container ${container.name}\n`)
    for (const variable of updatedVariables(container.env ?? [], edits)) {
      context.io.out(`${await variableText(variable, selected, request, context)}\n`)
    }
  }
}

async function variableText(
  { name, value = '', valueFrom }: Variable,
  { namespace }: Selected,
  { resolve }: Request,
  context: Context,
): Promise<string> {
  if (!valueFrom) return `${name}=${value}`
  const resolved = resolve ? await resolvedValue(valueFrom, namespace, context) : undefined
  return resolved === undefined ? `# ${name} from ${referenceText(valueFrom)}` : `${name}=${resolved}`
}

async function resolvedValue(
  from: NonNullable<Variable['valueFrom']>,
  namespace: string,
  context: Context,
): Promise<string | undefined> {
  const reference = from.configMapKeyRef ?? from.secretKeyRef
  if (!reference) return undefined
  const type = from.configMapKeyRef ? 'configmaps' : 'secrets'
  const resource = resourceNamed(type, await context.client.resources())
  const object = await fetchObject({ resource, namespace, name: reference.name ?? '' }, context).catch(
    (error: Error) => {
      context.io.err(`error retrieving reference for ${reference.key}: ${error.message}\n`)
      return undefined
    },
  )
  const value = entryOf(object?.data as Record<string, string> | undefined, reference.key)
  if (value === undefined || from.configMapKeyRef) return value
  return new TextDecoder().decode(Uint8Array.from(atob(value), (c) => c.charCodeAt(0)))
}
