import type { Instant } from './object.js'

/** The last instant told and its text: at one instant the same is told thousands of times. */
let told: readonly [Instant, string] = [0, '1970-01-01T00:00:00Z']

/** RFC 3339 in UTC with whole seconds, as `metav1.Time` marshals: `2026-11-20T13:29:52Z`. */
export function timestamp(instant: Instant): string {
  if (told[0] !== instant) told = [instant, `${new Date(instant).toISOString().slice(0, 19)}Z`]
  return told[1]
}

/** RFC 3339 with six decimals, as `metav1.MicroTime` marshals: `2026-11-20T13:29:52.000000Z`. */
export function microTimestamp(instant: Instant): string {
  return `${new Date(instant).toISOString().slice(0, 23)}000Z`
}

/** The instant a timestamp names; NaN when it names none. */
export function instantOf(text: string | undefined): Instant {
  return text === undefined ? Number.NaN : Date.parse(text)
}
