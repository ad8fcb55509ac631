import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { forbidden, unauthorized, unsupportedMediaType } from '../../api/contract/status-errors.js'
import { administrator, anonymous, type User } from '../../api/contract/user.js'
import type { Cluster } from '../../cluster/cluster.js'
import { fromElsewhere, isSafe, isUntyped } from '../exchange/web-pages.js'
import { objectTypes } from '../rest/body.js'
import { socketToken } from './socket-token.js'

/** A request as somebody comes with it. */
export interface Requester {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
}

/** Finds out who makes a request; throws Unauthorized when what it shows is not believed. */
export type Authenticate = (request: Requester) => Promise<User>

/**
 * The holder of the administrator's token, a service account that shows one of its own, or nobody in particular. Over
 * plain HTTP kubectl never sends one (client-go's `IsConfigTransportTLS`): there, as with `kubectl proxy`, whoever shows
 * none is the administrator too, but for web pages, which browsers let talk to this machine under a foreign name or for a
 * page of elsewhere. What is no bearer token is as good as nothing (`authentication/request/bearertoken`).
 *
 * A page of elsewhere that has a token may use it, as with an API server: no browser sends that by itself. One that shows
 * none is nobody, and though roles may allow nobody something, it neither changes nor streams anything.
 */
export function authenticator(cluster: Cluster, token: string, secure: boolean): Authenticate {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  const wanted = digest(token)
  const userOf = async (given: string) =>
    timingSafeEqual(digest(given), wanted) ? administrator : accountOf(cluster, given)
  return async (request) => {
    const { authorization, host = '' } = request.headers
    const [, given = ''] = /^bearer (\S+)/i.exec(authorization?.trim() ?? '') ?? []
    const bearer = given === '' ? undefined : await userOf(given).catch((error: Error) => error)
    const shown = bearer instanceof Error || bearer === undefined ? await socketToken(request.headers, userOf) : bearer
    if (shown !== undefined) return shown
    if (bearer !== undefined) throw bearer
    if (fromElsewhere(request.headers)) return stranger(request)
    if (authorization !== undefined || secure || !ownNames.test(host)) return anonymous
    if (isUntyped({ ...request, url: request.path })) throw unsupportedMediaType(objectTypes)
    return administrator
  }
}

const ownNames = /^(127\.0\.0\.1|localhost)(:\d+)?$/

function stranger({ method, headers }: Requester): User {
  if (isSafe(method) && headers.upgrade === undefined) return anonymous
  throw forbidden({ group: '', resource: '' }, '', 'a web page of another origin must show a token')
}

async function accountOf(cluster: Cluster, token: string): Promise<User> {
  const { reviewToken } = await import('../../api/tokens/index.js')
  const { createRandom } = await import('../../simulation/random.js')
  const verdict = await cluster.glance((reader) => {
    const { settings } = cluster
    return reviewToken({ reader, settings, random: createRandom(settings.seed), now: cluster.now() }, token)
  })
  if (typeof verdict === 'string') throw unauthorized()
  return verdict.user
}
