import { isPlainObject, setField } from '../../model/values/json-values.js'
import { inElementOrder, isPathElement } from './path-element.js'

/**
 * A set of fields of an object: a tree by path element (`f:spec`, `k:{"name":"web"}`, `v:"x"`), in which every node says
 * whether its own path is in the set. Sets are never changed once they are made, so that they may share branches.
 */
export type FieldSet = ReadonlyMap<string, FieldNode>

export interface FieldNode {
  readonly owned: boolean
  readonly children: FieldSet
}

/** `fieldsV1` of a managedFields entry: the same tree as JSON. */
export type FieldsV1 = { readonly [element: string]: FieldsV1 }

export const nothing: FieldSet = new Map()
export const leaf: FieldNode = { owned: true, children: nothing }

type Draft = Map<string, { owned: boolean; children: Draft }>

/** Gathers paths; the set is finished when nobody inserts any more. */
export class FieldSetBuilder {
  readonly #root: Draft = new Map()

  insert(path: readonly string[]): void {
    let children = this.#root
    for (let depth = 0; depth < path.length; depth++) {
      const element = path[depth]!
      let node = children.get(element)
      if (node === undefined) {
        node = { owned: false, children: new Map() }
        children.set(element, node)
      }
      if (depth === path.length - 1) node.owned = true
      children = node.children
    }
  }

  get set(): FieldSet {
    return this.#root
  }
}

/** A set of the paths given. */
export function fieldSet(...paths: readonly (readonly string[])[]): FieldSet {
  const builder = new FieldSetBuilder()
  for (const path of paths) builder.insert(path)
  return builder.set
}

export function union(a: FieldSet, b: FieldSet): FieldSet {
  if (a.size === 0) return b
  if (b.size === 0) return a
  let result: Map<string, FieldNode> | undefined
  for (const [element, node] of b) {
    const other = a.get(element)
    const both = other === undefined ? node : unionOfNodes(other, node)
    if (both === other) continue
    result ??= new Map(a)
    result.set(element, both)
  }
  return result ?? a
}

function unionOfNodes(a: FieldNode, b: FieldNode): FieldNode {
  const children = union(a.children, b.children)
  return children === a.children && (a.owned || !b.owned) ? a : { owned: a.owned || b.owned, children }
}

export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  return kept(a, (node, element) => {
    const other = b.get(element)
    if (other === undefined) return undefined
    return { owned: node.owned && other.owned, children: intersection(node.children, other.children) }
  })
}

/** The paths of `a` that are not in `b`; what lies below a path of `b` stays. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  if (b.size === 0) return a
  return kept(a, (node, element) => {
    const other = b.get(element)
    if (other === undefined) return node
    return withLeft(node, !other.owned, difference(node.children, other.children))
  })
}

/** The paths of `a` that are not in `b` nor below a path of `b`. */
export function withoutBranches(a: FieldSet, b: FieldSet): FieldSet {
  if (b.size === 0) return a
  return kept(a, (node, element) => {
    const other = b.get(element)
    if (other === undefined) return node
    if (other.owned) return undefined
    return withLeft(node, true, withoutBranches(node.children, other.children))
  })
}

/**
 * The paths of `a` that `b` does not claim: an end of `b` claims all that lies below it, a path with more below it is
 * claimed for itself alone.
 */
export function unclaimed(a: FieldSet, b: FieldSet): FieldSet {
  if (b.size === 0) return a
  return kept(a, (node, element) => {
    const other = b.get(element)
    if (other === undefined) return node
    if (other.children.size === 0) return undefined
    return withLeft(node, !other.owned, unclaimed(node.children, other.children))
  })
}

/** What is left of a node; itself where that is all of it. */
function withLeft(node: FieldNode, owned: boolean, children: FieldSet): FieldNode {
  const same = children === node.children && (owned || !node.owned)
  return same ? node : { owned: node.owned && owned, children }
}

/** What is left of a set; itself where that is all of it. */
function kept(set: FieldSet, what: (node: FieldNode, element: string) => FieldNode | undefined): FieldSet {
  const result = new Map<string, FieldNode>()
  let same = true
  for (const [element, node] of set) {
    const left = what(node, element)
    if (left !== node) same = false
    if (left !== undefined && (left.owned || left.children.size > 0)) result.set(element, left)
  }
  return same && result.size === set.size ? set : result
}

export function has(set: FieldSet, path: readonly string[]): boolean {
  let node: FieldNode | undefined
  let children = set
  for (const element of path) {
    node = children.get(element)
    if (node === undefined) return false
    children = node.children
  }
  return node?.owned === true
}

export function sameFields(a: FieldSet, b: FieldSet): boolean {
  if (a === b) return true
  if (a.size !== b.size) return false
  for (const [element, node] of a) {
    const other = b.get(element)
    if (other === undefined || node.owned !== other.owned || !sameFields(node.children, other.children)) return false
  }
  return true
}

/** Every path of the set: on each level its own first, then those below, in Kubernetes' order. */
export function* pathsOf(set: FieldSet, prefix: readonly string[] = []): Iterable<readonly string[]> {
  const sorted = inElementOrder(set)
  for (const [element, { owned }] of sorted) if (owned) yield [...prefix, element]
  for (const [element, { children }] of sorted) yield* pathsOf(children, [...prefix, element])
}

/** As structured-merge-diff writes it (`fieldpath/serialize.go`): in order, `.` for a node that is owned itself. */
export function toFieldsV1(set: FieldSet): FieldsV1 {
  const fields: Record<string, FieldsV1> = {}
  for (const [element, { owned, children }] of inElementOrder(set)) {
    const below = children.size === 0 ? {} : toFieldsV1(children)
    setField(fields, element, owned && children.size > 0 ? { '.': {}, ...below } : below)
  }
  return fields
}

/** Throws an Error for what is no such tree. Elements of kinds that nobody knows yet are left out. */
export function fromFieldsV1(fields: unknown): FieldSet {
  if (!isPlainObject(fields)) throw new Error('fields must be an object')
  const set = new Map<string, FieldNode>()
  for (const [element, below] of Object.entries(fields)) {
    if (element === '.' || !isPathElement(element)) continue
    const children = fromFieldsV1(below)
    const owned = children.size === 0 || Object.hasOwn(below as object, '.')
    set.set(element, { owned, children })
  }
  return set
}
