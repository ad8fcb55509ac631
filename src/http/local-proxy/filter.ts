/** What `kubectl proxy` lets through to the API (kubectl `pkg/proxy/proxy_server.go`, `FilterServer`). */
import type { IncomingMessage } from 'node:http'

/** Whether an expression matches somewhere in a text. */
export type Pattern = (text: string) => boolean

/** What is let through: a path and a host that are accepted, and neither path nor method among those rejected. */
export interface Filter {
  readonly acceptPaths: readonly Pattern[]
  readonly rejectPaths: readonly Pattern[]
  readonly acceptHosts: readonly Pattern[]
  readonly rejectMethods: readonly Pattern[]
}

export function passes({ url = '/', method = 'GET', headers }: IncomingMessage, filter: Filter): boolean {
  const path = decoded(url.split('?', 1)[0]!)
  const matches = (text: string, patterns: readonly Pattern[]) => patterns.some((matches) => matches(text))
  if (matches(path, filter.rejectPaths) || matches(method, filter.rejectMethods)) return false
  return matches(path, filter.acceptPaths) && matches(hostOf(headers.host ?? ''), filter.acceptHosts)
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

/** The host without its port: Go's `net.SplitHostPort`, and what that does not take as it is. */
export function hostOf(header: string): string {
  const [, inBrackets, plain] = /^(?:\[([^[\]]*)\]|([^[\]:]*)):[^[\]:]*$/.exec(header) ?? []
  return inBrackets ?? plain ?? header
}
