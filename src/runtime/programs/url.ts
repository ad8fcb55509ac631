/** The parts of a URL that a client needs. */
export interface Url {
  readonly scheme: string
  readonly host: string
  readonly port: number
  /** Whether the port stood in the URL. */
  readonly portGiven: boolean
  /** With the query: `/a?b=c`. */
  readonly path: string
  readonly user: string | undefined
}

/** Reads a URL as curl does, `http://` filled in; undefined when it is none. */
export function parseUrl(text: string): Url | undefined {
  const match =
    /^(?:([A-Za-z][A-Za-z0-9+.-]*):\/\/)?(?:([^@/?#]*)@)?(\[[0-9A-Fa-f:]+\]|[^:/?#\s]+)(?::(\d*))?([/?][^\s#]*)?(?:#\S*)?$/.exec(
      text,
    )
  if (match === null || (text.includes('://') && match[1] === undefined)) return undefined
  const [, scheme = 'http', user, host = '', port, path = '/'] = match
  const number = port === undefined || port === '' ? (scheme.toLowerCase() === 'https' ? 443 : 80) : Number(port)
  if (number > 65_535) return undefined
  return {
    scheme: scheme.toLowerCase(),
    host: host.toLowerCase(),
    port: number,
    portGiven: port !== undefined && port !== '',
    path: path.startsWith('?') ? `/${path}` : path,
    user,
  }
}

/** Where a `Location` header leads. */
export function redirectTarget(from: Url, location: string): string {
  if (/^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(location)) return location
  const origin = `${from.scheme}://${hostHeader(from)}`
  if (location.startsWith('/')) return `${origin}${location}`
  const path = from.path.split('?')[0] ?? '/'
  return `${origin}${path.slice(0, path.lastIndexOf('/') + 1)}${location}`
}

/** The `Host` header: with the port unless it is the scheme's own. */
export function hostHeader(url: Url): string {
  const usual = url.scheme === 'https' ? 443 : 80
  return url.port === usual ? url.host : `${url.host}:${url.port}`
}
