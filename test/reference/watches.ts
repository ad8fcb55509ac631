/** Tells when a real cluster has come to rest: by watching, since to list everything time and again keeps it busy. */
import { type Agent, get } from 'node:http'
import type { KubeObject } from '../../src/model/objects/object.js'
import { belongsTo, type Resource } from './state.js'

export interface Watches {
  /** How many changes have been seen. */
  count(): number
  /** Comes back when a while has gone by without any change. */
  quiet(resources: readonly Resource[]): Promise<void>
  close(): void
}

const metadataOnly = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1'

/** Milliseconds without a change. Loops act within tens of them; what they have queued follows as soon. */
const calm = 500
/** Some things never rest (a pod that fails again and again). */
const longest = 15_000

/** Of what a scenario has to do with; its name. */
export function openWatches(address: string, agent: Agent, scenario: string): Watches {
  const isOurs = belongsTo(scenario)
  const open = new Map<string, () => void>()
  let changes = 0
  let last = 0
  const follow = ({ path, kind }: Resource) =>
    new Promise<void>((resolve) => {
      const request = get(`${address}${path}?watch=true`, { agent, headers: { accept: metadataOnly } }, (answer) => {
        // A resource whose definition is still being taken up is tried again next time.
        if (answer.statusCode !== 200) {
          open.delete(path)
          answer.resume()
          resolve()
          return
        }
        let rest = ''
        answer.setEncoding('utf8').on('data', (text: string) => {
          const lines = (rest + text).split('\n')
          rest = lines.pop()!
          const objects = lines.map((line) => (JSON.parse(line) as { object: KubeObject }).object)
          if (!objects.some((object) => isOurs(object) || (kind === 'Node' && scenario === 'nodes'))) return
          changes++
          last = performance.now()
        })
        answer.on('close', () => open.delete(path))
        resolve()
      }).on('error', () => {
        open.delete(path)
        resolve()
      })
      open.set(path, () => request.destroy())
    })
  return {
    count: () => changes,
    async quiet(resources) {
      await Promise.all(resources.filter(({ path }) => !open.has(path)).map(follow))
      const begun = performance.now()
      last = begun
      for (let now = begun; now - last < calm && now - begun < longest; now = performance.now()) {
        await new Promise((resolve) => setTimeout(resolve, calm - (now - last)))
      }
    },
    close() {
      for (const end of open.values()) end()
    },
  }
}
