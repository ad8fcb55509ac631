import { deepEqual } from '../../model/values/json-values.js'
import { type Comparison, compare } from './compare.js'
import { Conflicts } from './conflicts.js'
import { difference, type FieldSet, intersection, nothing, union, withoutBranches } from './field-set.js'
import { merge, removeItems } from './merge.js'
import { type Owner, type Owners, withoutFields } from './owners.js'
import type { Shape } from './shapes.js'
import { fieldsOf, withNamedFields } from './typed.js'

/** An object in one version, with the shape of that version. */
export interface Versioned {
  readonly apiVersion: string
  readonly shape: Shape
  readonly value: unknown
}

export interface Terms {
  /** The object in another version; undefined when that is not served. */
  convert(object: Versioned, apiVersion: string): Versioned | undefined
  /** Fields that a write of this kind cannot change (`GetResetFields` of the registry's strategies). */
  readonly reset: FieldSet
}

/**
 * Who owns what after a write that is no apply (structured-merge-diff `merge/update.go`): the writer takes every field
 * that it changes, from whomever had it. Without a change nothing is taken and `taken` is empty.
 */
export function updated(
  live: Versioned,
  next: Versioned,
  owners: Owners,
  terms: Terms,
): { readonly owners: Map<string, Owner>; readonly taken: FieldSet } {
  const { comparison, left } = handOver(live, next, owners, terms)
  const taken = withoutBranches(union(comparison.modified, comparison.added), terms.reset)
  return { owners: left, taken }
}

export interface Application {
  /** The merged object; undefined when the configuration changes nothing. */
  readonly object: Versioned | undefined
  readonly owners: Map<string, Owner>
}

/**
 * Merges a configuration into the live object, prunes what its owner applied before and no longer does, and settles who
 * owns what. Throws Conflicts when a field would change that others own, unless it is forced.
 */
export function applied(
  live: Versioned,
  config: unknown,
  owners: Owners,
  identifier: string,
  applier: Omit<Owner, 'fields'>,
  force: boolean,
  terms: Terms,
): Application {
  const { shape, apiVersion } = live
  const last = owners.get(identifier)
  const fields = withoutBranches(fieldsOf(shape, config), terms.reset)
  const all = new Map(owners)
  all.set(identifier, { ...applier, time: last?.time, fields })
  const merged = { ...live, value: merge(shape, live.value, config) }
  const next = last === undefined ? merged : prune(merged, all, last, apiVersion, terms)
  const { left } = handOver(live, next, all, terms, { identifier, force })
  const same = deepEqual(withoutNulls(live.value), withoutNulls(next.value))
  return { object: same ? undefined : next, owners: left }
}

/** What the converter drops anyway. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).flatMap(([key, each]) => {
    const inner = withoutNulls(each)
    return inner === null || inner === undefined ? [] : [[key, inner] as const]
  })
  return Object.fromEntries(kept)
}

interface Applier {
  readonly identifier: string
  readonly force: boolean
}

/** Takes from the owners what the write changes or removes; the applier's own is not looked at. */
function handOver(live: Versioned, next: Versioned, owners: Owners, terms: Terms, applier?: Applier) {
  const comparison = compare(live.shape, live.value, next.value)
  const versions = new Map<string, Comparison | undefined>([[live.apiVersion, filtered(comparison, terms.reset)]])
  const comparisonIn = (apiVersion: string) => {
    if (!versions.has(apiVersion)) {
      const [before, after] = [terms.convert(live, apiVersion), terms.convert(next, apiVersion)]
      const known = before !== undefined && after !== undefined
      versions.set(
        apiVersion,
        known ? filtered(compare(before.shape, before.value, after.value), terms.reset) : undefined,
      )
    }
    return versions.get(apiVersion)
  }
  const known = new Map(
    [...owners].filter(([id, owner]) => id === applier?.identifier || comparisonIn(owner.apiVersion)),
  )
  const changed = (owner: Owner) => {
    const { added, modified } = comparisonIn(owner.apiVersion)!
    return intersection(owner.fields, union(modified, added))
  }
  if (applier?.force === false) {
    const conflicts = [...known].flatMap(([id, owner]) => {
      const fields = id === applier.identifier ? nothing : changed(owner)
      return fields.size === 0 ? [] : [{ identifier: id, owner, fields }]
    })
    if (conflicts.length > 0) throw new Conflicts(conflicts)
  }
  const left = withoutFields(known, (owner, id) => {
    if (id === applier?.identifier) return nothing
    return union(changed(owner), comparisonIn(owner.apiVersion)!.removed)
  })
  return { comparison, left }
}

function filtered(comparison: Comparison, reset: FieldSet): Comparison {
  if (reset.size === 0) return comparison
  const { added, modified, removed } = comparison
  return {
    added: withoutBranches(added, reset),
    modified: withoutBranches(modified, reset),
    removed: withoutBranches(removed, reset),
  }
}

/** Takes out what was applied last time, is not applied now, and is owned by nobody else. */
function prune(merged: Versioned, owners: Owners, last: Owner, apiVersion: string, terms: Terms): Versioned {
  if (last.fields.size === 0) return merged
  const before = terms.convert(merged, last.apiVersion)
  if (before === undefined) return merged
  const lastFields = withNamedFields(before.shape, last.fields)
  const bare = { ...before, value: removeItems(before.shape, before.value, lastFields) }
  const kept = withOwned(before, bare, owners, terms)
  const pruned = withDangling(before, kept, lastFields, terms)
  return terms.convert(pruned, apiVersion) ?? merged
}

/** Adds back what somebody owns, the applier's new configuration included. */
function withOwned(merged: Versioned, pruned: Versioned, owners: Owners, terms: Terms): Versioned {
  const byVersion = new Map<string, FieldSet>([[merged.apiVersion, nothing]])
  for (const { apiVersion, fields } of owners.values()) {
    byVersion.set(apiVersion, union(byVersion.get(apiVersion) ?? nothing, fields))
  }
  let result = pruned
  for (const [version, fields] of byVersion) {
    const [all, some] = [terms.convert(merged, version), terms.convert(result, version)]
    if (all === undefined || some === undefined) continue
    const { shape } = all
    const present = withNamedFields(shape, fieldsOf(shape, all.value))
    const wanted = union(withNamedFields(shape, fieldsOf(shape, some.value)), withNamedFields(shape, fields))
    result = { ...all, value: removeItems(shape, all.value, difference(present, wanted)) }
  }
  return result
}

/** Adds back what went with a pruned item although the applier did not own it. */
function withDangling(merged: Versioned, pruned: Versioned, last: FieldSet, terms: Terms): Versioned {
  const some = terms.convert(pruned, merged.apiVersion)
  if (some === undefined) return merged
  const { shape } = merged
  const present = withNamedFields(shape, fieldsOf(shape, merged.value))
  const left = withNamedFields(shape, fieldsOf(shape, some.value))
  return { ...merged, value: removeItems(shape, merged.value, intersection(difference(present, left), last)) }
}
