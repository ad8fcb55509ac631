import { attributesOf } from '../../api/chain/attributes.js'
import type { ExecQuery } from '../../api/contract/client.js'
import type { Answer, Content, ResourceName, ResourceRequest } from '../../api/contract/request.js'
import { badRequest, notFound } from '../../api/contract/status-errors.js'
import { objectKey } from '../../model/objects/object.js'
import type { Pod } from '../../model/objects/types.js'
import type { Host } from '../../runtime/sessions/host.js'
import type { Session } from '../session/session.js'

interface Parts {
  readonly session: Session
  /** The cluster over a length of time: a new one for each program. */
  host(): Host
}

type Stream = (parts: Parts, request: ResourceRequest & Content) => Promise<Answer>

/** The runtime is loaded when something of it is asked for. */
const sessions = () => import('../../runtime/sessions/index.js')

/** What begins at the subresources of a pod that are streams. What is wrong with the request is told before anything begins. */
const streams: Readonly<Record<string, Stream>> = {
  async log(parts, request) {
    const { readLogs } = await sessions()
    const { options } = request
    const { container } = await placeOf(parts, request)
    const query = { ...options, namespace: request.namespace, pod: request.name, container }
    const text = async function* () {
      yield* readLogs(parts.host(), query)
    }
    return { text: text() }
  },
  exec: connected(async (parts, request) => {
    const { execute } = await sessions()
    const query = { ...(await sessionOf(parts, request)), command: request.options.command ?? [] }
    return { run: (streams) => execute(parts.host(), query, streams) }
  }),
  attach: connected(async (parts, request) => {
    const { attach } = await sessions()
    const query = await sessionOf(parts, request)
    return { run: (streams) => attach(parts.host(), query, streams) }
  }),
  portforward: connected(async ({ host }, { namespace, name }) => {
    const { forward } = await sessions()
    return { forwarding: await forward(host(), { namespace, pod: name }) }
  }),
}

/** What leads into a container, for whoever may do more than look. */
function connected(open: Stream): Stream {
  return async (parts, request) => {
    if (request.trusted !== true) await checkCreates(parts, request)
    return open(parts, request)
  }
}

async function checkCreates({ session }: Parts, request: ResourceRequest): Promise<void> {
  const { checkMayConnect } = await import('../../api/rbac/authorizer.js')
  await session.read(({ api, core }) => {
    if (!core.features('AuthorizePodWebsocketUpgradeCreatePermission')) return
    checkMayConnect(api, request.user, attributesOf(request))
  })
}

/** The stream at that subresource of a resource; undefined where it is none. */
export function streamOf({ group, plural }: ResourceName, subresource: string): Stream | undefined {
  const ofPods = group === '' && plural === 'pods'
  return ofPods && Object.hasOwn(streams, subresource) ? streams[subresource] : undefined
}

/** The container that is meant, and where its pod runs. */
async function placeOf({ session }: Parts, { namespace, name, options }: ResourceRequest & Content) {
  const { chosenContainer } = await sessions()
  const pod = await session.read(({ api }) => api.get<Pod>(objectKey('pods', namespace, name)))
  if (pod === undefined) throw notFound({ group: '', resource: 'pods' }, name)
  return { container: chosenContainer(pod, options.container ?? ''), node: pod.spec.nodeName }
}

/** A session in a container, which must be on a node (`streamLocation`). */
async function sessionOf(parts: Parts, request: ResourceRequest & Content): Promise<Omit<ExecQuery, 'command'>> {
  const { container, node } = await placeOf(parts, request)
  const { name: pod, namespace, options } = request
  if (!node) throw badRequest(`pod ${pod} does not have a host assigned`)
  const { stdin = false, tty = false, signal } = options
  return { namespace, pod, container, stdin, tty, ...(signal === undefined ? {} : { signal }) }
}
