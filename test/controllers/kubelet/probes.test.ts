import { describe, expect, it } from 'vitest'
import { nodeWorld } from './node-world.js'

const http = (port: number, more = {}) => ({ httpGet: { path: '/', port }, ...more })
const listening = http(80)
const refused = http(81)

function pod(probes: Record<string, unknown>, image = 'server') {
  const node = nodeWorld()
  node.run('web', {
    containers: [{ name: 'c', image, ports: [{ name: 'http', containerPort: 80 }], ...probes }],
  })
  node.settle()
  /** Seconds after the start at which the pod turned ready, or not. */
  const turns = () => {
    const seen: [string, number][] = []
    for (const { object } of node.changes.filter(({ key }) => key === 'pods/default/web')) {
      const ready = object.status.conditions?.find(({ type }: { type: string }) => type === 'Ready')
      if (ready === undefined || ready.status === (seen.at(-1)?.[0] ?? 'False')) continue
      seen.push([ready.status, (Date.parse(ready.lastTransitionTime) - Date.parse('2026-11-20T12:00:00Z')) / 1000])
    }
    return seen
  }
  return { ...node, turns }
}

describe('readiness', () => {
  it.each<[string, object, number]>([
    ['at once without a delay', listening, 0],
    ['at the first period after the delay', http(80, { initialDelaySeconds: 5, periodSeconds: 10 }), 10],
    ['at the end of the delay if a period ends then', http(80, { initialDelaySeconds: 6, periodSeconds: 3 }), 6],
    ['after as many successes as it takes', http(80, { periodSeconds: 5, successThreshold: 3 }), 10],
    ['by the name of a port', { httpGet: { path: '/', port: 'http' } }, 0],
    ['by a command', { exec: { command: ['true'] } }, 0],
    ['over a bare connection', { tcpSocket: { port: 80 } }, 0],
  ])('comes %s', (_, readinessProbe, seconds) => {
    const node = pod({ readinessProbe })
    node.advance(60_000)
    expect(node.turns()).toEqual([['True', seconds]])
    expect(node.pod('web').status.containerStatuses?.[0]?.ready).toBe(true)
  })

  it('stays away while nothing listens, and each failure is told', () => {
    const node = pod({ readinessProbe: http(81, { periodSeconds: 5 }) })
    node.advance(20_000)
    expect(node.turns()).toEqual([])
    expect(node.state('web')).toBe('Running')
    expect(node.events('Unhealthy')).toEqual(
      Array.from(
        { length: 5 },
        () =>
          'Warning Unhealthy Pod/web Readiness probe failed: Get "http://10.244.0.2:81/": dial tcp 10.244.0.2:81: connect: connection refused',
      ),
    )
  })

  it.each<[object, string]>([
    [{ httpGet: { path: '/nope', port: 80 } }, 'failed: HTTP probe failed with statuscode: 404'],
    [{ tcpSocket: { port: 81 } }, 'failed: dial tcp 10.244.0.2:81: connect: connection refused'],
    [{ exec: { command: ['false'] } }, 'failed: no good\n'],
    [{ exec: { command: ['slow', 'x'] }, timeoutSeconds: 3 }, 'failed: command timed out: "slow x" timed out after 3s'],
    [
      { exec: { command: ['none'] } },
      'errored and resulted in unknown state: rpc error: code = Unknown desc = failed to exec in container: failed to start exec: ' +
        'OCI runtime exec failed: exec failed: unable to start container process: exec: "none": executable file not found in $PATH: unknown',
    ],
  ])('of %j says: %s', (readinessProbe, message) => {
    const node = pod({ readinessProbe })
    expect(node.events('Unhealthy')).toEqual([`Warning Unhealthy Pod/web Readiness probe ${message}`])
  })

  it('costs nothing once it has come, and little while it does not', () => {
    const well = pod({ readinessProbe: listening, livenessProbe: listening })
    well.advance(60_000)
    const before = well.reconciles.get('kubelet') ?? 0
    well.advance(24 * 3_600_000)
    expect(well.reconciles.get('kubelet')).toBe(before)
    const unwell = pod({ readinessProbe: refused })
    unwell.advance(24 * 3_600_000)
    expect(unwell.reconciles.get('kubelet')).toBeLessThan(400)
  })
})

describe('liveness', () => {
  it.each([
    ['the first period', {}, 10],
    ['the delay', { initialDelaySeconds: 25 }, 30],
  ])('waits for %s', (_, more, seconds) => {
    const node = pod({ livenessProbe: http(81, { failureThreshold: 1, ...more }) })
    node.advance(seconds * 1000 - 1)
    expect(node.events('Unhealthy')).toEqual([])
    node.advance(1)
    expect(node.events('Unhealthy')).toHaveLength(1)
  })
})

describe('startup', () => {
  it('kills what never starts up', () => {
    const node = pod({ startupProbe: http(81, { periodSeconds: 5, failureThreshold: 3 }), livenessProbe: refused })
    node.advance(15_000)
    expect(node.events('Killing')).toEqual([
      'Normal Killing Pod/web Container c failed startup probe, will be restarted',
    ])
    expect(node.events('Unhealthy')[0]).toContain('Startup probe failed: ')
  })
})
