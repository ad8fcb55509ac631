import { expect, test } from 'vitest'
import type { Answer } from '../../../src/http/exchange/exchange.js'
import { RequestsInFlight } from '../../../src/http/server/in-flight.js'

const done: Answer = { status: 200, text: 'ok' }
const jane = { name: 'jane', groups: ['system:authenticated'] }
const admin = { name: 'admin', groups: ['system:masters'] }

function gate() {
  let resolve: (answer: Answer) => void = () => {}
  const promise = new Promise<Answer>((each) => {
    resolve = each
  })
  return { promise, resolve }
}

/** Requests that wait for each other, until they are let go. */
function waiting(inFlight: RequestsInFlight, method: string, count: number) {
  const gates = Array.from({ length: count }, () => gate())
  const answers = gates.map(({ promise }) => inFlight.answered(method, jane, () => promise))
  return { answers, finish: (at: number) => gates[at]!.resolve(done) }
}

// `WithMaxInFlightLimit` of the API server.
test.each([
  ['GET', 400, 'POST'],
  ['PATCH', 200, 'GET'],
])('of %s no more than %d are answered at once', async (method, most, other) => {
  const inFlight = new RequestsInFlight()
  const { answers, finish } = waiting(inFlight, method, most)
  expect(await inFlight.answered(method, jane, async () => done)).toEqual({
    status: 429,
    text: 'Too many requests, please try again later.\n',
    headers: { 'Retry-After': '1' },
  })
  expect(await inFlight.answered(other, jane, async () => done)).toBe(done)
  expect(await inFlight.answered(method, admin, async () => done)).toBe(done)
  finish(0)
  await answers[0]
  expect(await inFlight.answered(method, jane, async () => done)).toBe(done)
})
