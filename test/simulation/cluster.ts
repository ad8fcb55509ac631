/** A whole cluster in memory for simulations: every loop at work, a virtual clock, and every change at hand. */
import { beginning } from '../../src/cluster/cluster.js'
import type { Writable } from '../../src/cluster/session/engine.js'
import { Session } from '../../src/cluster/session/session.js'
import { headerOf } from '../../src/cluster/session/state.js'
import type { Instant, Millis } from '../../src/model/objects/object.js'
import type { ClusterSettings } from '../../src/model/objects/settings.js'
import { renderDocument, spliced } from '../../src/store/document/document.js'
import type { Change, Reader } from '../../src/store/store.js'

export interface SimulatedCluster {
  /** What a user does; what follows from it has happened when this returns. Changes since the last call. */
  act<T>(work: (cluster: Writable) => T): Promise<T>
  advance(by: Millis): Promise<void>
  now(): Promise<Instant>
  read<T>(look: (reader: Reader, now: Instant) => T): Promise<T>
  /** Everything that a state file would hold. */
  bytes(): Promise<string>
}

interface Options extends Partial<ClusterSettings> {
  readonly workers?: number
  readonly follow?: (changes: readonly Change[], now: Instant) => void
}

export const epoch: Instant = Date.UTC(2026, 10, 20, 12, 0, 0)

export function simulatedCluster({ workers = 3, follow = () => {}, ...settings }: Options): SimulatedCluster {
  const session = new Session({
    begin: () => beginning({ clock: 'virtual', start: epoch, workers, ...settings }),
    strict: true,
  })
  let seen = 0
  const publish = ({ state }: Pick<Writable, 'state'>) => {
    const changes = state.store.changesSince(seen)
    if (changes === undefined) throw new Error(`the store no longer knows what happened after revision ${seen}`)
    seen = state.store.revision
    follow(changes, state.now)
  }
  const settled = async <T>(work: (cluster: Writable) => T, at?: Instant): Promise<T> => {
    const result = await session.write(work, at)
    await session.read(publish)
    return result
  }
  const now = () => session.read(({ state }) => state.now)
  return {
    act: (work) => settled(work),
    now,
    async advance(by) {
      const end = (await now()) + by
      for (;;) {
        // One instant at a time, so that whoever follows knows when each change happened.
        const next = await session.read(({ state }) => state.wakeups.next ?? end)
        await settled(() => {}, Math.min(next, end))
        if (next >= end) return
      }
    },
    read: (look) => session.read(({ api, state }) => look(api, state.now)),
    bytes: () =>
      session.read((engine) => {
        const { document, store } = engine.state
        const lines = spliced(document.lines, store.changedLines())
        const chunks = renderDocument(store.revision, headerOf(engine.state), [], lines)
        return chunks.map((chunk) => chunk.toString()).join('')
      }),
  }
}
