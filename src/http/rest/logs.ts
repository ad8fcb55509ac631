import type { Answer as Answered, Options } from '../../api/contract/request.js'
import type { Answer, Exchange } from '../exchange/exchange.js'
import { flag, integer, streamsNothing } from '../exchange/query.js'

/** What of a log is asked for: `pods/NAME/log`. */
export function logOptions({ query, server, signal }: Exchange): Options {
  const numbers = Object.fromEntries(
    (['tailLines', 'sinceSeconds', 'limitBytes'] as const).flatMap((name) => {
      const value = integer(query, name)
      return value === undefined ? [] : [[name, value]]
    }),
  )
  const sinceTime = query.get('sinceTime') ?? ''
  const follow = flag(query, 'follow')
  if (follow && !server.endless) throw streamsNothing()
  return {
    container: query.get('container') ?? '',
    follow,
    previous: flag(query, 'previous'),
    timestamps: flag(query, 'timestamps'),
    ...numbers,
    ...(sinceTime === '' ? {} : { sinceTime }),
    signal,
  }
}

/** What is wrong with the request is told before the first line. */
export async function logAnswer(answer: Answered, { query }: Exchange): Promise<Answer> {
  if (!('text' in answer)) throw new Error('the registry has answered with no log')
  const chunks = answer.text[Symbol.asyncIterator]()
  const first = chunks.next()
  // Who follows may wait for the first line; an error comes at once.
  if (!flag(query, 'follow')) await first
  return { status: 200, type: 'text/plain', chunks: from(first, chunks) }
}

async function* from(first: Promise<IteratorResult<string>>, rest: AsyncIterator<string>): AsyncGenerator<string> {
  try {
    for (let next = await first; next.done !== true; next = await rest.next()) yield next.value
  } finally {
    await rest.return?.()
  }
}
