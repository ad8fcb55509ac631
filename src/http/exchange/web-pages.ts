/**
 * Requests of web pages. A browser sends them to this machine for whatever page its user looks at, be it of a stranger: what
 * needs nothing shown must not be done for one. A browser tells of itself what no page can change (Fetch standard: `Origin`,
 * on all that is no plain GET and on every WebSocket; Fetch Metadata: `Sec-Fetch-Site`).
 */
import type { IncomingHttpHeaders } from 'node:http'
import { connects, resourcePath, segmentsOf } from './paths.js'

/** Whether a browser sends this for a page that does not come from here: another port of the same host is elsewhere too. */
export function fromElsewhere({ origin, host = '', 'sec-fetch-site': site }: IncomingHttpHeaders): boolean {
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true
  return origin !== undefined && !isOrigin(String(origin), host)
}

/** Whether the origin is the host that is asked, at the same port; a page that hides its own says `null`. */
function isOrigin(origin: string, host: string): boolean {
  const [, scheme] = /^(https?):\/\/[^/?#]+$/.exec(origin) ?? []
  if (scheme === undefined || !URL.canParse(origin) || !URL.canParse(`${scheme}://${host}`)) return false
  const own = new URL(`${scheme}://${host}`)
  return own.origin === origin.toLowerCase() && own.pathname === '/' && own.username === '' && own.search === ''
}

interface Head {
  readonly method?: string | undefined
  readonly url?: string | undefined
  readonly headers: IncomingHttpHeaders
}

/**
 * Whether this is an object to be made of which it is not said what it is written in. An API server takes it for JSON; pages
 * can have one sent without that anybody asks whether they may (a `Blob` without a type), clients always say it.
 */
export function isUntyped({ method, url = '/', headers }: Head): boolean {
  if (method !== 'POST' || headers['content-type'] !== undefined) return false
  if (headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0) return false
  const path = resourcePath(segmentsOf(url.split('?', 1)[0]!) ?? [])
  return path === undefined || !connects.includes(path.subresource)
}

/** What changes nothing by itself (RFC 9110, 9.2.1). */
export const isSafe = (method: string): boolean => ['GET', 'HEAD', 'OPTIONS'].includes(method)
