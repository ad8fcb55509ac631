import type { User } from '../../api/contract/user.js'
import type { Answer } from '../exchange/exchange.js'
import { isSafe } from '../exchange/web-pages.js'

/** `MaxRequestsInFlight` and `MaxMutatingRequestsInFlight` of the API server's `pkg/server/config.go`. */
const mostReading = 400
const mostChanging = 200

/** Whoever must be able to see what is wrong is let in always. */
const exempt = 'system:masters'

/** Requests that have come and are not answered yet; what is streamed has been, from its beginning on. */
export class RequestsInFlight {
  private reading = 0
  private changing = 0

  /** Answers a request, or says that there are too many (`WithMaxInFlightLimit`). */
  async answered(method: string, user: User, answer: () => Promise<Answer>): Promise<Answer> {
    if (user.groups.includes(exempt)) return answer()
    const side = isSafe(method) ? 'reading' : 'changing'
    if (this[side] >= (side === 'reading' ? mostReading : mostChanging)) return tooMany
    this[side]++
    try {
      return await answer()
    } finally {
      this[side]--
    }
  }
}

const tooMany: Answer = {
  status: 429,
  text: 'Too many requests, please try again later.\n',
  headers: { 'Retry-After': '1' },
}
