import type { LogQuery } from '../../api/contract/client.js'
import { badRequest } from '../../api/contract/status-errors.js'
import type { PodSpec } from '../../model/objects/types.js'
import type { Answer, Exchange } from '../exchange/exchange.js'
import type { ResourcePath } from '../exchange/paths.js'
import { flag, integer } from '../exchange/query.js'

/** `pods/NAME/log`. What is wrong with the request is told before the first line. */
export async function logAnswer(exchange: Exchange, path: ResourcePath): Promise<Answer> {
  const { query, client, signal } = exchange
  const numbers = Object.fromEntries(
    (['tailLines', 'sinceSeconds', 'limitBytes'] as const).flatMap((name) => {
      const value = integer(query, name)
      return value === undefined ? [] : [[name, value]]
    }),
  )
  const sinceTime = query.get('sinceTime') ?? ''
  const follow = flag(query, 'follow')
  const log: LogQuery = {
    namespace: path.namespace,
    pod: path.name,
    container: (await containerOf(exchange, path)).name,
    follow,
    previous: flag(query, 'previous'),
    timestamps: flag(query, 'timestamps'),
    ...numbers,
    ...(sinceTime === '' ? {} : { sinceTime }),
    signal,
  }
  const chunks = client.logs(log)[Symbol.asyncIterator]()
  const first = chunks.next()
  // Who follows may wait for the first line; an error comes at once.
  if (!follow) await first
  return { status: 200, type: 'text/plain', chunks: from(first, chunks) }
}

async function* from(first: Promise<IteratorResult<string>>, rest: AsyncIterator<string>): AsyncGenerator<string> {
  try {
    for (let next = await first; next.done !== true; next = await rest.next()) yield next.value
  } finally {
    await rest.return?.()
  }
}

interface Named {
  readonly name: string
  /** Where its pod runs; undefined until it has been scheduled. */
  readonly nodeName: string | undefined
}

/** The container that a request for a pod's stream names, or the only one there is. */
export async function containerOf({ client, query }: Exchange, path: ResourcePath): Promise<Named> {
  const resource = (await client.resources()).find((info) => info.group === path.group && info.plural === path.plural)!
  const pod = await client.get({ resource, namespace: path.namespace, name: path.name })
  const { containers, initContainers = [], ephemeralContainers = [], nodeName } = pod.spec as PodSpec
  const names = containers.map(({ name }) => name)
  const wanted = query.get('container') ?? ''
  const all = [...initContainers.map(({ name }) => name), ...names]
  if (wanted !== '') {
    if (all.includes(wanted) || ephemeralContainers.some(({ name }) => name === wanted))
      return { name: wanted, nodeName }
    throw badRequest(`container ${wanted} is not valid for pod ${path.name}`)
  }
  if (all.length === 1) return { name: names[0]!, nodeName }
  const choices = (list: readonly string[]) => `[${list.join(' ')}]`
  const start =
    initContainers.length === 0
      ? ''
      : ` or one of the init containers: ${choices(initContainers.map(({ name }) => name))}`
  throw badRequest(`a container name must be specified for pod ${path.name}, choose one of: ${choices(names)}${start}`)
}
