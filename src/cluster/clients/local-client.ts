import { goOn } from '../../api/chain/chain.js'
import { clientOver } from '../../api/chain/client.js'
import type { Client, VersionInfo } from '../../api/contract/client.js'
import { ApiError } from '../../api/contract/errors.js'
import { mostBody } from '../../api/contract/limits.js'
import type { Handler, ResourceRequest, Sender } from '../../api/contract/request.js'
import { tooLarge } from '../../api/contract/status-errors.js'
import { jsonLength } from '../../model/json/json-length.js'
import type { ClusterSettings } from '../../model/objects/settings.js'
import type { Session } from '../session/session.js'
import { streamOf } from './streams.js'

/** What a client needs beside the session. */
export interface LocalClientParts {
  readonly session: Session
  now(): number
  readonly send: Handler
  /** Whom its requests come from. */
  readonly sender: Sender
}

/** A client of this process's cluster. */
export const localClient = ({ session, now, send, sender }: LocalClientParts): Client =>
  clientOver({
    now,
    version: async () => versionOf(await session.read(({ state }) => state.settings)),
    resources: () => session.read(({ api }) => api.resources()),
    subresources: async (resource) => (await session.writing()).subresources(resource),
    send: (request) => sent(send, limited({ ...request, ...sender })),
  })

/** A server would have refused to read more. */
const limited = (request: ResourceRequest): ResourceRequest => ({
  ...request,
  content: () =>
    goOn(request.content(), (content) => {
      if (jsonLength(content.body, mostBody) > mostBody) throw tooLarge(`limit is ${mostBody}`)
      return content
    }),
})

/** Streams are asked for with GET first, and with POST when that is refused, as kubectl does. */
function sent(send: Handler, request: ResourceRequest) {
  const { resource, subresource } = request
  if (streamOf(resource, subresource) === undefined || subresource === 'log') return send(request)
  return Promise.resolve(send(request)).catch((error: unknown) => {
    if (!(error instanceof ApiError) || error.reason !== 'Forbidden') throw error
    return send({ ...request, verb: 'create' })
  })
}

function versionOf({ kubernetesVersion }: ClusterSettings): VersionInfo {
  const [major = '', minor = ''] = kubernetesVersion.split('.')
  return { major, minor, gitVersion: `v${kubernetesVersion}` }
}
