import { setField } from '../../model/values/json-values.js'
import type { FieldSet } from './field-set.js'
import { fieldElement } from './path-element.js'
import {
  isEmptyList,
  isEmptyObject,
  itemsByElement,
  type ListShape,
  listOf,
  namesOf,
  objectOf,
  resolved,
  type Shape,
} from './shapes.js'

/**
 * Puts a configuration over a live object (structured-merge-diff `typed/merge.go`): objects and keyed lists are merged,
 * all else is replaced. The configuration must have been found valid; undefined is absent.
 */
export function merge(shape: Shape, live: unknown, config: unknown): unknown {
  if (config === undefined) return live
  const type = resolved(shape, config ?? live)
  if (type.type === 'object') {
    const [left, right] = [objectOf(live), objectOf(config)]
    if (type.atomic || (isEmptyObject(left) && isEmptyObject(right))) return config
    const merged: Record<string, unknown> = {}
    for (const name of namesOf(left, right)) {
      setField(merged, name, merge(type.field(name) ?? shape, left?.[name], right?.[name]))
    }
    return merged
  }
  if (type.type !== 'list' || type.atomic || (isEmptyList(listOf(live)) && isEmptyList(listOf(config)))) return config
  return mergeLists(type, listOf(live) ?? [], listOf(config) ?? [])
}

/** The configuration's items in its order, with the live ones that it does not name between them where they stood. */
function mergeLists(shape: ListShape, live: readonly unknown[], config: readonly unknown[]): unknown[] {
  const lefts = live.map((item) => shape.identify(item))
  const rights = config.map((item) => shape.identify(item))
  const liveItems = itemsByElement(shape, live)
  const wanted = new Set(rights)
  const shared = rights.filter((element) => liveItems.has(element))
  const merged: unknown[] = []
  const done = new Set<string>()
  const take = (element: string, item: unknown) => {
    done.add(element)
    const items = liveItems.get(element) ?? []
    // Duplicates of the live list are not merged with.
    merged.push(merge(shape.element, items.length === 1 ? items[0] : undefined, item))
  }
  let next = shared.shift()
  for (let left = 0, right = 0; left < lefts.length || right < rights.length; ) {
    const ours = lefts[left]
    const theirs = rights[right]
    if (ours !== undefined && ours === theirs) {
      take(ours, config[right])
      left++
      right++
      next = shared.shift()
      continue
    }
    if (ours !== undefined && theirs !== undefined && wanted.has(ours) && next !== undefined && next !== ours) {
      // It comes in the place that the configuration gives it.
      left++
      continue
    }
    if (ours !== undefined && !wanted.has(ours)) {
      merged.push(live[left++])
      continue
    }
    if (ours !== undefined && done.has(ours)) left++
    if (theirs === undefined) continue
    take(theirs, config[right])
    right++
    if (next === theirs) next = shared.shift()
  }
  return merged
}

/**
 * The value without the fields and elements of the set (structured-merge-diff `typed/remove.go`). What has nothing left
 * is null, which decoding takes for absent.
 */
export function removeItems(shape: Shape, value: unknown, items: FieldSet): unknown {
  const type = resolved(shape, value)
  if (type.type === 'scalar') return value
  if (type.type === 'object') {
    const object = objectOf(value)
    if (type.atomic || object === undefined || isEmptyObject(object)) return null
    const left: Record<string, unknown> = {}
    for (const name of namesOf(object, undefined)) {
      const node = items.get(fieldElement(name))
      if (node?.owned) continue
      const field = object[name]
      const below = node === undefined ? field : removeItems(type.field(name) ?? shape, field, node.children)
      setField(left, name, below)
    }
    return isEmptyObject(left) ? null : left
  }
  const list = listOf(value)
  if (type.atomic || list === undefined) return null
  const left = list.flatMap((item) => {
    const node = items.get(type.identify(item))
    if (node === undefined) return [item]
    return node.owned ? [] : [removeItems(type.element, item, node.children)]
  })
  return left.length === 0 ? null : left
}
