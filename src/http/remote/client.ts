import { clientOver } from '../../api/chain/client.js'
import type { Client } from '../../api/contract/client.js'
import type { ResourceInfo } from '../../api/contract/names.js'
import type { ResourceName } from '../../api/contract/request.js'
import { ByteDecoder } from '../../model/values/byte-text.js'
import type { Behind } from '../local-proxy/server.js'
import { Connection } from './connection.js'
import type { Destination } from './destination.js'
import { discover, discoverSubresources } from './discovering.js'
import { sendOver } from './sending.js'

/** The cluster of a server far away, as a Client. */
export interface RemoteClient extends Client {
  /** `https://10.0.0.5:6443` */
  readonly address: string
  /** Whatever a path is answered with, as it comes. */
  raw(path: string, options?: { method?: string; body?: string; signal?: AbortSignal }): AsyncIterable<string>
  /** Passes requests of other clients on. */
  behind(): Promise<Behind>
  close(): void
}

/**
 * Reaches for the cluster behind a server. That it cannot be reached, or is not a kubesim server, is told by the first
 * request.
 */
export async function connect(destination: Destination, warn: (text: string) => void): Promise<RemoteClient> {
  const connection = new Connection(destination, warn)
  await connection.greet()
  return remoteClient(connection)
}

/** `known`: what the server serves, if it has told. */
export function remoteClient(connection: Connection, known?: readonly ResourceInfo[]): RemoteClient {
  let resources = known && Promise.resolve(known)
  const client = clientOver({
    now: () => connection.now(),
    version: async () => connection.version,
    resources() {
      resources ??= discover(connection)
      return resources
    },
    subresources: (resource) => discoverSubresources(connection, resource),
    send(request) {
      // Whoever changes what is served looks at it anew.
      if (isDefinition(request.resource) && !looks.includes(request.verb)) resources = undefined
      return sendOver(connection, request)
    },
  })
  return {
    ...client,
    address: connection.address,
    async *raw(path, { method, body, signal } = {}) {
      const decoder = new ByteDecoder()
      const call = {
        path,
        ...(body === undefined ? {} : { text: body }),
        ...(method === undefined ? {} : { method }),
        ...(signal === undefined ? {} : { signal }),
      }
      for await (const chunk of connection.whole(await connection.stream(call))) yield decoder.decode(chunk as Buffer)
    },
    behind: async () => (await import('./passing.js')).passOn(connection),
    close: () => connection.close(),
  }
}

const isDefinition = ({ group, plural }: ResourceName) =>
  group === 'apiextensions.k8s.io' && plural === 'customresourcedefinitions'
const looks = ['get', 'list', 'watch']
