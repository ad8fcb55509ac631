import type { Line } from '../../api/contract/description.js'
import { instantOf } from '../../model/objects/time.js'

/**
 * The lines of a text in which tabs end cells, the first one indented by `level` steps of two spaces. Tabs and newlines
 * inside values cut cells and lines too, as they do in kubectl.
 */
export function lines(level: number, text: string): Line[] {
  return `${'  '.repeat(level)}${text}`.split('\n').map((line) => line.split('\t'))
}

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** Go's RFC1123Z in the local time zone, as kubectl shows instants: `Fri, 20 Nov 2026 13:50:09 +0000`. */
export function time(timestamp: string | null | undefined): string {
  const instant = instantOf(timestamp ?? undefined)
  if (Number.isNaN(instant)) return 'Mon, 01 Jan 0001 00:00:00 +0000'
  const at = new Date(instant)
  const two = (value: number) => String(value).padStart(2, '0')
  const offset = -at.getTimezoneOffset()
  const zone = `${offset < 0 ? '-' : '+'}${two(Math.floor(Math.abs(offset) / 60))}${two(Math.abs(offset) % 60)}`
  const day = `${days[at.getDay()]}, ${two(at.getDate())} ${months[at.getMonth()]} ${at.getFullYear()}`
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())} ${zone}`
}

export function noneIfEmpty(text: string | undefined): string {
  return text === undefined || text === '' ? '<none>' : text
}

export function bool(value: boolean | undefined): string {
  return value ? 'True' : 'False'
}
