import { notAcceptable } from '../api/status-errors.js'

/** How the client wants its answer. */
export interface Representation {
  readonly format: 'json' | 'yaml'
  /** `as=Table`, `as=PartialObjectMetadata`, `as=APIGroupDiscoveryList`; empty: the object itself. */
  readonly as: string
  /** Whose version `v` says: `meta.k8s.io`. */
  readonly version: string
}

/** What an answer can be turned into, beside itself: `Table` in `v1`. */
export type Offer = Readonly<Record<string, readonly string[]>>

const plain: Representation = { format: 'json', as: '', version: '' }

/** What the objects of the api are also served as. */
export const objectOffer: Offer = {
  Table: ['v1', 'v1beta1'],
  PartialObjectMetadata: ['v1', 'v1beta1'],
  PartialObjectMetadataList: ['v1', 'v1beta1'],
}

/** The first of the media types in an Accept header that can be served; NotAcceptable when there is none. */
export function negotiate(accept: string | undefined, offer: Offer = {}): Representation {
  if (accept === undefined || accept.trim() === '') return plain
  for (const range of accept.split(',')) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim())
    const format = formats[type.toLowerCase()]
    if (format === undefined) continue
    const given = new Map(parameters.map((parameter) => parameter.split('=', 2) as [string, string | undefined]))
    const as = given.get('as') ?? ''
    const version = given.get('v') ?? ''
    if (as === '') return { ...plain, format }
    if (offer[as]?.includes(version)) return { format, as, version }
  }
  throw notAcceptable(['application/json', 'application/yaml'])
}

const formats: Readonly<Record<string, Representation['format']>> = Object.assign(Object.create(null), {
  'application/json': 'json',
  'application/yaml': 'yaml',
  '*/*': 'json',
  'application/*': 'json',
  // Browsers ask for pages; what they get is JSON all the same.
  'text/html': 'json',
})
