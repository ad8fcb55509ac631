import type { ApiServer, Host } from '../../runtime/sessions/host.js'
import type { Session } from '../session/session.js'

/** The cluster over a length of time, as programs that run in it need it. */
export function createHost(session: Session, now: () => number, api: ApiServer | undefined): Host {
  let seen: number | undefined
  const revision = () => session.read(({ state }) => state.store.revision)
  session.jumps.restart()
  return {
    now,
    ...(api === undefined ? {} : { api }),
    transact: async (work) => {
      const result = await session.write(({ world }) => work(world))
      seen = await revision()
      return result
    },
    waitUntil: (at, signal) => session.waitUntil(at, signal),
    changed: async (until, signal, jumpDelay) => {
      await session.changed(seen ?? (await revision()), until, signal, jumpDelay)
      // What has been told once is not told again.
      seen = await revision()
    },
  }
}
