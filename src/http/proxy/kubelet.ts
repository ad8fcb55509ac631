/** What a node's kubelet answers to the API server, which it lets in (`pkg/kubelet/server`). */

import { serviceUnavailable } from '../../api/contract/status-errors.js'
import { writeJson } from '../../model/json/exact-json.js'
import type { Pod } from '../../model/objects/types.js'
import { podsByNode } from '../../store/indexes.js'
import type { Answer, Exchange } from '../exchange/exchange.js'
import { typeFirst } from '../exchange/json-text.js'

/** `/healthz`, `/pods` and `/containerLogs/NAMESPACE/POD/CONTAINER` of a node's kubelet; it has no other pages here. */
export async function kubeletAnswer(
  { server, method, query, signal }: Exchange,
  node: string,
  path: string,
): Promise<Answer> {
  const { machineFault } = await import('../../runtime/containers/machine-fault.js')
  const host = server.cluster.host()
  const fault = await host.transact((world) => machineFault(node, world))
  if (fault !== undefined) {
    throw serviceUnavailable(`error trying to reach service: dial tcp ${fault.address}:10250: ${fault.reason}`)
  }
  const [page = '', ...names] = path.split('/').filter((segment) => segment !== '')
  if (method !== 'GET' && method !== 'HEAD') return text(405, 'Method Not Allowed\n')
  if (page === 'healthz') return text(200, 'ok')
  if (page === 'pods' && names.length === 0) {
    const items = await host.transact((world) => [...world.select<Pod>(podsByNode, node)])
    const pods = { kind: 'PodList', apiVersion: 'v1', metadata: {}, items: items.map(typeless) }
    return { ...text(200, `${writeJson(pods)}\n`), type: 'application/json' }
  }
  if (page === 'containerLogs' && names.length === 3) {
    const [namespace = '', pod = '', container = ''] = names
    const tail = query.get('tailLines') ?? ''
    const follow = query.get('follow') === 'true'
    const log = {
      namespace,
      pod,
      container,
      follow,
      signal,
      ...(/^\d+$/.test(tail) ? { tailLines: Number(tail) } : {}),
    }
    return { status: 200, type: 'text/plain', chunks: server.cluster.client.logs(log) }
  }
  return text(404, '404 page not found\n')
}

const text = (status: number, content: string) => ({ status, text: content })

/** The items of a list do not say what they are. */
function typeless(pod: Pod): unknown {
  const { kind: _kind, apiVersion: _apiVersion, ...rest } = pod
  return typeFirst(rest)
}
