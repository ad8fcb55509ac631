import type { WatchQuery } from '../../api/contract/client.js'
import { UsageError } from '../../api/contract/errors.js'
import { goQuote } from '../../model/go/quote.js'
import { humanDuration } from '../../model/objects/duration.js'
import type { Instant } from '../../model/objects/object.js'
import { instantOf } from '../../model/objects/time.js'
import type { Event } from '../../model/objects/types.js'
import { formatNames } from '../../printers/formats.js'
import { type Command, type Context, ExitCode } from '../command.js'
import { type OutputRequest, outputFlags, outputOf } from '../output/result.js'
import { refuseLackedResource } from '../resources/lacked.js'
import { lookUpResource } from '../resources/look-up.js'
import { resourceNamed } from '../resources/named.js'
import { apiVersionOf } from '../resources/of-object.js'
import { allNamespacesFlag } from '../selection/resource-flags.js'
import { enhanceListError } from '../selection/resource-reading.js'

interface Request {
  readonly allNamespaces: boolean
  readonly watch: boolean
  readonly noHeaders: boolean
  /** `pod/web`; empty: events about anything. */
  readonly about: string
  readonly types: readonly string[]
  readonly output: OutputRequest
}

/** `events` (kubectl `pkg/cmd/events/events.go`). */
export const command: Command<Request> = {
  description: 'List events: what happened to objects, the latest last.',
  examples: `
# Of the current namespace
kubectl events

# Of all namespaces
kubectl events --all-namespaces

# About one pod, as they come
kubectl events --for pod/web-pod-13je7 --watch

# Of one type
kubectl events --types=Warning`,
  usage: `[(-o|--output=)${formatNames.join('|')}] [--for TYPE/NAME] [--watch] [--types=Normal,Warning]`,
  flags: [
    ...outputFlags,
    allNamespacesFlag,
    { name: 'chunk-size', type: 'int', default: '500', description: 'Accepted for compatibility: lists come whole.' },
    { name: 'for', type: 'string', description: 'Only events about this resource, TYPE/NAME.' },
    { name: 'no-headers', type: 'bool', default: 'false', description: 'In the default output, print no headers.' },
    { name: 'types', type: 'list', description: 'Only events of these types: Normal, Warning.' },
    {
      name: 'watch',
      short: 'w',
      type: 'bool',
      default: 'false',
      description: 'After listing the requested events, watch for more.',
    },
  ],
  parse: (_, flags) => ({
    allNamespaces: flags.bool('all-namespaces'),
    watch: flags.bool('watch'),
    noHeaders: flags.bool('no-headers'),
    about: flags.string('for'),
    types: flags.strings('types').map((type) => type.toLowerCase()),
    output: outputOf(flags),
  }),
  run: async (request, context) => {
    const query = await queryOf(request, context)
    if (request.types.some((type) => type !== 'normal' && type !== 'warning')) {
      throw new UsageError('valid --types are Normal or Warning')
    }
    if (request.watch) await watchEvents(query, request, context)
    else await listEvents(query, request, context)
  },
}

type EventQuery = Pick<WatchQuery, 'resource' | 'namespace' | 'fieldSelector'>

async function queryOf({ about, allNamespaces }: Request, context: Context): Promise<EventQuery> {
  const resources = await context.client.resources()
  const resource = resourceNamed('events', resources)
  const query = { resource, namespace: allNamespaces ? '' : context.namespace }
  if (about === '') return query
  const [type = '', name, ...more] = about.split('/')
  if (name === undefined) throw new UsageError('--for must be in resource/name form')
  if (more.length > 0) throw new UsageError('arguments in resource/name form may not have more than one slash')
  const found = lookUpResource(type.toLowerCase(), resources)
  if (found === undefined) {
    refuseLackedResource(type.toLowerCase())
    context.io.err(`the server doesn't have a resource type ${goQuote(type.toLowerCase())}\n`)
    throw new ExitCode(1)
  }
  const wanted = [
    `involvedObject.kind=${found.kind}`,
    `involvedObject.apiVersion=${apiVersionOf(found)}`,
    ...(name === '' ? [] : [`involvedObject.name=${name}`]),
  ]
  return name === '' ? query : { ...query, fieldSelector: wanted.join(',') }
}

const isWanted = ({ type = '' }: Event, { types }: Request) => types.length === 0 || types.includes(type.toLowerCase())

