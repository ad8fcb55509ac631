import type { LogQuery } from '../../api/contract/client.js'
import { ApiError, UsageError } from '../../api/contract/errors.js'
import { goQuote } from '../../model/go/quote.js'
import { instantOf } from '../../model/objects/time.js'
import type { Pod } from '../../model/objects/types.js'
import type { Command, Context, FlagValues } from '../command.js'
import {
  allContainerNames,
  byLogging,
  defaultContainer,
  findContainer,
  hasSeveral,
  notAmong,
  podFor,
  podsResource,
} from '../selection/pod-choice.js'
import { selectResources } from '../selection/resource-builder.js'
import { logFlags } from './logs-flags.js'

type LogOptions = Omit<LogQuery, 'namespace' | 'pod' | 'container' | 'signal'>

interface Request {
  readonly resource: string
  readonly selector: string
  readonly container: string
  readonly allContainers: boolean
  readonly allPods: boolean
  readonly prefix: boolean
  readonly ignoreErrors: boolean
  readonly mostStreams: number
  readonly timeout: number
  readonly options: LogOptions
}

const usage = '[-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'

/** `logs (POD | TYPE/NAME)` (kubectl `pkg/cmd/logs/logs.go`). */
export const command: Command<Request> = {
  description: 'Print the logs of a container.',
  examples: `
# The last 20 lines
kubectl logs --tail=20 nginx

# Follow a container
kubectl logs -f -c ruby web-1

# The container's previous run
kubectl logs -p -c ruby web-1`,
  usage,
  flags: logFlags,
  parse: ({ positional }, flags) => {
    const selector = flags.string('selector')
    if (positional.length > 2 || (positional.length === 0 && selector === '')) {
      throw new UsageError(
        `expected 'logs ${usage}'.\nPOD or TYPE/NAME is a required argument for the logs command`,
        true,
      )
    }
    if (positional.length === 1 && selector !== '') {
      throw new UsageError('only a selector (-l) or a POD name is allowed', true)
    }
    const [resource = '', inline] = positional
    const container = inline ?? flags.string('container')
    checkFlags(flags, container, inline !== undefined)
    return {
      resource,
      selector,
      container,
      allContainers: flags.bool('all-containers'),
      allPods: flags.bool('all-pods'),
      prefix: flags.bool('prefix') || flags.bool('all-pods'),
      ignoreErrors: flags.bool('ignore-errors'),
      mostStreams: flags.int('max-log-requests'),
      timeout: flags.duration('pod-running-timeout'),
      options: optionsOf(flags, selector !== ''),
    }
  },
  run: async (request, context) => {
    const pods = await podsOf(request, context)
    const streams = pods.flatMap((pod) => containersOf(pod, request, context).map((container) => ({ pod, container })))
    if (request.options.follow === true && streams.length > 1) {
      if (streams.length > request.mostStreams) {
        throw new UsageError(
          `you are attempting to follow ${streams.length} log streams, but maximum allowed concurrency is ${request.mostStreams}, use --max-log-requests to increase the limit`,
        )
      }
      await Promise.all(streams.map((stream) => copy(stream, request, context)))
      return
    }
    for (const stream of streams) await copy(stream, request, context)
  },
}

function checkFlags(flags: FlagValues, container: string, inline: boolean): void {
  const sinceTime = flags.string('since-time')
  if (sinceTime !== '' && Number.isNaN(instantOf(sinceTime))) {
    throw new UsageError(
      `parsing time ${goQuote(sinceTime)} as "2006-01-02T15:04:05Z07:00": cannot parse ${goQuote(sinceTime)} as "2006"`,
    )
  }
  if (sinceTime !== '' && flags.duration('since') !== 0) {
    throw new UsageError('at most one of `sinceTime` or `sinceSeconds` may be specified')
  }
  if (flags.bool('all-containers') && container !== '') {
    throw new UsageError(`--all-containers=true should not be specified with container name ${container}`)
  }
  if (flags.changed('container') && inline) {
    throw new UsageError('only one of -c or an inline [CONTAINER] arg is allowed')
  }
  if (flags.int('limit-bytes') < 0) throw new UsageError('--limit-bytes must be greater than 0')
  if (flags.duration('since') < 0) throw new UsageError('--since must be greater than 0')
  if (flags.int('tail') < -1) throw new UsageError('--tail must be greater than or equal to -1')
}

