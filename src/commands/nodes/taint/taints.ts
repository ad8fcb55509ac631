/** Taints as the command line spells them, and what a change makes of those that a node has (kubectl `pkg/cmd/taint/utils.go`). */
import { UsageError } from '../../../api/contract/errors.js'
import { goQuote } from '../../../model/go/quote.js'
import { isQualifiedName, isValidLabelValue } from '../../../model/objects/names.js'
import type { Taint } from '../../../model/objects/types.js'

type Effect = Taint['effect']

export interface TaintChange {
  readonly add: readonly Taint[]
  readonly remove: readonly RemovedTaint[]
}

interface RemovedTaint {
  readonly key: string
  /** Undefined: all of that key. */
  readonly effect: Effect | undefined
}

const effects: readonly string[] = ['NoSchedule', 'PreferNoSchedule', 'NoExecute']

/** `key=value:effect`, `key:effect`, and with a `-` behind them or behind a key what to remove; throws UsageError. */
export function parseTaints(words: readonly string[]): TaintChange {
  const add: Taint[] = []
  const remove: RemovedTaint[] = []
  for (const word of words) {
    if (word.endsWith('-')) {
      const { key, effect } = parseTaint(word.slice(0, -1))
      remove.push({ key, effect })
      continue
    }
    const { key, value, effect } = parseTaint(word)
    if (effect === undefined) throw new UsageError(`invalid taint spec: ${word}`, true)
    if (add.some((other) => other.key === key && other.effect === effect)) {
      const shown = `{${key} ${value} ${effect} <nil>}`
      throw new UsageError(`duplicated taints with the same key and effect: ${shown}`, true)
    }
    add.push({ key, ...(value === '' ? {} : { value }), effect })
  }
  return { add, remove }
}

function parseTaint(word: string): RemovedTaint & { readonly value: string } {
  const invalid = (why = '') => new UsageError(`invalid taint spec: ${word}${why}`, true)
  const [pair = '', effect, ...tooMany] = word.split(':')
  if (tooMany.length > 0) throw invalid()
  if (effect !== undefined && !effects.includes(effect)) {
    throw new UsageError(`invalid taint effect: ${effect}, unsupported taint effect`, true)
  }
  const [key = '', value = '', ...more] = effect === undefined ? [pair] : pair.split('=')
  if (more.length > 0) throw invalid()
  const problems = isValidLabelValue(value)
  if (problems.length > 0) throw invalid(`, ${problems.join('; ')}`)
  const wrong = isQualifiedName(key)
  if (wrong.length > 0) throw invalid(`, ${wrong.join('; ')}`)
  return { key, value, effect: effect as Effect | undefined }
}

const covers = (removed: RemovedTaint, { key, effect }: Taint) =>
  removed.key === key && (removed.effect === undefined || removed.effect === effect)

const isSame = (a: Taint, b: Taint) => a.key === b.key && a.effect === b.effect

/** What is both added and removed, as `key=effect`. */
export function contradictions({ add, remove }: TaintChange): string[] {
  return add.flatMap((taint) =>
    remove.filter((removed) => covers(removed, taint)).map(({ key, effect = '' }) => `${key}=${effect}`),
  )
}

/** The keys of the taints to add that a node has already with the same effect. */
export function alreadyThere(present: readonly Taint[], { add }: TaintChange): string[] {
  return add.flatMap((taint) => present.filter((old) => isSame(old, taint)).map(() => taint.key))
}

export interface Tainted {
  readonly taints: readonly Taint[]
  readonly operation: 'modified' | 'tainted' | 'untainted'
}

/** The taints after the change, new ones first; throws when one to remove is not there. */
export function retaint(present: readonly Taint[], { add, remove }: TaintChange, overwrite: boolean): Tainted {
  let taints = [...add, ...present.filter((old) => !add.some((taint) => isSame(taint, old)))]
  const added = taints.length !== present.length
  const missing: Error[] = []
  let removed = false
  for (const one of remove) {
    const kept = taints.filter((taint) => !covers(one, taint))
    removed = kept.length !== taints.length
    taints = kept
    const name = one.effect === undefined ? one.key : `${one.key}:${one.effect}`
    if (!removed) missing.push(new UsageError(`taint ${goQuote(name)} not found`))
  }
  if (missing.length > 0) throw missing.length === 1 ? missing[0] : new AggregateError(missing)
  const operation = (added && removed) || overwrite ? 'modified' : added ? 'tainted' : 'untainted'
  return { taints, operation }
}
