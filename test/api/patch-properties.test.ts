/** What must hold of patches whatever the objects are. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  applyMergePatch,
  createMergePatch,
  createThreeWayPatch,
  patchSchemaOf,
  strategicDiff,
  strategicMerge,
} from '../../src/api/patches/index.js'
import { loadSchemas } from '../../src/kinds/index.js'
import { deepEqual } from '../../src/model/values/json-values.js'
import { freeze } from './fixture.js'

const pod = patchSchemaOf(await loadSchemas(), 'core.v1.Pod')!

const word = fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor')
const named = (more: Record<string, fc.Arbitrary<unknown>>) =>
  fc.uniqueArray(fc.record({ name: fc.constantFrom('a', 'b', 'c', 'd'), ...more }, { requiredKeys: ['name'] }), {
    selector: (item) => item.name,
    maxLength: 4,
  })
const container = {
  image: word,
  args: fc.array(word, { maxLength: 2 }),
  env: named({ value: word }),
  ports: fc.uniqueArray(fc.record({ containerPort: fc.nat(3), protocol: word }), {
    selector: (port) => port.containerPort,
    maxLength: 3,
  }),
}
const object = fc
  .record(
    {
      metadata: fc.record(
        { labels: fc.dictionary(word, word), finalizers: fc.uniqueArray(word) },
        { requiredKeys: [] },
      ),
      spec: fc.record(
        {
          containers: named(container),
          volumes: named({ emptyDir: fc.constant({}), secret: fc.record({ secretName: word }) }),
          tolerations: fc.array(fc.record({ key: word }), { maxLength: 2 }),
          nodeSelector: fc.dictionary(word, word),
          priority: fc.nat(2),
        },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: [] },
  )
  .map((value) => freeze(JSON.parse(JSON.stringify(value))) as Record<string, unknown>)

test('a strategic patch leads from any object to any other', () => {
  fc.assert(
    fc.property(object, object, (from, to) => {
      const patch = freeze(strategicDiff(from, to, pod))
      expect(deepEqual(strategicMerge(from, patch, pod), to), JSON.stringify(patch)).toBe(true)
      if (deepEqual(from, to)) expect(patch).toEqual({})
    }),
    { numRuns: 500 },
  )
})

test('a merge patch does so too', () => {
  fc.assert(
    fc.property(object, object, (from, to) => {
      expect(deepEqual(applyMergePatch(from, createMergePatch(from, to) ?? {}), to)).toBe(true)
    }),
  )
})

test('applying the same again changes nothing, and what others have added stays', () => {
  fc.assert(
    fc.property(object, object, (original, modified) => {
      const current = { ...original, status: { phase: 'Running' } }
      const once = strategicMerge(current, createThreeWayPatch({ original, modified, current }, pod), pod)
      expect(once.status).toEqual({ phase: 'Running' })
      const again = createThreeWayPatch({ original: modified, modified, current: once }, pod)
      expect(deepEqual(strategicMerge(once, again, pod), once), JSON.stringify(again)).toBe(true)
    }),
    { numRuns: 300 },
  )
})

test('no patch harms the objects it is made of, or any other', () => {
  fc.assert(
    fc.property(object, fc.anything({ maxDepth: 4, withNullPrototype: true }), (target, anything) => {
      const patch = { metadata: anything, spec: anything, ['__proto__']: anything }
      try {
        strategicMerge(target, patch, pod)
        applyMergePatch(target, patch)
      } catch (error) {
        expect(error).toBeInstanceOf(Error)
      }
      expect(Object.keys(Object.prototype)).toEqual([])
    }),
  )
})
