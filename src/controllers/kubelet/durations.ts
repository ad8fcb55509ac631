import type { Millis } from '../../model/objects/object.js'
import type { World } from '../machinery/controller.js'

/** Bytes per millisecond that a registry delivers. */
const SLOWEST = 15_000
const FASTEST = 60_000

/** How long a pull plausibly takes. Events tell of it at any pace; only at pace `realistic` does time pass. */
export function pullDuration(sizeBytes: number, node: string, image: string, attempt: string, world: World): Millis {
  const random = world.random(`pull/${node}/${image}/${attempt}`)
  const speed = SLOWEST + random.next() * (FASTEST - SLOWEST)
  return Math.round(400 + random.next() * 600 + sizeBytes / speed)
}

/** Network and volumes of a new pod. */
export function sandboxDuration(uid: string, world: World): Millis {
  return world.settings.pace === 'instant' ? 0 : Math.round(400 + world.random(`sandbox/${uid}`).next() * 900)
}

/** What the simulator makes up takes its time only at pace `realistic`. */
export function atPace(duration: Millis, world: World): Millis {
  return world.settings.pace === 'instant' ? 0 : duration
}
