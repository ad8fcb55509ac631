/** What both ways to forward ports have: their protocol's name, and how a port is read. */

export const portForwardProtocol = 'portforward.k8s.io'
/** How newer clients ask for the same protocol inside the messages of a WebSocket. */
export const tunnelProtocol = `SPDY/3.1+${portForwardProtocol}`

/** A port of a request, as Go's `strconv.ParseUint` with 16 bits reads it; undefined when it is none. */
export function portOf(text: string): number | undefined {
  const port = /^\d{1,6}$/.test(text) ? Number(text) : 0
  return port >= 1 && port <= 65_535 ? port : undefined
}
