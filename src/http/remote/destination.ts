import type { Impersonation } from '../../api/contract/user.js'

/** Where a server is, and how to be let in. */
export interface Destination {
  /** `https://10.0.0.5:6443`; a path behind it goes before every request's. */
  readonly server: string
  /** Shown over TLS only, as client-go does (`IsConfigTransportTLS`). */
  readonly token?: string
  /** Who has signed the server's certificate, in PEM; absent: whom the machine trusts. */
  readonly authority?: string
  /** Whatever the server's certificate is. */
  readonly insecure?: boolean
  /** The name that the certificate must be for, where it is not the address's. */
  readonly serverName?: string
  /** What every request says beside: whom it is made for, say. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
}

/** How connections to a destination are made, for node:tls. */
export function tlsOptions({ authority, insecure, serverName }: Destination) {
  return {
    ...(authority === undefined ? {} : { ca: authority }),
    ...(insecure === true ? { rejectUnauthorized: false } : {}),
    ...(serverName === undefined ? {} : { servername: serverName }),
  }
}

/** What every request to a destination says. */
export function headersFor({ server, token, headers }: Destination): Record<string, string | string[]> {
  const shown = token !== undefined && server.startsWith('https:')
  const given = Object.entries(headers ?? {}).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : [...value],
  ])
  return { ...(shown ? { Authorization: `Bearer ${token}` } : {}), ...Object.fromEntries(given) }
}

/** Whom a request wants to be taken as coming from. */
export function impersonationHeaders({ user, uid, groups, extra }: Impersonation): NonNullable<Destination['headers']> {
  return {
    'Impersonate-User': user,
    ...(groups.length === 0 ? {} : { 'Impersonate-Group': groups }),
    ...(uid === '' ? {} : { 'Impersonate-Uid': uid }),
    ...Object.fromEntries(Object.entries(extra).map(([key, values]) => [`Impersonate-Extra-${escaped(key)}`, values])),
  }
}

/** A key as it can stand in the name of a header (client-go's `headerKeyEscape`). */
const escaped = (key: string) =>
  [...new TextEncoder().encode(key)]
    .map((byte) => ({ character: String.fromCharCode(byte), hex: byte.toString(16).toUpperCase().padStart(2, '0') }))
    .map(({ character, hex }) => (/[!#$&'*+.^_`|~\w-]/.test(character) ? character : `%${hex}`))
    .join('')
