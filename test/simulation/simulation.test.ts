import { describe, expect, test } from 'vitest'
import { checkState } from '../../src/cluster/session/checking.js'
import { stateOf } from '../../src/cluster/session/state.js'
import type { Millis, ObjectKey } from '../../src/model/objects/object.js'
import { createRandom } from '../../src/simulation/random.js'
import { parseDocument } from '../../src/store/index.js'
import { simulatedCluster } from './cluster.js'
import { checkAtRest, checkFinished, checkQuiet, watchdog } from './invariants.js'
import { nextStep, type Step, startAll, waitFor } from './workload.js'

const WORKERS = 3
const STEPS = 60
/** How long a cluster is watched in which nobody does anything any more. */
const QUIET: Millis = 30 * 60_000
const seeds = Array.from({ length: Number(process.env.KUBESIM_SIMULATIONS ?? 4) }, (_, index) => `seed-${index}`)

/** Runs a workload under the rules' eyes; a failure tells the seed and everything done up to it. */
async function simulate(seed: string, pace: 'instant' | 'realistic'): Promise<string> {
  const dog = watchdog()
  const written: ObjectKey[] = []
  const follow: typeof dog.follow = (changes, now) => {
    dog.follow(changes, now)
    written.push(...changes.map(({ key }) => key))
  }
  const cluster = simulatedCluster({ seed, pace, workers: WORKERS, follow })
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
    written.length = 0
    await perform(waitFor(QUIET))
    checkQuiet(written, QUIET)
  } catch (error) {
    throw new Error(`seed ${seed}, pace ${pace}: ${(error as Error).message}\n${done.join('\n')}`, { cause: error })
  }
  const bytes = await cluster.bytes()
  // A file that somebody else has written is not refused for what a cluster itself has come to.
  checkState(stateOf(parseDocument(Buffer.from(bytes), seed, false), []))
  return bytes
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
