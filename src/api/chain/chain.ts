/**
 * How a request flows.
 *
 * Whoever asks something of the cluster makes a Request (`api/contract/request.ts`) and hands it to the same chain of
 * links, each of which may answer, change the request, or change the answer of the next:
 *
 * 1. Whoever asks makes it. A command calls its Client, whose face (`client.ts`) turns a call into a request and an answer into
 *    a result; on a state file its transport is `cluster/clients/local-client.ts`. Over HTTP (`http/exchange/request.ts`),
 *    and from a program in the cluster (`http/server/inside.ts`), bytes become one. Our own commands through a server send
 *    theirs as bytes (`http/remote/`), to the same chain on the other side.
 * 2. `impersonate.ts`: whom it is made for, if the sender may say so.
 * 3. `authorise.ts`: whether the roles allow it. Only now what it carries is read: a body that nobody may send is not
 *    looked at, and who may not ask is not told what there is.
 * 4. (Audit: what was asked and answered is written down.)
 * 5. (Faults: an API server that is slow, or out of order.)
 * 6. `ownership.ts`: on the way back, objects are told with the owners of their fields.
 * 7. `questions.ts`: where a plugin of admission has to ask somebody else before it can decide, that is done here, without
 *    holding the cluster, and the request goes on once more.
 * 8. The registry (`cluster/clients/chain-end.ts`): finds the resource, warns of what is on its way out, calls the api
 *    (`api/requests/`), which has the draft admitted by the plugins (`api/admission/`), in a transaction of the session; or
 *    begins a stream. What is no resource has another end: a document, a proxied page (`http/server/routes.ts`).
 */
import type { Handler, Link } from '../contract/request.js'

/** Goes on with a value as soon as it is there, which may be at once. */
export const goOn = <T, R>(value: T | Promise<T>, next: (value: T) => R | Promise<R>): R | Promise<R> =>
  value instanceof Promise ? value.then(next) : next(value)

/** Links in the order in which a request passes them, before the handler at their end. */
export const chain =
  (...links: readonly Link[]) =>
  (end: Handler): Handler =>
    links.reduceRight((next, link) => link(next), end)
