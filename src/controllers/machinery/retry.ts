import type { Instant, Millis } from '../../model/objects/object.js'

const SHORTEST = 1_000
const LONGEST = 1_000_000

/**
 * How long to wait before another attempt at what has been failing since an instant: each wait doubles the time that has
 * passed, as the work queues' exponential back-off does (1000 s at most, `workqueue.DefaultControllerRateLimiter`). It
 * needs no counter, so nothing has to be remembered but the condition that tells since when.
 */
export function retryAfter(failingSince: Instant, now: Instant): Millis {
  const waited = Number.isNaN(failingSince) ? 0 : now - failingSince
  return Math.min(Math.max(waited, SHORTEST), LONGEST)
}
