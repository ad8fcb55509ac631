import { authorise } from '../../api/chain/authorise.js'
import { chain } from '../../api/chain/chain.js'
import { impersonate, type Look } from '../../api/chain/impersonate.js'
import { ownership } from '../../api/chain/ownership.js'
import { type Answerer, questions } from '../../api/chain/questions.js'
import type { Handler } from '../../api/contract/request.js'
import type { Host } from '../../runtime/sessions/host.js'
import type { Session } from '../session/session.js'
import { registry } from './chain-end.js'

export interface RequestParts {
  readonly session: Session
  /** The cluster over a length of time: a new one for each program. */
  host(): Host
  /** Answers what plugins of admission have to ask; without it nobody does. */
  readonly answer: Answerer | undefined
}

/** What becomes of the cluster's requests: the links of `api/chain/chain.ts` in their order, and what is at their end. */
export interface Requests {
  /** To the resources of the cluster. `owners`: objects come back with the owners of their fields. */
  readonly handle: (owners: boolean) => Handler
  /** The same with their owners; what has been written is saved before it is answered. */
  readonly handleAndSave: Handler
  /** The same way to somebody else. */
  answering(end: Handler): Handler
}

export function requestsOf({ session, host, answer }: RequestParts): Requests {
  const look: Look = (work) => session.glance(({ api }) => work(api))
  const asking = [impersonate(look), authorise(look)]
  const answering = questions(answer)
  const bare = chain(...asking, answering)
  const owned = chain(
    ...asking,
    ownership(() => session.writing()),
    answering,
  )
  const resources = registry({ session, host, write: (work) => session.write(work) })
  return {
    handle: (owners) => (owners ? owned : bare)(resources),
    handleAndSave: owned(registry({ session, host, write: (work) => session.commit(work) })),
    answering: owned,
  }
}
