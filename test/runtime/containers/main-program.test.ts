import { expect, test } from 'vitest'
import { viewOf } from '../../../src/runtime/containers/container.js'
import { lookAhead, traceOf } from '../../../src/runtime/containers/main-program.js'
import { planOf } from '../../../src/runtime/containers/runs.js'
import { startAlone, world } from '../alone.js'

// A node's worth of pods that print without end would take gigabytes else.
test('of a program that is looked ahead of no output is kept; who wants it gets it', () => {
  const { pod, container, run } = startAlone({ name: 'c', image: 'busybox', command: ['yes'] })
  const view = viewOf(pod, container, run, world)!
  const ahead = lookAhead(view)
  expect(ahead.lines).toEqual([])
  expect(ahead.dropped).toBeGreaterThan(100_000)
  const { trace } = traceOf(view)
  expect(trace.lines[0]).toMatchObject({ after: 0, stream: 'stdout', text: 'y' })
  const [line] = planOf(pod, container, run, world).output()
  expect(line).toEqual(trace.lines[0])
})
