import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

// Some times are told in the zone of the machine, which shall not matter; threads have that of their process.
process.env.TZ = 'UTC'

const longest =
  /\/test\/(arbitrary\/|differential\/|reference\/|shipped\/|runtime\/processes\/greedy|cluster\/processes)/

/** What takes longest begins first, so that the other worker has enough to do meanwhile. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]) {
    const isLong = ({ moduleId }: TestSpecification) => longest.test(moduleId)
    const sorted = await super.sort(files)
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))]
  }
}

export default defineConfig({
  test: {
    globalSetup: './schemas.config.mjs',
    include: ['test/**/*.test.ts', 'src/**/*.test.ts'],
    // Real programs run beside the tests: neither core is ever idle, and what waits its turn has not failed.
    maxWorkers: 2,
    testTimeout: 60_000 + 2_000 * Number(process.env.KUBESIM_FUZZ_SECONDS ?? 0),
    hookTimeout: 60_000,
    // No module isolation: a worker keeps what it has imported, which halves the suite's time on two cores.
    isolate: false,
    pool: 'threads',
    reporters: ['default'],
    sequence: { sequencer: LongestFirst },
  },
})
