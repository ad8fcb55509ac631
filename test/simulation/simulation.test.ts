import { describe, expect, test } from 'vitest'
import { createRandom } from '../../src/simulation/random.js'
import { simulatedCluster } from './cluster.js'
import { checkAtRest, checkFinished, watchdog } from './invariants.js'
import { nextStep, type Step, startAll, waitFor } from './workload.js'

const WORKERS = 3
const STEPS = 60
const seeds = Array.from({ length: Number(process.env.KUBESIM_SIMULATIONS ?? 4) }, (_, index) => `seed-${index}`)

/** Runs a workload under the rules' eyes; a failure tells the seed and everything done up to it. */
async function simulate(seed: string, pace: 'instant' | 'realistic'): Promise<string> {
  const dog = watchdog()
  const cluster = simulatedCluster({ seed, pace, workers: WORKERS, follow: dog.follow })
  const random = createRandom(seed)('workload')
  const done: string[] = []
  const perform = async (step: Step) => {
    done.push(step.text)
    await step.run(cluster, dog)
    await cluster.read((reader) => checkAtRest(reader))
  }
  try {
    for (let count = 0; count < STEPS; count++) await perform(nextStep(random, WORKERS))
    for (const step of [...startAll(WORKERS), waitFor(3_600_000)]) await perform(step)
    await cluster.read((reader) => checkFinished(reader))
  } catch (error) {
    throw new Error(`seed ${seed}, pace ${pace}: ${(error as Error).message}\n${done.join('\n')}`, { cause: error })
  }
  return cluster.bytes()
}

describe.each(['instant', 'realistic'] as const)('at pace %s', (pace) => {
  test.each(seeds)('a random workload keeps every rule at every revision (%s)', async (seed) => {
    await simulate(seed, pace)
  })

  test('the same seed twice gives the same bytes', async () => {
    const first = await simulate('twice', pace)
    expect(await simulate('twice', pace)).toBe(first)
    expect(await simulate('another', pace)).not.toBe(first)
  })
})
