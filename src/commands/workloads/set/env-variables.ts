/** The pairs that `set env` is given, and what they make of a container's variables (kubectl `pkg/cmd/set/env`). */
import { UsageError } from '../../../api/contract/errors.js'
import { goQuote } from '../../../model/go/quote.js'
import { isEnvironmentVariableName } from '../../../model/objects/names.js'
import type { Container } from '../../../model/objects/types.js'
import { append } from '../../../model/values/append.js'

export type Variable = NonNullable<Container['env']>[number]

export interface EnvironmentEdits {
  readonly set: readonly Variable[]
  readonly remove: readonly string[]
}

/** Resources first, then `KEY=VALUE` and `KEY-`. */
export function splitEnvironment(words: readonly string[]): { resources: string[]; pairs: string[] } {
  const isPair = (word: string) => /^.+=.*$/ms.test(word) || word.endsWith('-')
  const first = words.findIndex(isPair)
  if (first < 0) return { resources: [...words], pairs: [] }
  const pairs = words.slice(first)
  if (!pairs.every(isPair)) {
    throw new UsageError(`all resources must be specified before environment changes: ${words.join(' ')}`)
  }
  return { resources: words.slice(0, first), pairs }
}

/** `-` stands for lines of standard input. */
export async function parseEnvironment(
  pairs: readonly string[],
  stdin: () => Promise<string>,
): Promise<EnvironmentEdits> {
  const set: Variable[] = []
  const given = new Set<string>()
  const remove: string[] = []
  for (const pair of pairs) {
    const equals = pair.indexOf('=')
    if (pair === '-') append(set, readLines(await stdin()))
    else if (equals >= 0) {
      const name = pair.slice(0, equals)
      const errors = isEnvironmentVariableName(name)
      if (errors.length > 0) throw new UsageError(`${goQuote(name)} is not a valid key name: ${errors.join(';')}`)
      given.add(name)
      set.push({ name, value: pair.slice(equals + 1) })
    } else if (pair.endsWith('-')) remove.push(pair.slice(0, -1))
    else throw new UsageError(`unknown environment variable: ${pair}`)
  }
  if (remove.some((name) => given.has(name))) {
    throw new UsageError('can not both modify and remove the same environment variable in the same command')
  }
  return { set, remove }
}

function readLines(text: string): Variable[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const pair = line.split('#')[0] ?? ''
    const equals = pair.indexOf('=')
    return equals < 0 ? [] : [{ name: pair.slice(0, equals), value: pair.slice(equals + 1) }]
  })
}

/** New values take the place of old ones; what is removed is removed even when it is also set (`updateEnv`). */
export function updatedVariables(existing: readonly Variable[], { set, remove }: EnvironmentEdits): Variable[] {
  const covered = new Set(remove)
  const result: Variable[] = []
  for (const variable of existing) {
    if (covered.has(variable.name)) continue
    const newer = set.find((each) => each.name === variable.name)
    if (newer !== undefined) covered.add(variable.name)
    result.push(newer ?? variable)
  }
  for (const variable of set) {
    if (covered.has(variable.name)) continue
    covered.add(variable.name)
    result.push(variable)
  }
  return result
}

/** Without --overwrite no value may be replaced by another. */
export function overwriteError(existing: readonly Variable[], set: readonly Variable[]): string | undefined {
  for (const { name, value = '' } of set) {
    const current = existing.find((each) => each.name === name)
    if (current !== undefined && (current.value ?? '') !== value) {
      return `'${name}' already has a value (${current.value ?? ''}), and --overwrite is false`
    }
  }
  return undefined
}

/** `secret db, key password` (kubectl `GetEnvVarRefString`). */
export function referenceText(from: NonNullable<Variable['valueFrom']>): string {
  if (from.configMapKeyRef) return `configmap ${from.configMapKeyRef.name ?? ''}, key ${from.configMapKeyRef.key}`
  if (from.secretKeyRef) return `secret ${from.secretKeyRef.name ?? ''}, key ${from.secretKeyRef.key}`
  if (from.fieldRef) return `field path ${from.fieldRef.fieldPath}`
  if (!from.resourceFieldRef) return 'invalid valueFrom'
  const { containerName, resource } = from.resourceFieldRef
  return `resource field ${containerName ? `${containerName}/` : ''}${resource}`
}
