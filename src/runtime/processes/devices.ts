import type { Instant } from '../../model/objects/object.js'
import { textOf } from '../../model/values/byte-text.js'
import { createRandom } from '../../simulation/random.js'
import type { FileSystem } from './file-system.js'

/** How much is read from a device at once. */
const PIECE = 16 * 1024
const zeros = '\0'.repeat(PIECE)
/** Each byte as a text of its own, so that none becomes a part of another's character. */
const bytes = Array.from({ length: 256 }, (_, byte) => textOf(Uint8Array.of(byte)))

interface Place {
  readonly hostname: string
  readonly files: FileSystem
  now(): Instant
}

/** How often somebody has begun to read random bytes in a file system: each time others come. */
const readings = new WeakMap<FileSystem, number>()

/** What comes out of a device that never ends, a piece each time; undefined for all other paths. */
export function deviceSource(path: string, place: Place): (() => string) | undefined {
  if (path === '/dev/zero' || path === '/dev/full') return () => zeros
  if (path !== '/dev/urandom' && path !== '/dev/random') return undefined
  const reading = (readings.get(place.files) ?? 0) + 1
  readings.set(place.files, reading)
  const random = createRandom(place.hostname)(`${path} at ${place.now()}, reading ${reading}`)
  return () => Array.from({ length: PIECE }, () => bytes[random.below(256)]).join('')
}