const metadataOrder = 'name generateName namespace uid resourceVersion generation creationTimestamp'.split(' ')
const eventOrder =
  'metadata involvedObject reason message source firstTimestamp lastTimestamp count type eventTime series action related reportingComponent reportingInstance'.split(
    ' ',
  )

/** The event with its type, and its fields in the order in which Go prints them. */
function typed({ kind: _, apiVersion: __, ...event }: Event): Event {
  const metadata = inOrder(event.metadata, metadataOrder)
  return { kind: 'Event', apiVersion: 'v1', ...inOrder({ ...event, metadata }, eventOrder) } as Event
}

function inOrder<T extends object>(value: T, fields: readonly string[]): T {
  const first = fields.filter((field) => field in value).map((field) => [field, value[field as keyof T]])
  return { ...Object.fromEntries(first), ...value }
}

async function listEvents(query: EventQuery, request: Request, context: Context): Promise<void> {
  const { client, io, namespace } = context
  const list = await client.list<Event>(query).catch((error: unknown) => {
    throw enhanceListError(error, query)
  })
  const events = list.items.filter((event) => isWanted(event, request)).map(typed)
  if (events.length === 0) {
    io.err(request.allNamespaces ? 'No events found.\n' : `No events found in ${namespace} namespace.\n`)
    return
  }
  const print = await eventPrinter(request, context)
  print(events.toSorted((a, b) => timeOf(a) - timeOf(b)))
}

/** The time by which events are put in order. */
function timeOf({ series, lastTimestamp, eventTime }: Event): Instant {
  const time = series != null ? series.lastObservedTime : (lastTimestamp ?? eventTime)
  return time == null ? 0 : instantOf(time)
}

async function watchEvents(query: EventQuery, request: Request, context: Context): Promise<void> {
  const print = await eventPrinter(request, context)
  for await (const { type, object } of context.client.watch({ ...query, signal: context.signal })) {
    // Events are forgotten after an hour, which is no news.
    if (type !== 'ADDED' && type !== 'MODIFIED') continue
    if (isWanted(object as Event, request)) print(typed(object as Event))
    await context.io.flush()
  }
}

/** Prints one event, or a list of them. */
async function eventPrinter(request: Request, context: Context): Promise<(events: Event | readonly Event[]) => void> {
  const { io, client, files } = context
  const { output } = request
  if (output.format !== '' || output.template !== '') {
    const { objectPrinter } = await import('../../printers/index.js')
    const print = await objectPrinter({ ...output, keepOrder: true }, (path) => files.read(path))
    return (events) => {
      if (!('length' in events)) io.out(print(events))
      // kubectl finds no names in its list.
      else if (output.format !== 'name')
        io.out(print({ kind: 'EventList', apiVersion: 'v1', metadata: {}, items: events }))
    }
  }
  const { TabWriter, tableAlignment } = await import('../../printers/tabwriter.js')
  const { escapeTerminal } = await import('../../printers/table.js')
  const writer = new TabWriter(tableAlignment)
  const namespaced = (namespace: string, cells: string[]) => (request.allNamespaces ? [namespace, ...cells] : cells)
  const headers = namespaced('NAMESPACE', ['LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE'])
  let begun = request.noHeaders
  return (events) => {
    const lines = ('length' in events ? events : [events]).map((event: Event) => {
      const { type = '', reason = '', message = '', involvedObject, metadata } = event
      const { kind = '', name = '' } = involvedObject
      const texts = [type, reason, `${kind}/${name}`, message.trim()].map(escapeTerminal)
      return namespaced(metadata.namespace ?? '', [lastSeen(event, client.now()), ...texts])
    })
    io.out(writer.writeAndRemember(begun ? lines : [headers, ...lines]))
    begun = true
  }
}

/** How long ago it was, and how often it has been since when. */
function lastSeen({ eventTime, firstTimestamp, lastTimestamp, series, count = 0 }: Event, now: Instant): string {
  const age = (time: string | null | undefined) => (time == null ? '<unknown>' : humanDuration(now - instantOf(time)))
  const first = age(eventTime ?? firstTimestamp)
  if (series != null) return `${age(series.lastObservedTime)} (x${series.count} over ${first})`
  return count > 1 ? `${age(lastTimestamp)} (x${count} over ${first})` : first
}
