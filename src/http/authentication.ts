import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { unauthorized } from '../api/status-errors.js'
import { administrator, anonymous, type User } from '../api/user.js'

/** Finds out who makes a request; throws Unauthorized when what it shows is not believed. */
export type Authenticate = (headers: IncomingHttpHeaders) => Promise<User>

/**
 * The holder of the administrator's token, or nobody in particular. Over plain HTTP kubectl never sends one (client-go's
 * `IsConfigTransportTLS`): there, as with `kubectl proxy`, whoever shows none is the administrator too, but for web
 * pages, which browsers let talk to this machine under a foreign name or with their origin told.
 */
export function authenticator(token: string, secure: boolean): Authenticate {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  const wanted = digest(token)
  return async ({ authorization, host = '', origin }) => {
    if (authorization === undefined) {
      return !secure && origin === undefined && ownNames.test(host) ? administrator : anonymous
    }
    const [, given] = /^Bearer +(\S+) *$/i.exec(authorization) ?? []
    if (given !== undefined && timingSafeEqual(digest(given), wanted)) return administrator
    throw unauthorized()
  }
}

const ownNames = /^(127\.0\.0\.1|localhost)(:\d+)?$/
