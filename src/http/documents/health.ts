import { goQuote } from '../../model/go/quote.js'
import type { Answer, Exchange } from '../exchange/exchange.js'

/** What /healthz, /livez and /readyz look at, of all that an API server has to look at. */
const checks = ['ping', 'log', 'etcd', 'poststarthook/start-kubesim']
const probes: Readonly<Record<string, readonly string[]>> = {
  healthz: checks,
  livez: checks,
  readyz: ['ping', 'log', 'etcd', 'informer-sync', 'poststarthook/start-kubesim', 'shutdown'],
}

/** Every path that is answered. */
export const healthPaths: readonly string[] = Object.entries(probes).flatMap(([probe, names]) => [
  `/${probe}`,
  ...names.map((name) => `/${probe}/${name}`),
])

/** Whether it is asked how the server is doing. */
export const isProbe = ([probe = '']: readonly string[]): boolean => Object.hasOwn(probes, probe)

const headers = { 'X-Content-Type-Options': 'nosniff' }

/** All checks of a probe, or one of them (`/livez/ping`); undefined for other paths (`pkg/server/healthz`). */
export function healthAnswer({ query }: Exchange, segments: readonly string[]): Answer | undefined {
  const [probe = '', ...names] = segments
  const known = Object.hasOwn(probes, probe) ? probes[probe]! : undefined
  if (known === undefined) return undefined
  if (names.length > 0) return known.includes(names.join('/')) ? { status: 200, text: 'ok' } : undefined
  if (!query.has('verbose')) return { status: 200, text: 'ok', headers }
  const excluded = new Set(query.getAll('exclude'))
  const lines = known.map((check) => `[+]${check} ${excluded.delete(check) ? 'excluded: ok' : 'ok'}\n`)
  const unknown = [...excluded].sort().map(goQuote).join(',')
  const warning = unknown === '' ? '' : `warn: some health checks cannot be excluded: no matches for ${unknown}\n`
  return { status: 200, text: `${lines.join('')}${warning}${probe} check passed\n`, headers }
}
