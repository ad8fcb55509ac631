import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { unauthorized } from '../../api/contract/status-errors.js'
import { administrator, anonymous, type User } from '../../api/contract/user.js'
import type { Cluster } from '../../cluster/cluster.js'

/** Finds out who makes a request; throws Unauthorized when what it shows is not believed. */
export type Authenticate = (headers: IncomingHttpHeaders) => Promise<User>

/**
 * The holder of the administrator's token, a service account that shows one of its own, or nobody in particular. Over
 * plain HTTP kubectl never sends one (client-go's `IsConfigTransportTLS`): there, as with `kubectl proxy`, whoever shows
 * none is the administrator too, but for web pages, which browsers let talk to this machine under a foreign name or with
 * their origin told. What is no bearer token is as good as nothing (`authentication/request/bearertoken`).
 */
export function authenticator(cluster: Cluster, token: string, secure: boolean): Authenticate {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  const wanted = digest(token)
  return async ({ authorization, host = '', origin }) => {
    if (authorization === undefined && !secure && origin === undefined && ownNames.test(host)) return administrator
    const [, given = ''] = /^bearer (\S+)/i.exec(authorization?.trim() ?? '') ?? []
    if (given === '') return anonymous
    return timingSafeEqual(digest(given), wanted) ? administrator : accountOf(cluster, given)
  }
}

const ownNames = /^(127\.0\.0\.1|localhost)(:\d+)?$/

async function accountOf(cluster: Cluster, token: string): Promise<User> {
  const { reviewToken } = await import('../../api/tokens/index.js')
  const { createRandom } = await import('../../simulation/random.js')
  const verdict = await cluster.read((reader) => {
    const { settings } = cluster
    return reviewToken({ reader, settings, random: createRandom(settings.seed), now: cluster.now() }, token)
  })
  if (typeof verdict === 'string') throw unauthorized()
  return verdict.user
}
