import { describe, expect, test } from 'vitest'
import { compare, usualMeans } from './compare.js'
import { findKubectl, wanted } from './kubectl.js'
import { locally, remotely } from './ours.js'
import type { Scenario } from './scenarios.js'
import { exactly } from './transcript.js'

const kubectl = findKubectl()
const means = usualMeans()

/** Holds our own command line to itself and to kubectl. */
export function suite(scenarios: readonly Scenario[]): void {
  const named = scenarios.map((scenario): [string, Scenario] => [scenario.name, scenario])

  test.runIf(means.mode === 'all' || process.env.KUBESIM_KUBECTL)('there is a kubectl to compare with', () => {
    expect(kubectl, `put kubectl ${wanted} on the PATH, or name one in KUBESIM_KUBECTL`).toBeDefined()
  })

  describe('our command line says the same on a cluster and through its API', () => {
    test.concurrent.each(named)('%s', { timeout: 120_000 }, async (_name, { lines }) => {
      const [local, remote] = await Promise.all([locally(lines), remotely(lines)])
      expect(exactly(lines, remote)).toBe(exactly(lines, local.outcomes))
    })
  })

  describe('our command line and kubectl say the same', () => {
    // Once more when a busy machine has kept kubectl from coming back to a watch in time.
    test.concurrent.each(named)('%s', { timeout: 120_000, retry: 1 }, async (_name, scenario) => {
      await compare({ ...scenario, release: wanted, kubectl }, means)
    })
  })
}
