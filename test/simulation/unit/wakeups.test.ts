import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createWakeups, type WakeupQueue } from '../../../src/simulation/index.js'

function takeAll(queue: WakeupQueue, now: number): string[] {
  const taken: string[] = []
  for (let wakeup = queue.take(now); wakeup !== undefined; wakeup = queue.take(now)) {
    taken.push(`${wakeup.at} ${wakeup.controller} ${wakeup.key}`)
  }
  return taken
}

describe('wakeups', () => {
  test('come in order of time, then in the order in which they were planned', () => {
    const queue = createWakeups()
    queue.requeue('b', 'x', 20)
    queue.requeue('a', 'y', 10)
    queue.requeue('a', 'x', 20)
    queue.enqueue('c', 'z', 10)
    expect(queue.next).toBe(10)
    expect(takeAll(queue, 15)).toEqual(['10 a y', '10 c z'])
    expect(queue.next).toBe(20)
    expect(takeAll(queue, 20)).toEqual(['20 b x', '20 a x'])
    expect(queue.next).toBeUndefined()
  })

  test('a key that is called twice is woken once, until it has been woken', () => {
    const queue = createWakeups()
    queue.enqueue('a', 'x', 1)
    queue.enqueue('a', 'x', 1)
    queue.enqueue('b', 'x', 1)
    expect(takeAll(queue, 1)).toEqual(['1 a x', '1 b x'])
    queue.enqueue('a', 'x', 1)
    expect(takeAll(queue, 1)).toEqual(['1 a x'])
  })

  test('a wish takes the place of the one before', () => {
    const queue = createWakeups()
    queue.requeue('a', 'x', 5)
    queue.requeue('a', 'x', 9)
    queue.requeue('a', 'y', 7)
    queue.requeue('a', 'y', undefined)
    expect(queue.toJSON().map(({ at }) => at)).toEqual([9])
    expect(takeAll(queue, 100)).toEqual(['9 a x'])
  })

  test('a wish for a time that no cluster comes to is none, and one for no time is a fault', () => {
    const queue = createWakeups()
    queue.requeue('a', 'x', 5)
    queue.requeue('a', 'x', 2 ** 63)
    expect(queue.next).toBeUndefined()
    queue.requeue('a', 'x', Number.POSITIVE_INFINITY)
    expect(queue.next).toBeUndefined()
    expect(() => queue.requeue('a', 'x', Number.NaN)).toThrow('it wants to be woken at no time')
  })

  test('failures in a row are remembered with the wish', () => {
    const queue = createWakeups()
    queue.requeue('a', 'x', 5, 3)
    expect(queue.failures('a', 'x')).toBe(3)
    const again = createWakeups(JSON.parse(JSON.stringify(queue)), queue.sequence)
    expect(again.take(5)?.failures).toBe(3)
    expect(again.failures('a', 'x')).toBe(0)
  })

  test('saved in the middle and taken up again, they come as if nothing had happened', () => {
    const action = fc.record({
      controller: fc.constantFrom('a', 'b'),
      key: fc.constantFrom('x', 'y', 'z'),
      after: fc.option(fc.nat(20), { nil: undefined }),
      call: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(action, { maxLength: 30 }), fc.nat(30), (actions, cut) => {
        const straight = createWakeups()
        let saved = createWakeups()
        const [first, second]: string[][] = [[], []]
        for (const [now, { controller, key, after, call }] of actions.entries()) {
          if (now === cut) saved = createWakeups(JSON.parse(JSON.stringify(saved)), saved.sequence)
          for (const queue of [straight, saved]) {
            if (call) queue.enqueue(controller, key, now)
            else queue.requeue(controller, key, after === undefined ? undefined : now + after)
          }
          // Between two commands nothing is called any more, only wished.
          first!.push(...takeAll(straight, now))
          second!.push(...takeAll(saved, now))
        }
        expect([...second!, ...takeAll(saved, 1000)]).toEqual([...first!, ...takeAll(straight, 1000)])
        expect(saved.sequence).toBe(straight.sequence)
      }),
    )
  })
})
