/** Documents that are right but for one thing: a part of them is gone, null or of another type. */
import type { GeneratorValue } from 'fast-check'
import fc from 'fast-check'
import { deepClone, isPlainObject, setField } from '../../src/model/values/json-values.js'

type Path = readonly (string | number)[]

/** Where everything in a value lies, the value itself included. */
export function pathsOf(value: unknown, path: Path = []): Path[] {
  const inner = Array.isArray(value)
    ? value.map((item, at) => [at, item] as const)
    : isPlainObject(value)
      ? Object.entries(value)
      : []
  return [path, ...inner.flatMap(([key, item]) => pathsOf(item, [...path, key]))]
}

/** What stands in for a part of a document. */
export const substitutes: readonly unknown[] = [
  null,
  '',
  'x',
  '\u001b[31m',
  5,
  -1.5,
  9007199254740993n,
  true,
  [],
  [null],
  ['x'],
  [{}],
  {},
  { a: null },
  { a: 'b' },
  { __proto__x: 1, constructor: { a: [1] } },
]

const gone = Symbol('gone')

/** A copy with one part replaced, or without it. */
export function spoiled(value: unknown, g: GeneratorValue): unknown {
  const paths = pathsOf(value)
  const path = paths[g(fc.nat, paths.length - 1)]!
  const substitute = [...substitutes, gone, gone, gone][g(fc.nat, substitutes.length + 2)]
  return replaced(deepClone(value), path, substitute)
}

function replaced(value: unknown, [key, ...rest]: Path, substitute: unknown): unknown {
  if (key === undefined) return substitute === gone ? null : substitute
  const inner = value as Record<string | number, unknown>
  if (rest.length === 0 && substitute === gone) {
    if (Array.isArray(inner)) inner.splice(key as number, 1)
    else delete inner[key]
  } else if (Array.isArray(inner)) inner[key as number] = replaced(inner[key as number], rest, substitute)
  else setField(inner, String(key), replaced(inner[key], rest, substitute))
  return inner
}
