import { memo } from '../values/memo.js'
import type { Instant } from './object.js'

/**
 * RFC 3339 in UTC with whole seconds, as `metav1.Time` marshals: `2026-11-20T13:29:52Z`. At one instant the same is written
 * thousands of times.
 */
export const timestamp: (instant: Instant) => string = memo(
  1,
  (instant) => `${new Date(instant).toISOString().slice(0, 19)}Z`,
)

/** RFC 3339 with six decimals, as `metav1.MicroTime` marshals: `2026-11-20T13:29:52.000000Z`. */
export function microTimestamp(instant: Instant): string {
  return `${new Date(instant).toISOString().slice(0, 23)}000Z`
}

/** The instant a timestamp names; NaN when it names none. */
export function instantOf(text: string | undefined): Instant {
  return text === undefined ? Number.NaN : Date.parse(text)
}

/** The same, where no time is Go's zero time: before everything else, as upstream's comparisons take it. */
export const instantOrZero = (text: string | null | undefined): Instant => (text == null ? ZERO_TIME : instantOf(text))

/** `0001-01-01T00:00:00Z` */
const ZERO_TIME: Instant = -62_135_596_800_000

/** Four digits of a year are what timestamps have (RFC 3339). */
export const LAST_INSTANT = Date.UTC(10_000, 0) - 1

/** Whether a value is an instant that a timestamp can tell. */
export const isInstant = (value: unknown): value is Instant =>
  Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= LAST_INSTANT
