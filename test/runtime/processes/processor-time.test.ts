import { expect, test } from 'vitest'
import { Processor, shareOf } from '../../../src/runtime/processes/processor-time.js'

/** Steps that a program does before its clock moves. */
function stepsAtOnce(share?: number): number {
  const processor = new Processor(share)
  let steps = 0
  while (processor.work(1) === 0) steps++
  return steps
}

test('the containers of a pod do no more at one instant together than sixteen do, however many they are', () => {
  const alone = stepsAtOnce()
  expect(stepsAtOnce(shareOf(1))).toBe(alone)
  expect(stepsAtOnce(shareOf(16))).toBe(alone)
  for (const containers of [17, 100, 3_000]) {
    expect(containers * stepsAtOnce(shareOf(containers))).toBeLessThanOrEqual(16 * alone + containers)
  }
})

test('what slows a program down that never ends slows it down as much when it has a part of the time', () => {
  const [whole, tenth] = [new Processor(), new Processor(0.1)]
  expect(tenth.work(10_000)).toBe(whole.work(100_000))
})

test('who sleeps for next to nothing, over and over, is played in no more steps than who works', () => {
  for (const length of [0.000_1, 1]) {
    const processor = new Processor()
    let steps = 0
    for (let now = 0; now < 7 * 86_400_000; steps += 3) now += processor.work(3) + processor.rest(length)
    expect(steps).toBeLessThan(800_000)
  }
})
