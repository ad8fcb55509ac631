import type { Instant } from '../../model/objects/object.js'

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

/** The forms in which programs write an instant, all in UTC. */
export const timeForms: Readonly<Record<string, (instant: Instant) => string>> = {
  /** `2026-11-20T13:24:19.123Z` */
  iso: (instant) => new Date(instant).toISOString(),
  /** `20/Nov/2026:13:24:19 +0000` */
  clf: (instant) => {
    const { day, month, year, clock } = parts(instant)
    return `${day}/${month}/${year}:${clock} +0000`
  },
  /** `2026/11/20 13:24:19` */
  nginx: (instant) => new Date(instant).toISOString().slice(0, 19).replaceAll('-', '/').replace('T', ' '),
  /** `Fri Nov 20 13:24:19.123000 2026` */
  apache: (instant) => {
    const { weekday, day, month, year, clock, millis } = parts(instant)
    return `${weekday} ${month} ${day} ${clock}.${millis}000 ${year}`
  },
  /** `Fri, 20 Nov 2026 13:24:19 GMT` */
  http: (instant) => new Date(instant).toUTCString(),
  /** `20 Nov 2026 13:24:19.123` */
  redis: (instant) => {
    const { day, month, year, clock, millis } = parts(instant)
    return `${day} ${month} ${year} ${clock}.${millis}`
  },
  /** `Fri Nov 20 13:24:19 UTC 2026`, as date(1) writes it. */
  date: (instant) => {
    const { weekday, month, year, clock } = parts(instant)
    return `${weekday} ${month} ${String(new Date(instant).getUTCDate()).padStart(2)} ${clock} UTC ${year}`
  },
}

function parts(instant: Instant) {
  const date = new Date(instant)
  const iso = date.toISOString()
  return {
    weekday: days[date.getUTCDay()] ?? '',
    month: months[date.getUTCMonth()] ?? '',
    year: iso.slice(0, 4),
    day: iso.slice(8, 10),
    clock: iso.slice(11, 19),
    millis: iso.slice(20, 23),
  }
}

/** What the placeholders of a document's text stand for; undefined leaves the placeholder as it is. */
export type Lookup = (name: string) => string | undefined

export function fillIn(text: string, lookup: Lookup): string {
  if (!text.includes('{')) return text
  return text.replace(/\{([a-z]+(?:[.-][A-Za-z0-9_-]+)*)\}/g, (whole, name: string) => lookup(name) ?? whole)
}

/** `{time.FORM}` and the like. */
export function timeValue(prefix: string, name: string, instant: Instant): string | undefined {
  return name.startsWith(`${prefix}.`) ? timeForms[name.slice(prefix.length + 1)]?.(instant) : undefined
}
