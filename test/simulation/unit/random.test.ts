import { describe, expect, test } from 'vitest'
import { createRandom } from '../../../src/simulation/index.js'

describe('keyed randomness', () => {
  test('follows from seed and purpose alone', () => {
    const draw = (seed: string, purpose: string) => {
      const random = createRandom(seed)(purpose)
      return [random.next(), random.below(1000), random.name(5), random.uuid()]
    }
    expect(draw('a', 'pod-name/1')).toEqual(draw('a', 'pod-name/1'))
    expect(draw('a', 'pod-name/1')).not.toEqual(draw('a', 'pod-name/2'))
    expect(draw('a', 'pod-name/1')).not.toEqual(draw('b', 'pod-name/1'))
    expect(draw('a', 'b/c')).not.toEqual(draw('ab', '/c'))
  })

  test('stays what it is, since states are saved and continued', () => {
    const random = createRandom('kubesim')('uid/pods/default/web')
    expect([random.uuid(), random.name(5), random.below(100)]).toMatchInlineSnapshot(`
      [
        "61ce508c-b855-4257-85d3-e6bac1381213",
        "fqd2p",
        59,
      ]
    `)
  })

  test('names have the letters of Kubernetes, uuids the form of version 4', () => {
    const random = createRandom('x')
    for (let index = 0; index < 200; index++) {
      expect(random(`name ${index}`).name(10)).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]{10}$/)
      expect(random(`uuid ${index}`).uuid()).toMatch(
        /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      )
    }
  })

  test('purposes that differ little give streams that have nothing in common', () => {
    const random = createRandom('seed')
    const uuids = new Set(Array.from({ length: 20_000 }, (_, index) => random(`uid/pods/default/web-${index}`).uuid()))
    expect(uuids.size).toBe(20_000)
    const tenths = new Array<number>(10).fill(0)
    for (let index = 0; index < 20_000; index++) tenths[random(`port/${index}`).below(10)]!++
    expect(Math.min(...tenths)).toBeGreaterThan(1800)
    expect(Math.max(...tenths)).toBeLessThan(2200)
  })
})
