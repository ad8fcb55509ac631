import { deepEqual } from '../../model/values/json-values.js'
import { type FieldSet, FieldSetBuilder } from './field-set.js'
import { fieldElement } from './path-element.js'
import {
  isEmptyList,
  isEmptyObject,
  itemsByElement,
  type ListShape,
  listOf,
  namesOf,
  type ObjectShape,
  objectOf,
  resolved,
  type Shape,
} from './shapes.js'

/** What differs between two objects, as sets of fields. */
export interface Comparison {
  readonly added: FieldSet
  readonly modified: FieldSet
  readonly removed: FieldSet
}

/**
 * Compares two objects of one shape (structured-merge-diff `typed/compare.go`): leaves that differ, and every object and
 * list element that one side alone has. Undefined is absent; null is a value.
 */
export function compare(shape: Shape, before: unknown, after: unknown): Comparison {
  const walk = new CompareWalk()
  walk.compare(shape, before, after)
  return { added: walk.added.set, modified: walk.modified.set, removed: walk.removed.set }
}

export const isSame = ({ added, modified, removed }: Comparison): boolean =>
  added.size === 0 && modified.size === 0 && removed.size === 0

class CompareWalk {
  readonly added = new FieldSetBuilder()
  readonly modified = new FieldSetBuilder()
  readonly removed = new FieldSetBuilder()
  readonly #path: string[] = []

  compare(shape: Shape, before: unknown, after: unknown): void {
    if (before === after) return
    const type = resolved(shape, after ?? before)
    if (type.type === 'object') this.#objects(type, before, after)
    else if (type.type === 'list') this.#lists(type, before, after)
    else this.#leaf(before, after)
  }

  #leaf(before: unknown, after: unknown): void {
    if (before === undefined) this.added.insert(this.#path)
    else if (after === undefined) this.removed.insert(this.#path)
    else if (!deepEqual(before, after)) this.modified.insert(this.#path)
  }

  /** An object or an element that is on one side alone counts with all that is in it. */
  #whole(before: unknown, after: unknown): void {
    if (before === undefined) this.added.insert(this.#path)
    else if (after === undefined) this.removed.insert(this.#path)
  }

  #objects(shape: ObjectShape, before: unknown, after: unknown): void {
    const [left, right] = [objectOf(before), objectOf(after)]
    if (shape.atomic || (isEmptyObject(left) && isEmptyObject(right))) {
      this.#leaf(before, after)
      return
    }
    const both = left !== undefined && right !== undefined
    for (const name of namesOf(left, right)) {
      const field = shape.field(name)
      // What Go writes as null in an object that is there on both sides is as good as absent.
      const unset = both && (left[name] ?? null) === null && (right[name] ?? null) === null
      if (field !== undefined && !unset) this.#at(fieldElement(name), field, left?.[name], right?.[name])
    }
    this.#whole(before, after)
  }

  #lists(shape: ListShape, before: unknown, after: unknown): void {
    const [left, right] = [listOf(before), listOf(after)]
    if (shape.atomic || (isEmptyList(left) && isEmptyList(right))) {
      this.#leaf(before, after)
      return
    }
    const lefts = itemsByElement(shape, left)
    const rights = itemsByElement(shape, right)
    for (const element of new Set([...lefts.keys(), ...rights.keys()])) {
      this.#items(element, shape.element, lefts.get(element) ?? [], rights.get(element) ?? [])
    }
    this.#whole(before, after)
  }

  /** Items of one key; of duplicates only the key itself counts. */
  #items(element: string, shape: Shape, before: readonly unknown[], after: readonly unknown[]): void {
    const path = [...this.#path, element]
    if (before.length <= 1 && after.length <= 1) {
      this.#at(element, shape, before[0], after[0])
    } else if (before.length > 1 && after.length > 1) {
      if (!deepEqual(before, after)) this.modified.insert(path)
    } else if (before.length > 1) {
      if (after.length > 0) this.#at(element, shape, undefined, after[0])
      this.removed.insert(path)
    } else {
      if (before.length > 0) this.#at(element, shape, before[0], undefined)
      this.added.insert(path)
    }
  }

  #at(element: string, shape: Shape, before: unknown, after: unknown): void {
    this.#path.push(element)
    this.compare(shape, before, after)
    this.#path.pop()
  }
}
