import { ApiError } from '../../api/contract/errors.js'
import type { Controller, World } from '../../controllers/machinery/controller.js'
import { type Instant, type Millis, resourceIn } from '../../model/objects/object.js'
import type { Wakeup } from '../../simulation/wakeups.js'
import { StateFileError } from '../../store/document/state-file-error.js'
import type { State } from './state.js'
import { createStorms, MOST_RECONCILIATIONS, RestlessError, restless } from './storms.js'
import { type CurrentComponent, controllerManager } from './world.js'

/** client-go's `DefaultTypedControllerRateLimiter`: 5 ms, doubled with each failure in a row, 1000 s at most. */
const FIRST_RETRY: Millis = 5
const LAST_RETRY: Millis = 1_000_000
/** A loop's own fault seldom mends itself. */
const FIRST_RETRY_OF_A_FAULT: Millis = 10_000
/** The version of the simulator's own records, which have no events. */
const ownVersion = 'kubesim/v1'
/** The control loops of a cluster at work. */
export interface Loops {
  /** Wakes the loops for what was written since the last call. */
  enqueueChanges(): void
  /**
   * Runs what is due up to an instant, each at its own, until it is `enough`. Then the rest is left as it is, to be gone on with
   * whenever and in whatever slices: what comes of it is the same.
   */
  settle(until: Instant, enough?: (steps: number) => boolean): Settled
  /** Somebody has changed the cluster: what has been put off since it did not come to rest has a new reason to be looked at. */
  stir(): void
}

export interface Settled {
  /** What has been done: reconciliations, and writes. */
  readonly steps: number
  /** Nothing more is due until then. */
  readonly done: boolean
}

type Watch = Controller['watches'][string]

export interface LoopOptions {
  /** How many reconciliations of one key a second may take. */
  readonly most?: number
  /** A fault of a loop's ends everything: for tests of the loops. */
  readonly strict?: boolean
}

/** The loops that the settings do not disable. */
export function createLoops(
  state: State,
  controllers: readonly Controller[],
  world: World,
  current: CurrentComponent,
  { most = MOST_RECONCILIATIONS, strict = false }: LoopOptions = {},
): Loops {
  const { store, wakeups } = state
  const running = controllers.filter(({ name }) => !state.settings.disabled.includes(name))
  const fault = faultReporter(world, current, strict)
  const byName = new Map(running.map((controller) => [controller.name, controller]))
  const watches = watchesByResource(running)
  const storms = createStorms(most)
  let seen = store.revision

  const enqueueChanges = () => {
    while (seen < store.revision) {
      const changes = store.changesSince(seen)
      if (changes === undefined) throw new Error('one reconciliation wrote more than the change log remembers')
      seen = store.revision
      for (const { key, object, previous } of changes) {
        for (const { name, watch } of watches(resourceIn(key))) {
          for (const called of watch(object, world, previous)) {
            if (!storms.isPutOff(name, called)) wakeups.enqueue(name, called, state.now)
          }
        }
      }
    }
    store.seen(seen)
  }

  const reconcile = (wakeup: Wakeup) => {
    const { controller: name, key } = wakeup
    const controller = byName.get(name)
    if (controller === undefined) return
    current.component = controller.component ?? controllerManager
    if (storms.reaches(wakeup, state.now)) {
      const pause = storms.putOff(wakeup)
      wakeups.requeue(name, key, state.now + pause, undefined, fault(wakeup, restless(most, pause)))
      enqueueChanges()
      return
    }
    try {
      const again = controller.reconcile(key, world)
      wakeups.requeue(name, key, again && state.now + again.after)
    } catch (error) {
      const failures = (wakeup.failures ?? wakeups.failures(name, key)) + 1
      const after = (first: Millis) => state.now + Math.min(first * 2 ** (failures - 1), LAST_RETRY)
      if (error instanceof ApiError) wakeups.requeue(name, key, after(FIRST_RETRY), failures)
      else wakeups.requeue(name, key, after(FIRST_RETRY_OF_A_FAULT), failures, fault(wakeup, error as Error))
    }
    enqueueChanges()
  }

  return {
    enqueueChanges,
    settle: (until, enough) => settle(state, reconcile, until, enough),
    stir: storms.end,
  }
}

function settle(
  state: State,
  reconcile: (wakeup: Wakeup) => void,
  until: Instant,
  enough = (_: number) => false,
): Settled {
  const { store, wakeups } = state
  const { revision } = store
  let reconciliations = 0
  for (;;) {
    const steps = reconciliations + store.revision - revision
    const next = wakeups.next
    if (next === undefined || next > until) {
      state.now = Math.max(state.now, until)
      return { steps, done: true }
    }
    if (enough(steps)) return { steps, done: false }
    const wakeup = wakeups.take(until)!
    reconciliations++
    state.now = Math.max(state.now, wakeup.at)
    reconcile(wakeup)
  }
}

/** A loop that fails at one object says so there, and leaves that one alone for a while; it goes on with all others. */
function faultReporter(world: World, current: CurrentComponent, strict: boolean) {
  return ({ controller, key }: Wakeup, error: Error): string => {
    // What is wrong with the file is no fault of the loop's, and nobody can go on with it.
    if (error instanceof StateFileError) throw error
    const unsettled = error instanceof RestlessError
    const fault = `the ${controller} loop ${unsettled ? 'does not come to rest' : 'failed'} at ${key}: ${error.message}`
    if (strict) throw new Error(fault, { cause: error })
    const about = world.get(key)
    if (about === undefined || about.apiVersion === ownVersion) return fault
    const said = unsettled
      ? { reason: 'LoopRestless', message: fault }
      : { reason: 'LoopFailed', message: `kubesim has a bug: ${fault}` }
    const event = { about, type: 'Warning', ...said } as const
    try {
      world.event({ ...event, source: current.component })
    } catch {
      // An object of which nobody can tell anything.
    }
    return fault
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