/** A selector shows the last ten lines of each pod unless told otherwise. */
function optionsOf(flags: FlagValues, selects: boolean): LogOptions {
  const tail = flags.int('tail')
  const since = flags.duration('since')
  const sinceTime = flags.string('since-time')
  const bytes = flags.int('limit-bytes')
  return {
    follow: flags.bool('follow'),
    previous: flags.bool('previous'),
    timestamps: flags.bool('timestamps'),
    ...(tail !== -1 ? { tailLines: tail } : selects && !flags.changed('tail') ? { tailLines: 10 } : {}),
    ...(since === 0 ? {} : { sinceSeconds: Math.round(since / 1000) }),
    ...(sinceTime === '' ? {} : { sinceTime }),
    ...(bytes === 0 ? {} : { limitBytes: bytes }),
  }
}

async function podsOf(request: Request, context: Context): Promise<readonly Pod[]> {
  const { io, client, namespace } = context
  if (request.selector !== '') {
    const resource = await podsResource(context)
    const { items } = await client.list<Pod>({ resource, namespace, labelSelector: request.selector })
    if (items.length === 0) io.err(`No resources found in ${namespace} namespace.\n`)
    return items
  }
  const selected = await selectOne(request.resource, context)
  const { pod, all } = await podFor(selected, 'get the logs from', byLogging, request.timeout, context)
  if (request.allPods) return all
  if (all.length > 1) io.err(`Found ${all.length} pods, using pod/${pod.metadata.name}\n`)
  return [pod]
}

/** kubectl wraps the server's words here, in its own way. */
async function selectOne(resource: string, context: Context) {
  try {
    const selection = await selectResources({ args: [resource], defaultType: 'pods', singleType: true }, context)
    const [selected] = await selection.all()
    if (selected === undefined) throw new UsageError('expected a resource')
    return selected
  } catch (error) {
    if (!(error instanceof ApiError) || error.reason !== 'NotFound') throw error
    throw new UsageError(`error from server (NotFound): ${error.message} in namespace "${context.namespace}"`)
  }
}

function containersOf(pod: Pod, request: Request, { io }: Context): readonly string[] {
  const { spec } = pod
  if (request.allContainers) {
    return [...(spec.initContainers ?? []), ...spec.containers, ...(spec.ephemeralContainers ?? [])].map(
      ({ name }) => name,
    )
  }
  let name = request.container
  const preset = defaultContainer(pod)
  if (name === '' && preset !== undefined) {
    if (findContainer(pod, preset) !== undefined) name = preset
    else io.err(`Default container name "${preset}" not found in pod ${pod.metadata.name}\n`)
  }
  if (name === '') {
    name = spec.containers[0]!.name
    if (hasSeveral(pod) && !request.allPods) io.err(`Defaulted container "${name}" out of: ${allContainerNames(pod)}\n`)
  }
  if (findContainer(pod, name) === undefined) throw notAmong(pod, name)
  return [name]
}

async function copy(
  { pod, container }: { pod: Pod; container: string },
  request: Request,
  context: Context,
): Promise<void> {
  const { io, client, signal } = context
  const { follow = false } = request.options
  const prefix = request.prefix ? `[pod/${pod.metadata.name}/${container}] ` : ''
  const query: LogQuery = {
    ...request.options,
    namespace: pod.metadata.namespace ?? '',
    pod: pod.metadata.name,
    container,
    signal,
  }
  try {
    for await (const chunk of client.logs(query)) {
      io.out(`${prefix}${chunk}`)
      if (follow) await io.flush()
    }
  } catch (error) {
    if (!request.ignoreErrors || !(error instanceof ApiError)) throw error
    io.out(`error: ${error.message}\n`)
  }
}
