import type { Answer, Exchange } from './exchange.js'

/** What /livez and /readyz list with `?verbose`: the checks that there are here. */
const checks = ['ping', 'log', 'etcd', 'poststarthook/start-kubesim']

/** `/healthz`, `/livez`, `/readyz`, also of one check (`/livez/ping`); undefined for other paths. */
export function healthAnswer({ query }: Exchange, segments: readonly string[]): Answer | undefined {
  const [probe = '', ...names] = segments
  if (!['healthz', 'livez', 'readyz'].includes(probe)) return undefined
  if (names.length > 0 && !checks.includes(names.join('/'))) return undefined
  if (names.length > 0 || !query.has('verbose')) return { status: 200, text: 'ok' }
  return { status: 200, text: `${checks.map((check) => `[+]${check} ok\n`).join('')}${probe} check passed\n` }
}
