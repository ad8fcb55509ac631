/**
 * About how many bytes a value has as JSON, or something more than `most`: what is larger is not gone through to its end.
 */
export function jsonLength(value: unknown, most: number): number {
  if (typeof value === 'string') return Buffer.byteLength(value) + 2
  if (typeof value !== 'object' || value === null) return String(value).length
  let length = 2
  for (const key in value) {
    if (!Array.isArray(value)) length += Buffer.byteLength(key) + 3
    length += jsonLength((value as Record<string, unknown>)[key], most - length) + 1
    if (length > most) break
  }
  return length
}
