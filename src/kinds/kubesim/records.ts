/** What the simulator's own code needs of its records beside their structure: of files that others have edited. */
import type { Machine, ProxyRecord, Sandbox } from '../../model/objects/machine.js'
import { isInstant } from '../../model/objects/time.js'
import { isPlainObject } from '../../model/values/json-values.js'

const instants = new Set(['at', 'since', 'startedAt', 'finishedAt', 'readyAt', 'doneAt', 'failedAt', 'registered'])
const isContent = (value: unknown) => value === null || typeof value === 'string'

/** The first thing in a record that is no instant and must be one. */
export function instantFault(record: Machine | Sandbox): string | undefined {
  const faultIn = (value: unknown, path: string): string | undefined => {
    if (typeof value !== 'object' || value === null) return undefined
    for (const [key, inner] of Object.entries(value)) {
      const below = path === '' ? key : `${path}.${key}`
      if (isPlainObject(value) && instants.has(key) && typeof inner === 'number' && !isInstant(inner)) {
        return `${below} must be an instant`
      }
      const fault = faultIn(inner, below)
      if (fault !== undefined) return fault
    }
    return undefined
  }
  return faultIn(record, '')
}

export function sandboxFault(sandbox: Sandbox): string | undefined {
  const runs = Object.values(sandbox.containers).flat()
  const lines = runs.flatMap((run) => run.lines as readonly (readonly unknown[])[])
  const isLine = ([at, stream, text]: readonly unknown[]) =>
    isInstant(at) && (stream === 'stdout' || stream === 'stderr') && typeof text === 'string'
  if (!lines.every(isLine)) return 'a line of a log must have an instant, a stream and a text'
  const folders = [sandbox.volumes, ...runs.map(({ found }) => found)].flatMap((each) => Object.values(each ?? {}))
  const contents = [...runs.map(({ files }) => files), ...folders].flatMap((each) => Object.values(each))
  return contents.every(isContent) ? instantFault(sandbox) : 'the content of a file must be a text or null'
}

export function proxyFault({ affinities }: ProxyRecord): string | undefined {
  const isAffinity = ([endpoint, at]: readonly unknown[]) => typeof endpoint === 'string' && isInstant(at)
  return Object.values(affinities).every(isAffinity) ? undefined : 'an affinity must have an endpoint and an instant'
}
