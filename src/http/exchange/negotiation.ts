import type { IncomingMessage } from 'node:http'
import { ApiError } from '../../api/contract/errors.js'
import { notAcceptable } from '../../api/contract/status-errors.js'

export type Format = 'json' | 'yaml' | 'protobuf'

/** How an answer is written. */
export interface Rendering {
  readonly format: Format
  /** Indented, for people. */
  readonly pretty?: boolean
}

/** How the client wants its answer. */
export interface Representation extends Rendering {
  /** `as=Table`, `as=PartialObjectMetadata`, `as=APIGroupDiscoveryList`; empty: the object itself. */
  readonly as: string
  /** Of that kind: `v1`. */
  readonly version: string
}

/** What an answer can be turned into, beside itself: kinds of a group, each in its versions. */
export interface Offer {
  readonly group: string
  readonly kinds: Readonly<Record<string, readonly string[]>>
  /** Its own form is text: nobody but its definition knows its fields. */
  readonly onlyText?: boolean
}

const plain: Representation = { format: 'json', as: '', version: '' }
const nothing: Offer = { group: '', kinds: {} }
const metadataKinds = { PartialObjectMetadata: ['v1', 'v1beta1'], PartialObjectMetadataList: ['v1', 'v1beta1'] }

/** What objects are also served as where they have no columns. */
export const metadataOffer: Offer = { group: 'meta.k8s.io', kinds: metadataKinds }
/** What the objects of the api are also served as. */
export const objectOffer: Offer = { group: 'meta.k8s.io', kinds: { ...metadataKinds, Table: ['v1', 'v1beta1'] } }

/** In the order in which they are preferred by clients that do not care. */
export const mediaTypes: Readonly<Record<Format, string>> = {
  json: 'application/json',
  yaml: 'application/yaml',
  protobuf: 'application/vnd.kubernetes.protobuf',
}
const formats = Object.keys(mediaTypes) as readonly Format[]

/**
 * The representation that an Accept header likes best of those that can be served (`NegotiateMediaTypeOptions`);
 * NotAcceptable when there is none.
 */
export function negotiate(accept: string | undefined, offer = nothing): Representation {
  if (accept === undefined || accept === '') return plain
  for (const range of mediaRanges(accept)) {
    for (const format of formats) {
      const found = covers(range, mediaTypes[format]) ? representation(range.parameters, format, offer) : undefined
      if (found !== undefined) return found
    }
  }
  throw notAcceptable(Object.values(mediaTypes))
}

/** The same for a watch, whose events follow one another: in no YAML. */
export function negotiateStream(accept: string | undefined, offer: Offer): Representation {
  const found = negotiate(accept, offer)
  if (found.format !== 'yaml') return found
  throw notAcceptable([mediaTypes.json, mediaTypes.protobuf].map(streamOf))
}

/** What a stream of such events is called. */
export const streamOf = (type: string): string => `${type};stream=watch`

function representation(
  given: ReadonlyMap<string, string>,
  format: Format,
  { group, kinds, onlyText = false }: Offer,
): Representation | undefined {
  const stream = given.get('stream') ?? ''
  if (stream !== '' && (stream !== 'watch' || format === 'yaml')) return undefined
  const pretty = given.get('pretty') === '1' ? { pretty: true } : {}
  const binary = format === 'protobuf'
  if (!['as', 'g', 'v'].some((name) => given.has(name))) {
    return binary && onlyText ? undefined : { ...plain, ...pretty, format }
  }
  const as = given.get('as') ?? ''
  // Tables have no numbers (`AllowsMediaTypeTransform`).
  if (binary && as === 'Table') return undefined
  const version = given.get('v') ?? ''
  const versions = Object.hasOwn(kinds, as) ? kinds[as] : undefined
  if (given.get('g') !== group || versions?.includes(version) !== true) return undefined
  return { format, as, version, ...pretty }
}

/** `application/json;q=0.5;as=Table` */
export interface MediaRange {
  readonly type: string
  readonly subtype: string
  readonly quality: number
  readonly parameters: ReadonlyMap<string, string>
}

function covers({ type, subtype }: MediaRange, offered: string): boolean {
  const [wanted, below] = offered.split('/')
  return type === wanted ? subtype === below || subtype === '*' : type === '*' && subtype === '*'
}

/** So many ranges of a header are put into order: no client has more to say. */
const mostRanges = 1000

/** The media ranges of an Accept header, the preferred ones first; what is none is left out (`goautoneg.ParseAccept`). */
export function mediaRanges(accept: string): readonly MediaRange[] {
  const ranges: MediaRange[] = []
  for (const text of accept.split(',', mostRanges)) {
    const range = rangeOf(text)
    if (range === undefined) continue
    // Those that are liked as much stay in their order.
    let at = ranges.length
    while (at > 0 && precedes(range, ranges[at - 1]!)) at--
    ranges.splice(at, 0, range)
  }
  return ranges
}

function rangeOf(text: string): MediaRange | undefined {
  const [name = '', ...given] = text.trim().split(';')
  const [type = '', subtype = name.trim() === '*' ? '*' : undefined, ...more] = name
    .split('/')
    .map((part) => part.trim())
  if (subtype === undefined || subtype === '' || more.length > 0) return undefined
  const pairs = given.map((parameter) => parameter.split('=')).filter((pair) => pair.length === 2 && pair[1] !== '')
  const parameters = new Map(pairs.map(([key, value]) => [key!.trim(), value!.trim()]))
  const quality = parameters.has('q') ? Number(parameters.get('q')) || 0 : 1
  parameters.delete('q')
  return { type, subtype, quality, parameters }
}

const precedes = (one: MediaRange, other: MediaRange) =>
  one.quality > other.quality ||
  (one.type !== '*' && other.type === '*') ||
  (one.subtype !== '*' && other.subtype === '*')

/** Of a Status, and of what is no resource: whoever takes nothing that there is gets JSON for people (`WriteRawJSON`). */
export function renderingOf({ headers }: Pick<IncomingMessage, 'headers'>): Rendering {
  try {
    return negotiate(headers.accept)
  } catch (error) {
    if (error instanceof ApiError) return { format: 'json', pretty: true }
    throw error
  }
}
