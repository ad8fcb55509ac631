import type { Run } from '../processes/effects.js'
import type { Shell } from './state.js'

/** `NAME=value command`: set and exported for that command alone. */
export function* withVariables(assigned: readonly (readonly [string, string])[], shell: Shell, body: () => Run): Run {
  const before = assigned.map(([name]) => [name, shell.variables.get(name), shell.exported.has(name)] as const)
  for (const [name, value] of assigned) {
    shell.variables.set(name, value)
    shell.exported.add(name)
  }
  const status = yield* body()
  for (const [name, value, exported] of before) {
    if (value === undefined) shell.variables.delete(name)
    else shell.variables.set(name, value)
    if (!exported) shell.exported.delete(name)
  }
  return status
}
