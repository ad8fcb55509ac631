import type { AdmissionPlugin } from '../../api/contract/admission.js'
import type { Core, ReadingCore } from '../../api/registry/core.js'
import { createRegistry } from '../../api/registry/resources.js'
import { createReading, type Reading } from '../../api/requests/reading.js'
import type { Writing } from '../../api/requests/writing.js'
import type { Controller, World } from '../../controllers/machinery/controller.js'
import { kinds } from '../../kinds/index.js'
import { featuresOf } from '../../model/objects/features.js'
import type { ImageDocument } from '../../runtime/catalogue/document.js'
import { type Clock, virtualClock, wallClock } from '../../simulation/clock.js'
import { createRandom, type RandomSource } from '../../simulation/random.js'
import { createLoops, type Loops } from './loops.js'
import type { State } from './state.js'
import { type CurrentComponent, controllerManager, createWorld } from './world.js'

/** A state with what is needed to look at it. */
export interface Engine {
  readonly state: State
  readonly api: Reading
  readonly core: ReadingCore
  readonly clock: Clock
  readonly random: RandomSource
  readonly plugins: readonly AdmissionPlugin[]
  /** What is needed to change it as well; absent until somebody asks for it. */
  writing?: Writing
  /** The loops; absent until the first write. */
  running?: Running
}

export interface Running extends Loops {
  readonly world: World
}

/** A cluster that may be changed, at its present instant. */
export interface Writable extends Engine {
  readonly api: Writing
  readonly world: World
}

export type WritingModules = typeof import('./writing-modules.js')
/** All that is loaded at the first write only. */
export type LoopModules = typeof import('./loop-modules.js')

export interface EngineOptions {
  /** Instead of the built-in ones. */
  readonly controllers?: readonly Controller[]
  /** How many reconciliations one instant may take. */
  readonly mostReconciliations?: number
  /** A loop that fails at an object ends everything, instead of leaving that object alone. */
  readonly strict?: boolean
  /** Plugins of admission behind those of every API server. */
  readonly plugins?: readonly AdmissionPlugin[]
  /** Images beside those of the state file, for as long as the process lives. */
  readonly images?: readonly ImageDocument[]
}

export function createEngine(state: State, plugins: readonly AdmissionPlugin[] = []): Engine {
  const { store, settings } = state
  const { kubernetesVersion } = settings
  const core: ReadingCore = {
    store,
    registry: createRegistry(kinds, kubernetesVersion, store),
    settings,
    features: featuresOf(kubernetesVersion),
    now: () => state.now,
  }
  return {
    state,
    core,
    plugins,
    random: createRandom(settings.seed),
    clock: settings.clock === 'wall' ? wallClock(state.ahead) : virtualClock,
    api: createReading(core),
  }
}

/** What the api works with that can change the cluster. */
export function coreOf({ core, random, plugins }: Engine, { structuresOf, management, partsOf }: WritingModules): Core {
  return { ...core, plugins, random, schemas: structuresOf(core.settings.kubernetesVersion), management, partsOf }
}

/** The api that can change the cluster, too. */
export function writingOf(engine: Engine, modules: WritingModules): Writing {
  engine.writing ??= modules.createWriting(coreOf(engine, modules))
  return engine.writing
}

/** Adds the world and the loops. */
export function startEngine(engine: Engine, modules: LoopModules, options: EngineOptions): Running {
  const { state, random } = engine
  const api = writingOf(engine, modules.writing)
  const images = modules.createCatalogue({ extra: [...state.images, ...(options.images ?? [])] })
  const current: CurrentComponent = { component: controllerManager }
  const world = createWorld({ state, api, random, images, current, record: modules.recordEvent })
  const loops = createLoops(state, options.controllers ?? modules.controllers, world, current, {
    ...(options.mostReconciliations === undefined ? {} : { most: options.mostReconciliations }),
    strict: options.strict === true,
  })
  engine.running = { ...loops, world }
  return engine.running
}
