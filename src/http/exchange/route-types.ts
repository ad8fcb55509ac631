import { ApiError } from '../../api/contract/errors.js'
import type { Exchange } from './exchange.js'
import { mediaTypes, streamOf } from './negotiation.js'

/** What the route that a request takes says of itself, before any handler is asked. */
export interface RouteTypes {
  readonly produces: readonly string[]
  /** Absent: it takes whatever comes. */
  readonly consumes?: readonly string[]
}

/**
 * go-restful compares the types that a request offers and takes with those of its route: as they are written, without
 * regard to their parameters (`matchesContentType`, `matchesAccept`). Custom resources have no such routes.
 */
export function checkRoute({ method, headers }: Request, { produces, consumes }: RouteTypes): void {
  const sent = headers['content-type'] || (method === 'GET' ? undefined : 'application/octet-stream')
  if (consumes && sent && !namesOf(sent).some((type) => consumes.includes(type))) {
    throw refused(415, 'UnsupportedMediaType', '415: Unsupported Media Type')
  }
  const wanted = headers.accept || anything
  if (namesOf(wanted).some((type) => type === anything || produces.includes(type))) return
  const available = `Available representations: ${produces.join(', ')}`
  throw refused(406, 'NotAcceptable', `406: Not Acceptable\n\n${available}`)
}

export const objectTypes: readonly string[] = Object.values(mediaTypes)
/** Of lists, which may be watched. */
export const streamedTypes = [...objectTypes, streamOf(mediaTypes.json), streamOf(mediaTypes.protobuf)]

type Request = Pick<Exchange, 'method' | 'headers'>

const anything = '*/*'

const namesOf = (header: string): string[] => header.split(',').map((each) => each.split(';', 1)[0]!.trim())

/** What another server has said (`NewGenericServerResponse`). */
const refused = (code: number, reason: 'NotAcceptable' | 'UnsupportedMediaType', message: string) =>
  new ApiError(code, reason, message, {})
