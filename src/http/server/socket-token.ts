import { isUtf8 } from 'node:buffer'
import type { IncomingHttpHeaders } from 'node:http'
import { unauthorized } from '../../api/contract/status-errors.js'
import type { User } from '../../api/contract/user.js'

const prefix = 'base64url.bearer.authorization.k8s.io.'

/**
 * Who shows a bearer token as a protocol of a WebSocket, since pages cannot set headers of one (apiserver
 * `authentication/request/websocket/protocol.go`). Another protocol must stand beside it, and once the token is believed it
 * is no longer among those offered. Undefined when none is shown; throws Unauthorized when it is none, or not believed.
 */
export async function socketToken(
  headers: IncomingHttpHeaders,
  userOf: (token: string) => Promise<User>,
): Promise<User | undefined> {
  if (!isWebSocket(headers)) return undefined
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((each) => each.trim())
  const [encoded, ...more] = offered.filter((each) => each.startsWith(prefix))
  if (encoded === undefined) return undefined
  const token = decoded(encoded.slice(prefix.length))
  if (token === undefined || more.length > 0) throw unauthorized()
  if (token === '') return undefined
  const others = offered.filter((each) => each !== encoded)
  if (others.length === 0) throw unauthorized()
  const user = await userOf(token)
  headers['sec-websocket-protocol'] = others.join(',')
  return user
}

/** `wsstream.IsWebSocketRequest`. */
const isWebSocket = ({ upgrade = '', connection = '' }: IncomingHttpHeaders) =>
  upgrade.toLowerCase() === 'websocket' && connection.toLowerCase().includes('upgrade')

/** Go's `base64.RawURLEncoding`, which takes neither padding nor strange letters, of what is UTF-8. */
function decoded(text: string): string | undefined {
  if (!/^[\w-]*$/.test(text) || text.length % 4 === 1) return undefined
  const bytes = Buffer.from(text, 'base64url')
  return isUtf8(bytes) ? bytes.toString('utf8') : undefined
}
