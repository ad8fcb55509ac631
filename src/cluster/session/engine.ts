import { type Api, createApi } from '../../api/requests/api.js'
import type { FieldManagement } from '../../api/requests/tracking.js'
import type { SchemaSource } from '../../api/schema/structure.js'
import type { Controller, World } from '../../controllers/machinery/controller.js'
import { kinds } from '../../kinds/index.js'
import type { ImageDocument } from '../../runtime/catalogue/document.js'
import { type Clock, virtualClock, wallClock } from '../../simulation/clock.js'
import { createRandom, type RandomSource } from '../../simulation/random.js'
import { createLoops, type Loops } from './loops.js'
import type { State } from './state.js'
import { type Acting, createWorld, manager } from './world.js'

/** A state with what is needed to look at it. */
export interface Engine {
  readonly state: State
  readonly api: Api
  readonly clock: Clock
  readonly random: RandomSource
  /** What is needed to change it as well; absent until the first write. */
  running?: Running
}

export interface Running extends Loops {
  readonly world: World
}

/** All that is loaded at the first write only. */
export type WriteModules = typeof import('./write-modules.js')

export interface EngineOptions {
  /** Instead of the built-in ones. */
  readonly controllers?: readonly Controller[]
  /** How many reconciliations one instant may take. */
  readonly mostReconciliations?: number
  /** A loop that fails at an object ends everything, instead of leaving that object alone. */
  readonly strict?: boolean
  /** Images beside those of the state file, for as long as the process lives. */
  readonly images?: readonly ImageDocument[]
}

let structuresOf: ((kubernetesVersion: string) => SchemaSource) | undefined
let management: FieldManagement | undefined

export function createEngine(state: State): Engine {
  const { store, settings } = state
  const random = createRandom(settings.seed)
  return {
    state,
    random,
    clock: settings.clock === 'wall' ? wallClock(state.ahead) : virtualClock,
    api: createApi({
      store,
      kinds,
      settings,
      random,
      schemas: () => structuresOf?.(settings.kubernetesVersion),
      management: () => management,
      now: () => state.now,
    }),
  }
}

/** Loads what is needed to tell managedFields, for whoever does not write. */
export async function loadManagement(): Promise<void> {
  if (management !== undefined) return
  const [loaded, schemas] = await Promise.all([
    import('../../api/field-managers/index.js'),
    import('../../kinds/structures.js'),
  ])
  management = loaded
  structuresOf = schemas.structuresOf
}

/** Adds the world and the loops. */
export function startEngine(engine: Engine, modules: WriteModules, options: EngineOptions): Running {
  structuresOf = modules.structuresOf
  management = modules.management
  const { state, api, random } = engine
  const images = modules.createCatalogue({ extra: [...state.images, ...(options.images ?? [])] })
  const acting: Acting = { component: manager }
  const world = createWorld({ state, api, random, images, acting, record: modules.recordEvent })
  const loops = createLoops(state, options.controllers ?? modules.controllers, world, acting, {
    ...(options.mostReconciliations === undefined ? {} : { most: options.mostReconciliations }),
    strict: options.strict === true,
  })
  engine.running = { ...loops, world }
  return engine.running
}
