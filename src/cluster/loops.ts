import { ApiError } from '../api/errors.js'
import type { Controller, World } from '../controllers/controller.js'
import { type Instant, type Millis, resourceIn } from '../model/object.js'
import type { Wakeup } from '../simulation/wakeups.js'
import type { State } from './state.js'
import { type Acting, manager } from './world.js'

/** client-go's `DefaultTypedControllerRateLimiter`: 5 ms, doubled with each failure in a row, 1000 s at most. */
const FIRST_RETRY: Millis = 5
const LAST_RETRY: Millis = 1_000_000
/** How many reconciliations one instant may take: so many, and so many more for each write in the cluster's life. */
const ENOUGH = 500_000
const ENOUGH_A_WRITE = 20
/** How many keys a crash names. */
const NAMED = 10

/** The control loops of a cluster at work. */
export interface Loops {
  /** Wakes the loops for what was written since the last call. */
  notice(): void
  /** Runs everything that is due up to an instant, each at its own. Whether there was anything. */
  settle(until: Instant): boolean
}

type Watch = Controller['watches'][string]

/** The loops that the settings do not disable. `most`: how many reconciliations one instant may take. */
export function createLoops(
  state: State,
  controllers: readonly Controller[],
  world: World,
  acting: Acting,
  most?: number,
): Loops {
  const { store, wakeups } = state
  const running = controllers.filter(({ name }) => !state.settings.disabled.includes(name))
  const byName = new Map(running.map((controller) => [controller.name, controller]))
  const watches = watchesByResource(running)
  let noticed = store.revision

  const notice = () => {
    while (noticed < store.revision) {
      const changes = store.changesSince(noticed)
      if (changes === undefined) throw new Error('one reconciliation wrote more than the change log remembers')
      noticed = store.revision
      for (const { key, object, previous } of changes) {
        for (const { name, watch } of watches(resourceIn(key))) {
          for (const called of watch(object, world, previous)) wakeups.call(name, called, state.now)
        }
      }
    }
  }

  const reconcile = (wakeup: Wakeup) => {
    const { controller: name, key } = wakeup
    const controller = byName.get(name)
    if (controller === undefined) return
    acting.component = controller.component ?? manager
    try {
      const wish = controller.reconcile(key, world)
      wakeups.wish(name, key, wish && state.now + wish.after)
    } catch (error) {
      if (!(error instanceof ApiError)) {
        throw new Error(`the ${name} loop failed at ${key}: ${(error as Error).message}`, { cause: error })
      }
      const failures = (wakeup.failures ?? wakeups.failures(name, key)) + 1
      wakeups.wish(name, key, state.now + Math.min(FIRST_RETRY * 2 ** (failures - 1), LAST_RETRY), failures)
    }
    notice()
  }

  return {
    notice,
    settle(until) {
      const limit = most ?? ENOUGH + ENOUGH_A_WRITE * store.revision
      const newest: string[] = []
      let count = 0
      let any = false
      for (let wakeup = wakeups.take(until); wakeup !== undefined; wakeup = wakeups.take(until)) {
        any = true
        if (wakeup.at > state.now) {
          state.now = wakeup.at
          count = 0
        }
        if (++count > limit - NAMED) newest.push(`${wakeup.controller} ${wakeup.key}`)
        if (count > limit) throw unsettled(count, newest)
        reconcile(wakeup)
      }
      state.now = Math.max(state.now, until)
      return any
    },
  }
}

/** Who watches a resource, in the order of the loops. */
function watchesByResource(running: readonly Controller[]) {
  const known = new Map<string, readonly { readonly name: string; readonly watch: Watch }[]>()
  return (resource: string) => {
    let found = known.get(resource)
    if (found === undefined) {
      found = running.flatMap(({ name, watches }) =>
        [watches[resource], watches['*']].flatMap((watch) => (watch === undefined ? [] : [{ name, watch }])),
      )
      known.set(resource, found)
    }
    return found
  }
}

function unsettled(count: number, newest: readonly string[]): Error {
  return new Error(
    `the control loops do not come to rest: ${count} reconciliations at one instant, last ${newest.join(', ')}`,
  )
}
