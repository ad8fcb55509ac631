import type { Instant, Millis } from '../../model/objects/object.js'
import type { ClusterSettings } from '../../model/objects/settings.js'
import { machineTime } from '../../simulation/clock.js'
import type { Engine } from './engine.js'
import type { State } from './state.js'

/** The session of the cluster. */
interface Session {
  read<T>(look: (engine: Engine) => T): Promise<T>
  write(work: () => void, at: Instant): Promise<void>
  /** Changes what is saved beside the objects, and takes the cluster up anew. */
  configure(change: (state: State) => void): Promise<void>
}

/** What a session changes in a cluster beside its objects: how it is set up, and its clock. */
export class Configuration {
  readonly #session: Session

  constructor(session: Session) {
    this.#session = session
  }

  /** Lets time pass. A wall clock is ahead of its machine from then on. */
  async advance(by: Millis): Promise<void> {
    const { at, virtual } = await this.#session.read(({ state, clock }) => ({
      at: clock.now(state.now) + by,
      virtual: clock.mode === 'virtual',
    }))
    await this.#session.write(() => {}, at)
    if (!virtual) await this.#session.configure((state) => Object.assign(state, { ahead: state.ahead + by }))
  }

  /** Changes what nothing hangs on that runs: the namespace of commands that name none, the key for tokens. */
  async set(settings: Pick<Partial<ClusterSettings>, 'namespace' | 'tokenKey'>): Promise<void> {
    await this.#session.configure((state) => {
      state.settings = { ...state.settings, ...settings }
    })
  }

  async setClock(mode: ClusterSettings['clock']): Promise<void> {
    await this.#session.configure((state) => {
      state.settings = { ...state.settings, clock: mode }
      // Time never goes back: a cluster that is ahead of its machine stays so.
      state.ahead = mode === 'virtual' ? 0 : Math.max(0, state.now - machineTime())
    })
  }
}
