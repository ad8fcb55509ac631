import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'src/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // No module isolation: a worker keeps what it has imported, which halves the suite's time on two cores.
    isolate: false,
    pool: 'threads',
    reporters: ['default'],
  },
})
